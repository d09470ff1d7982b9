import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from indicators.catalogue import national
from indicators.models import Marker
from indicators.sources import planned
from indicators.sources.cells import Cell, FileProblem
from indicators.sources.grades import KINDS
from indicators.sources.http import OpenData
from tests.indicators.sources.server import of
from units.years import SchoolYear

RECORDED = Path(__file__).parent.parent.parent / "data" / "planned-educations"
MIXED, OMITTED, EXCLUDED, TILDE = "80509560", "18195751", "52965560", "20930818"
Y2025, Y2024, Y2023, Y2022, Y2021, Y2020 = (SchoolYear(year) for year in range(2025, 2019, -1))


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def recorded(name):
    return json.loads((RECORDED / f"{name}.json").read_text())["json"]


def statistics(code):
    [path] = RECORDED.glob(f"statistics_gr__*__{code}.json")
    return json.loads(path.read_text())["json"]


def unit(code, *forms, organiser="Kommunal", name="Skolan"):
    schooling = [{"code": form, "displayName": form, "schoolYears": []} for form in forms]
    return {
        "code": code,
        "name": name,
        "geographicalAreaCode": "0114",
        "principalOrganizerType": organiser,
        "typeOfSchooling": schooling,
    }


def bundle(*answers, units=None, known=()):
    """What a fetch would have given: ``answers`` are unit code, form and body."""
    units = units or [unit(code, "gr") for code, _form, _body in answers]
    kept = [{"unit": code, "form": form, "body": body} for code, form, body in answers]
    return json.dumps({"municipality": "0114", "known": list(known), "units": units, "statistics": kept}).encode()


def read_recorded(code):
    return planned.read(bundle((code, "gr", statistics(code)["body"])), municipality_code="0114")


def cells(batch, key):
    return {reading.school_year: reading.cell for reading in batch.readings if reading.indicator == key}


def number(raw, rounded=False):
    return Cell(raw, Decimal(raw.removeprefix("cirka ").replace(",", ".")), Marker.NONE, rounded)


def marked(raw, marker):
    return Cell(raw, None, marker)


def one_value(value, kind="EXISTS", year="2024/25", name="certifiedTeachersQuota"):
    body = {name: [{"value": value, "valueType": kind, "timePeriod": year}]}
    return planned.read(bundle((MIXED, "gr", body)), municipality_code="0114")


def test_all_kinds_of_values_of_one_unit():
    batch = read_recorded(MIXED)
    assert cells(batch, "pe-pupils") == {Y2025: number("cirka 210", rounded=True)}
    assert cells(batch, "gr9-merit") == {
        Y2024: number("245,9"),
        Y2023: number("252,7"),
        Y2022: number("216,4"),
        Y2021: number("256,3"),
        Y2020: number("267,8"),
    }
    assert cells(batch, "pe-certified-teachers") == {
        Y2025: marked("*", Marker.EXCLUDED),
        Y2024: number("46,9"),
        Y2023: number("36,7"),
        Y2022: number("38,5"),
        Y2021: number("41,1"),
    }
    assert cells(batch, "gr9-vocational") == {
        Y2024: marked("~100", Marker.NEARLY_ALL),
        Y2023: marked("~100", Marker.NEARLY_ALL),
        Y2022: marked("~100", Marker.NEARLY_ALL),
        Y2021: number("100,0"),
        Y2020: marked("~100", Marker.NEARLY_ALL),
    }
    assert cells(batch, "pe-gr6-test-swedish-second-language") == {
        Y2024: marked("..", Marker.MASKED),
        Y2023: marked("..", Marker.MASKED),
        Y2022: number("12,8"),
        Y2021: marked(".", Marker.MISSING),
    }
    assert (batch.refusals, batch.left_out, len(batch.readings), batch.rows) == ((), Counter(), 84, 84)


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        (MIXED, {"": 57, "masked": 9, "missing": 1, "nearly_all": 15, "excluded": 2}),
        (OMITTED, {"": 62, "masked": 3, "missing": 2}),
        (EXCLUDED, {"": 53, "masked": 6, "missing": 2, "nearly_all": 8, "excluded": 15}),
        (TILDE, {"": 40, "masked": 30, "missing": 9, "nearly_all": 5}),
    ],
)
def test_whole_recorded_answers(code, counts):
    batch = read_recorded(code)
    assert Counter(reading.cell.marker for reading in batch.readings) == counts
    published = sum(len(values) for values in statistics(code)["body"].values() if isinstance(values, list))
    assert (batch.rows, batch.accounted, batch.refusals) == (published, published, ())


def test_a_measure_that_is_not_published_at_all():
    """A unit without åk 6: an entry without value and year, and empty lists."""
    batch = read_recorded(OMITTED)
    assert cells(batch, "pe-gr6-all-subjects") == cells(batch, "pe-gr6-test-maths") == {}
    assert batch.left_out == Counter({"Figures that are not published, without a school year": 1})


