import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from indicators.models import Marker
from indicators.sources import kolada
from indicators.sources.cells import Cell, FileProblem
from indicators.sources.http import OpenData
from tests.indicators.sources.server import of
from units.years import SchoolYear

RECORDED = Path(__file__).parent.parent.parent / "data" / "kolada"
KPI, GROUPS, DATA = (
    json.loads((RECORDED / f"{name}.json").read_text())["values"]
    for name in ("kpi", "municipality_groups", "data-motala-berg-riket")
)
ASKED = sorted({row["kpi"] for row in DATA})
Y2015, Y2016, Y2017, Y2018 = (SchoolYear(year) for year in range(2015, 2019))
MOTALA, BERG, COUNTRY = "0583", "2326", "0000"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def bundle(data=DATA, kpi=KPI, asked=(), **names):
    named = {MOTALA: "Motala", BERG: "Berg", COUNTRY: "Riket"} | names
    kept = {"municipality": MOTALA, "asked": list(asked), "names": named, "kpi": kpi, "group": None, "data": data}
    return json.dumps(kept).encode()


def read(*args, **kwargs):
    return kolada.read(bundle(*args, **kwargs), municipality_code=MOTALA)


def series(batch, code, key, sex="all"):
    return {
        reading.school_year: reading.cell
        for reading in batch.readings
        if (reading.place.code, reading.indicator, reading.sex) == (code, key, sex)
    }


def numbers(batch, *which):
    return {year: cell.number for year, cell in series(batch, *which).items()}


def one_value(kpi="N15419", period=2019, **value):
    value = {"gender": "T", "count": 1, "status": "", "value": 70.3, "isdeleted": False} | value
    return read([{"kpi": kpi, "municipality": MOTALA, "period": period, "values": [value]}])


def test_the_year_is_the_one_in_which_the_school_year_ends():
    assert (kolada.school_year_of(2019), kolada.period_of(SchoolYear(2018))) == (SchoolYear(2018), 2019)


def test_recorded_figures_of_motala_berg_and_the_country():
    batch = read()
    assert numbers(batch, MOTALA, "n15419") == {
        Y2015: Decimal("80.9"),
        Y2016: Decimal("70.3"),
        Y2017: Decimal("69.7"),
        Y2018: Decimal("72.3"),
    }
    assert numbers(batch, MOTALA, "n15419", "girls") == {
        Y2015: Decimal("81.1"),
        Y2016: Decimal("76.6"),
        Y2017: Decimal("73.6"),
        Y2018: Decimal("77.0"),
    }
    assert numbers(batch, BERG, "n15505", "boys") == {
        Y2015: Decimal("216.0"),
        Y2016: Decimal("173.5"),
        Y2017: Decimal("202.6"),
        Y2018: Decimal("206.2"),
    }
    assert numbers(batch, COUNTRY, "n15419") | {Y2018: None} == {
        Y2015: Decimal("76.4"),
        Y2016: Decimal("71.8"),
        Y2017: Decimal("73.5"),
        Y2018: None,
    }


def test_decimals_as_published_and_as_stored():
    batch = read()
    assert series(batch, MOTALA, "n15034")[Y2015] == Cell("11,93480229", Decimal("11.935"), Marker.NONE)
    assert series(batch, COUNTRY, "n15008")[Y2015] == Cell("104973,970465", Decimal("104973.970"), Marker.NONE)
    assert series(batch, COUNTRY, "n15419")[Y2015].raw == "76,4"
    assert series(batch, MOTALA, "n15505", "girls")[Y2015].raw == "231,0"


def test_a_value_that_is_null_is_missing():
    batch = read()
    missing = Cell("", None, Marker.MISSING)
    assert series(batch, COUNTRY, "u15461") == dict.fromkeys((Y2015, Y2016, Y2017, Y2018), missing)
    assert {year for year, cell in series(batch, BERG, "n15488", "girls").items() if cell == missing} == {Y2015, Y2017, Y2018}
    assert series(batch, MOTALA, "n15488", "boys")[Y2017] == missing


def test_every_recorded_value_is_accounted_for():
    batch = read()
    assert (batch.rows, batch.accounted, batch.refusals, batch.left_out) == (474, 474, (), Counter())
    assert Counter(reading.cell.marker for reading in batch.readings) == {"": 428, "missing": 46}
    assert Counter(reading.sex for reading in batch.readings) == {"all": 210, "girls": 132, "boys": 132}
    assert Counter(reading.place.name for reading in batch.readings) == {"Motala": 158, "Berg": 158, "Riket": 158}
    assert {reading.place.system for reading in batch.readings} == {"kommunkod"}
    assert {reading.denominator for reading in batch.readings} == {None}  # Kolada's count is of places, not of pupils


def test_where_a_figure_can_be_found():
    [reading] = one_value().readings
    assert reading.where == "N15419, 0583, 2019, T"


def test_titles_and_definitions_as_fetched():
    published = {about.key: about for about in read().published}
    assert published["n15419"].title == "Elever i åk 9 som uppnått betygskriterierna i alla ämnen, kommunala skolor,  andel (%)"
    assert published["n15419"].definition.startswith("Andel elever med godkänt betyg i alla ämnen")
    assert (published["n15419"].official_id, len(published)) == ("N15419", 33)