def test_every_recorded_field_is_known():
    named = set(statistics(MIXED)["body"]) - planned.NOT_FIGURES
    assert named == set(planned.FIELDS["gr"])


def test_what_is_in_skolverkets_file_too_has_its_keys():
    assert {kind.key for kind in KINDS} & set(planned.FIELDS["gr"].values()) == {
        "gr9-all-subjects",
        "gr9-vocational",
        "gr9-merit",
    }


def test_no_two_fields_share_an_indicator_and_all_are_in_the_catalogue():
    keys = [key for fields in planned.FIELDS.values() for key in fields.values()]
    assert len(keys) == len(set(keys)) == len(planned.FIELDS["gr"]) + 3 * 5
    assert [key for key in keys if key not in national()] == []


def test_the_catalogue_gives_the_fields_their_official_names():
    """Those of Skolverket's file have none of this API's."""
    named = {f"{form}.{name}": key for form, fields in planned.FIELDS.items() for name, key in fields.items()}
    official = {entry.official_id: key for key, entry in national().items() if key.startswith("pe-")}
    assert {name: key for name, key in named.items() if key.startswith("pe-")} == official


def test_places_and_where_a_figure_can_be_found():
    [reading] = one_value("46,9").readings
    assert (reading.place.system, reading.place.code, reading.place.name) == ("skolenhetskod", MIXED, "Skolan")
    assert (reading.place.forms, reading.where) == (("GR",), f"{MIXED}, gr, certifiedTeachersQuota, 2024/25")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("46,9", "OMITTED_DUE_TO_BASED_ON_FEW_PUPILS"),
        ("..", "EXISTS"),
        ("", "EXISTS"),
        ("~100", "EXISTS"),
        ("46,9", "SOMETHING_NEW"),
        ("46,9", "MISSING"),
        (None, "EXISTS"),
    ],
)
def test_a_value_that_is_not_what_its_type_says_is_refused(value, kind):
    batch = one_value(value, kind)
    [refusal] = batch.refusals
    assert refusal.reason == f"“{value or ''}” and the type {kind} do not go together"
    assert (batch.readings, batch.rows) == ((), 1)


@pytest.mark.parametrize(
    ("value", "year", "reason"),
    [
        ("fyra", "2024/25", "“fyra” is neither a number nor a known marker"),
        ("101,0", "2024/25", "“101,0” per cent is more than all"),
        ("-1,0", "2024/25", "“-1,0” is less than zero"),
        ("46,9", "VT22", "“VT22” is not a school year. Write it as 2025/26."),
        ("46,9", "2024", "“2024” is not a school year. Write it as 2025/26."),
        ("46,9", None, "“None” is not a school year. Write it as 2025/26."),
        ("46,9", "2026/27", "the school year has not begun"),
    ],
)
def test_values_not_understood(value, year, reason):
    batch = one_value(value, year=year)
    assert ([refusal.reason for refusal in batch.refusals], batch.readings) == ([reason], ())


def test_unknown_fields_are_told_with_how_much_they_hold():
    body = {"futureQuota": [{"value": "1,0", "valueType": "EXISTS", "timePeriod": "2024/25"}] * 3, "hasLibrary": True}
    body |= {"docLinks": None, "_links": {"self": {}}, "programMetrics": [{"programCode": "NA"}]}
    batch = planned.read(bundle((MIXED, "gr", body)), municipality_code="0114")
    assert batch.left_out == Counter(
        {
            "The field “futureQuota”, which is not known here": 3,
            "The field “hasLibrary”, which is not known here": 1,
            "The field “programMetrics”, which is not known here": 1,
        }
    )
    assert (batch.rows, batch.accounted, batch.readings) == (5, 5, ())


def test_a_figure_that_stands_twice_counts_once():
    twice = [{"value": "46,9", "valueType": "EXISTS", "timePeriod": "2024/25"}] * 2
    batch = planned.read(bundle((MIXED, "gr", {"certifiedTeachersQuota": twice})), municipality_code="0114")
    assert (len(batch.readings), batch.left_out, batch.rows, batch.accounted) == (
        1,
        Counter({"Figures that the answer holds twice": 1}),
        2,
        2,
    )


def test_one_unit_with_two_school_forms_has_two_numbers_of_pupils():
    pupils = {"totalNumberOfPupils": [{"value": "cirka 30", "valueType": "EXISTS", "timePeriod": "2025/26"}]}
    batch = planned.read(bundle((MIXED, "gr", pupils), (MIXED, "gran", pupils)), municipality_code="0114")
    assert [(reading.indicator, reading.cell.raw) for reading in batch.readings] == [
        ("pe-pupils", "cirka 30"),
        ("pe-gran-pupils", "cirka 30"),
    ]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"units": 1}', b'{"units": [], "known": []}'])
def test_what_is_no_bundle(content):
    with pytest.raises(FileProblem):
        planned.read(content, municipality_code="0114")


def test_a_bundle_about_another_municipality():
    with pytest.raises(FileProblem):
        planned.read(bundle((MIXED, "gr", {})), municipality_code="0583")