def test_units_by_koladas_own_ids():
    row = {"kpi": "N15419", "ou": "V15E058301301", "period": 2019, "values": [{"gender": "T", "status": "", "value": 71.5}]}
    [reading] = read([row], V15E058301301="Råssnässkolan").readings
    assert (reading.place.system, reading.place.code, reading.place.name) == ("kolada", "V15E058301301", "Råssnässkolan")


def test_a_figure_that_kolada_has_taken_back_is_missing():
    [reading] = one_value(isdeleted=True).readings
    assert reading.cell == Cell("", None, Marker.MISSING)


def test_a_deviation_may_be_negative_and_a_share_may_not():
    [below] = one_value("U15414", value=-4.2).readings
    assert below.cell == Cell("-4,2", Decimal("-4.2"), Marker.NONE)
    assert [refusal.reason for refusal in one_value(value=-4.2).refusals] == ["“-4,2” is less than zero"]


def test_a_number_that_stands_for_nearly_all_is_shown_as_about():
    """The definition of N15540 says that 95 per cent is shown for one to four pupils that did not reach the goal."""
    [about] = one_value("N15540", value=95.0).readings
    [exact] = one_value("N15540", value=94.0).readings
    [other] = one_value("N15419", value=95.0).readings
    assert [reading.cell.rounded for reading in (about, exact, other)] == [True, False, False]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"gender": "X"}, "“X” is none of T, K and M"),
        ({"gender": None}, "“None” is none of T, K and M"),
        ({"status": "Private"}, "the status “Private” is not known here"),
        ({"value": "70,3"}, "“70,3” is neither a number nor a known marker"),
        ({"value": True}, "“True” is neither a number nor a known marker"),
        ({"value": 170.3}, "“170,3” per cent is more than all"),
        ({"value": 1e12}, "“1000000000000,0” is neither a number nor a known marker"),
        ({"period": "2019"}, "“2019” is not a year"),
        ({"period": 19}, "“19” is not a year"),
        ({"period": None}, "“None” is not a year"),
    ],
)
def test_values_not_understood(changed, reason):
    batch = one_value(**changed)
    assert ([refusal.reason for refusal in batch.refusals], batch.readings, batch.rows) == ([reason], (), 1)


def test_key_figures_that_are_gone_are_told():
    batch = read([], asked=["N15419", "N99999"])
    assert (batch.left_out, batch.rows, batch.accounted) == (
        Counter({"Key figures that Kolada does not publish any more": 1}),
        1,
        1,
    )


def test_a_figure_that_stands_twice_counts_once():
    batch = read([*DATA[:1], *DATA[:1]])
    assert (len(batch.readings), batch.left_out, batch.rows, batch.accounted) == (
        1,
        Counter({"Figures that the answer holds twice": 1}),
        2,
        2,
    )


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"municipality": "0583"}'])
def test_what_is_no_bundle(content):
    with pytest.raises(FileProblem, match="in a form that is not known here"):
        kolada.read(content, municipality_code=MOTALA)


def test_a_bundle_about_another_municipality():
    with pytest.raises(FileProblem, match="another municipality"):
        kolada.read(bundle(), municipality_code=BERG)


# --- fetching ---------------------------------------------------------------------------------------------------------

PEERS = {member["member_id"]: member["member_title"] for g in GROUPS if ", Motala," in g["title"] for member in g["members"]}
PLACES = [{"id": code, "title": title, "type": "K"} for code, title in {MOTALA: "Motala", COUNTRY: "Riket", **PEERS}.items()]
ALL_CODES = ",".join([MOTALA, COUNTRY, *PEERS])
TITLE = "municipality_groups?title=Liknande+kommuner+grundskola%2C+Motala"


def values(*found, next_url=None):
    return of({"values": list(found), "next_url": next_url})


@pytest.fixture
def api(open_server):
    """Kolada, as far as Motala's åk 9 is concerned."""
    open_server.set("municipality", values(*PLACES))
    open_server.set("kpi/N15419", values(*(about for about in KPI if about["id"] == "N15419")))
    open_server.set(TITLE, values(*GROUPS))
    open_server.set(
        "ou?municipality=0583", values({"id": "V15E058301301", "title": "Råssnässkolan"}, {"id": "V21E1", "title": "Hemmet"})
    )
    theirs = [row for row in DATA if row["kpi"] == "N15419" and row["municipality"] in (MOTALA, COUNTRY)]
    first, second = theirs[:5], theirs[5:]
    path = f"data/kpi/N15419/municipality/{ALL_CODES}/year/2018,2019"
    open_server.set(path, values(*first, next_url=f"{open_server.base}/{path}?page=2"))
    open_server.set(f"{path}?page=2", values(*second))
    unit_row = {"kpi": "N15419", "ou": "V15E058301301", "period": 2019, "values": [{"gender": "T", "status": "", "value": 71.5}]}
    open_server.set("oudata/kpi/N15419/ou/V15E058301301/year/2018,2019", values(unit_row))
    return open_server