# --- fetching ---------------------------------------------------------------------------------------------------------


def fetch(server, known=(), told=None):
    with OpenData("Skolverket", server.base, planned.ACCEPT) as client:
        return planned.fetch(client, "0114", known, (told if told is not None else []).append)


def page(number, pages, *units):
    found = {"_embedded": {"listedSchoolUnits": list(units)}} if units else {}
    return of({"status": "OK", "body": found | {"page": {"size": 50, "totalPages": pages, "number": number}}})


LIST = "school-units?page={}&size=50&geographicalAreaCode=0114"


def test_the_recorded_list_and_statistics_by_way_of_a_server(open_server):
    """Of the twelve units of the recorded page, the municipal ones are asked about; of those one has recorded figures here."""
    open_server.set(LIST.format(0), of(recorded("school_units_page")))
    open_server.set("school-units/44227469/statistics/gr", of(statistics(MIXED)))
    told = []
    batch = planned.read(fetch(open_server, told=told), municipality_code="0114")
    asked = [path for path in open_server.asked if "statistics" in path]
    municipal = (
        "44227469/{}/gr 44227469/{}/gran 26480342/{}/gr 77624936/{}/fsk 77624936/{}/gr "
        "63150475/{}/fsk 63150475/{}/gr 31018677/{}/fsk 31018677/{}/gr"
    )
    assert asked == [f"school-units/{path}" for path in municipal.replace("{}", "statistics").split()]
    assert {headers["Accept"] for headers in open_server.headers} == {planned.ACCEPT}
    assert (told[0], told[-1], told == sorted(told)) == (10, 100, True)
    assert {reading.place.name for reading in batch.readings} == {"Grimstaskolan"}
    assert (len(batch.readings), batch.left_out["Units of other organisers"]) == (84, 7)
    assert batch.left_out["School forms without published statistics"] == len(asked) - 1
    assert batch.accounted == batch.rows


def test_all_pages_of_the_list(open_server):
    for number in range(3):
        open_server.set(LIST.format(number), page(number, 3, unit(f"1000000{number}", organiser="Fristående")))
    batch = planned.read(fetch(open_server), municipality_code="0114")
    assert open_server.asked == [LIST.format(number) for number in range(3)]
    assert batch.left_out == Counter({"Units of other organisers": 3})


def test_a_municipality_without_units(open_server):
    open_server.set(LIST.format(0), page(0, 0))
    assert planned.read(fetch(open_server), municipality_code="0114").rows == 0


def test_units_that_are_known_here_are_asked_about_whoever_runs_them(open_server):
    """An independent school in our tree; one whose code is listed elsewhere now; one that is gone."""
    open_server.set(LIST.format(0), page(0, 1, unit("10000001", "gr", organiser="Fristående")))
    body = recorded("school_unit__57184925")
    open_server.set("school-units/57184925", of(body))
    for code in ("10000001", "57184925"):
        open_server.set(f"school-units/{code}/statistics/gr", of(statistics(MIXED)))
    content = fetch(open_server, known=["10000001", "57184925", "10000003"])
    batch = planned.read(content, municipality_code="0114")
    assert Counter(reading.place.name for reading in batch.readings) == {"Skolan": 84, "Hökarängsskolan": 84}
    assert batch.left_out == Counter(
        {"Units that Skolverket does not list any more": 1, "School forms without published statistics": 2}
    )


def test_contact_details_are_never_kept(open_server):
    open_server.set(LIST.format(0), page(0, 1, unit("10000001") | {"contactInfo": {"email": "hemlig@example.org"}}))
    open_server.set("school-units/57184925", of(recorded("school_unit__57184925")))
    content = fetch(open_server, known=["57184925"]).decode()
    assert [word for word in ("hemlig@", "contactInfo", "Fagersjövägen", "wgs84", "http") if word in content] == []


@pytest.mark.parametrize(
    "answer",
    [
        of([]),
        of({"body": None}),
        of({"body": {"page": {}}}),
        of({"body": {"page": {"totalPages": "många"}}}),
        of({"body": {"_embedded": {"listedSchoolUnits": [{"code": "1/../../x"}]}, "page": {"totalPages": 1}}}),
        of({"body": {"_embedded": {"listedSchoolUnits": ["x"]}, "page": {"totalPages": 1}}}),
    ],
)
def test_an_answer_of_another_form(open_server, answer):
    open_server.set(LIST.format(0), answer)
    with pytest.raises(FileProblem, match="in a form that is not known here"):
        fetch(open_server)


def test_statistics_that_say_they_are_empty(open_server):
    open_server.set(LIST.format(0), page(0, 1, unit("10000001", "gr", "vuxgr")))
    open_server.set("school-units/10000001/statistics/gr", of({"status": "NOT_FOUND", "message": "", "body": ""}))
    batch = planned.read(fetch(open_server), municipality_code="0114")
    assert batch.left_out == Counter(
        {"School forms without published statistics": 1, "School forms whose statistics are not read in": 1}
    )