def fetch(server, kpis=("N15419",), years=(Y2017, Y2018), code=MOTALA, told=None):
    with OpenData("Kolada", server.base) as client:
        return kolada.fetch(client, code, kpis, years, (told if told is not None else []).append)


def test_the_municipality_its_peers_the_country_and_its_schools(api):
    told = []
    content = fetch(api, told=told)
    batch = kolada.read(content, municipality_code=MOTALA)
    assert Counter(reading.place.name for reading in batch.readings) == {"Motala": 12, "Riket": 12, "Råssnässkolan": 1}
    assert (batch.rows, batch.accounted, told[-1], told == sorted(told)) == (25, 25, 100, True)
    assert not any("V21" in path for path in api.asked)  # homes for the elderly are no schools


def test_the_group_of_similar_municipalities_goes_with_it(api):
    group, names = kolada.peers(fetch(api))
    assert (group.official_id, group.title, group.year) == ("G36008", "Liknande kommuner grundskola, Motala, 2024", 2024)
    assert group.members == PEERS
    assert names == {COUNTRY: "Riket"} | PEERS


def test_of_several_years_the_latest_group(api):
    motala = next(group for group in GROUPS if ", Motala," in group["title"])
    newer = motala | {"id": "G2", "title": "Liknande kommuner grundskola, Motala, 2026"}
    other = motala | {"id": "G3", "title": "Liknande kommuner gymnasieskola, Motala, 2027"}
    api.set(TITLE, values(newer, motala, other))
    group, _names = kolada.peers(fetch(api))
    assert (group.official_id, group.year) == ("G2", 2026)


def test_a_municipality_without_a_group(api):
    api.set(TITLE, values())
    api.set("data/kpi/N15419/municipality/0583,0000/year/2018,2019", values())
    group, names = kolada.peers(fetch(api))
    assert (group, names) == (None, {COUNTRY: "Riket"})


def test_a_municipality_that_kolada_does_not_know(api):
    with pytest.raises(FileProblem, match="Kolada knows no municipality with the code 9901"):
        fetch(api, code="9901")


@pytest.mark.parametrize("count", [1, 25, 26, 60])
def test_no_question_holds_more_ids_than_kolada_takes(open_server, count):
    """Seven years, and as many key figures as said, of two places."""
    open_server.set("municipality", values(*PLACES[:2]))
    kpis = [f"N{number:05}" for number in range(count)]
    years = [SchoolYear(year) for year in range(1990, 1990 + 30)]
    parts = [",".join(kpis[start : start + 25]) for start in range(0, count, 25)]
    for part in parts:
        open_server.set(f"kpi/{part}", values(*({"id": kpi, "title": kpi, "description": ""} for kpi in part.split(","))))
        for periods in (range(1991, 2016), range(2016, 2021)):
            path = f"data/kpi/{part}/municipality/0583,0000/year/{','.join(map(str, periods))}"
            row = {"kpi": part.split(",")[0], "municipality": MOTALA, "period": periods[0], "values": []}
            open_server.set(path, values(row))
    open_server.set(TITLE, values())
    open_server.set("ou?municipality=0583", values())
    assert len(json.loads(fetch(open_server, kpis, years))["data"]) == 2 * len(parts)


def test_a_next_page_at_another_host_is_refused(api):
    path = f"data/kpi/N15419/municipality/{ALL_CODES}/year/2018,2019"
    api.set(path, values(DATA[0], next_url="http://169.254.169.254/api/secret"))
    with pytest.raises(FileProblem, match="refers to another address"):
        fetch(api)


def test_pages_that_go_round_in_a_circle(api):
    api.set("municipality", values(*PLACES, next_url=f"{api.base}/municipality?page=2"))
    api.set("municipality?page=2", values(next_url=f"{api.base}/municipality?page=2"))
    with pytest.raises(FileProblem, match="in a form that is not known here"):
        fetch(api)


@pytest.mark.parametrize(
    "answer", [of([]), of({}), of({"values": None}), of({"values": ["x"]}), of({"values": [{"title": "x"}]}), of(None)]
)
def test_a_figure_in_another_form(api, answer):
    api.set(f"data/kpi/N15419/municipality/{ALL_CODES}/year/2018,2019", answer)
    with pytest.raises(FileProblem, match="in a form that is not known here"):
        fetch(api)


@pytest.mark.parametrize("found", [{"id": "0583"}, {"id": 583, "title": "Motala"}, {"title": "Motala"}, {"kpi": 1}])
def test_a_place_without_id_or_name(api, found):
    api.set("municipality", values(found))
    with pytest.raises(FileProblem, match="in a form that is not known here"):
        fetch(api)


@pytest.mark.parametrize("members", [[{}], ["0583"], [{"member_id": "0583"}], 7])
def test_a_group_in_another_form(api, members):
    api.set(TITLE, values({"id": "G1", "title": "Liknande kommuner grundskola, Motala, 2024", "members": members}))
    with pytest.raises(FileProblem, match="in a form that is not known here"):
        fetch(api)
