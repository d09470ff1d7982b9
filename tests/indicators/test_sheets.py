"""A table of one's own, out and in again: nothing changes but what somebody wrote, and nothing hidden comes out."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from indicators.masking import Audience
from indicators.models import Indicator, Marker, PlaceMatch, Source, Value
from indicators.queries.tables import own_table, shown_table
from indicators.services import add_indicator, importing, record_value
from indicators.services.importing import Wanted
from indicators.sources.cells import STORED
from indicators.sources.sheet import Title
from journal.services import SYSTEM
from schoolplan.kit.tables import FORMATS, Table, as_csv, as_xlsx
from tests.factories import LAST_YEAR, YEAR
from units.models import Kind, Node, SchoolForm
from units.services import add_node, rename_node

OWN = "Egen uppgift"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def own(cast, key="own-calm", title="Studiero, andel (%)", **more):
    given = {"measure": "percent", "decimals": 1, "source": "Provköping", "municipality": cast.municipality}
    return add_indicator(key=key, title=title, short_title=title.partition(",")[0], by=SYSTEM, **given | more)


@pytest.fixture
def calm(cast) -> Indicator:
    return own(cast)


def put(node, indicator, raw, denominator=None, year=LAST_YEAR, **more):
    return record_value(
        node=node, indicator=indicator, school_year=year, raw=raw, denominator=denominator, source=OWN, by=SYSTEM, **more
    )


def wanted(cast, content, answers=None):
    return Wanted(Source.SHEET, content, "9901", cast.municipality, answers or {})


def preview(cast, content, answers=None):
    return importing.preview(wanted=wanted(cast, content, answers), by=cast.administrator)


def carry_out(cast, content, answers=None):
    return importing.carry_out(wanted=wanted(cast, content, answers), by=cast.administrator)


def edited(table: Table, change) -> bytes:
    """The table as CSV after somebody has worked in it: ``change`` gets each row by title."""
    rows = [dict(zip(Title, row, strict=True)) for row in table.rows]
    for row in rows:
        change(row)
    return as_csv(Table(table.title, table.columns, [list(row.values()) for row in rows]))


def filled(cast, cells, **more) -> bytes:
    """A row for the school, with ``cells`` by the name of their titles."""
    row = {Title.NAME: "Almskolan", Title.CODE: "99010001", Title.KEY: "own-calm", Title.YEAR: "2024/25"}
    row |= {Title[name]: cell for name, cell in (cells | more).items()}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(Title), delimiter=";")
    writer.writeheader()
    writer.writerow(row)
    return out.getvalue().encode()


def stored():
    return [
        (v.node.name, v.indicator.key, int(v.school_year), v.sex, v.number, v.marker, v.denominator, v.response_rate, v.source)
        for v in Value.objects.current().order_by("node__path", "indicator__key", "school_year", "sex")
    ]


# --- out ---------------------------------------------------------------------------------------------------------------------


def test_the_table_to_fill_in_has_a_row_for_every_unit(cast, calm):
    own(cast, "own-play", "Lek, antal pass", measure="count", decimals=0, forms=[SchoolForm.PRESCHOOL], position=1)
    own(cast, "own-old", "Nedlagt").__class__.objects.filter(key="own-old").update(in_use=False)
    Node.objects.filter(pk=cast.other_unit.pk).update(closed_on="2025-06-30")
    put(cast.unit, calm, "72,5", 60)
    put(cast.unit, calm, "70", 30, sex="girls")
    put(cast.unit, calm, "71", 60, year=YEAR)
    put(cast.municipality, calm, "73", 900)
    assert [tuple(row) for row in own_table(cast.municipality, LAST_YEAR).rows] == [
        ("Provköping", "9901", "Studiero, andel (%)", "own-calm", "2024/25", "Alla", Decimal("73.0"), 900, None, OWN),
        ("Almskolan", "99010001", "Studiero, andel (%)", "own-calm", "2024/25", "Alla", Decimal("72.5"), 60, None, OWN),
        ("Almskolan", "99010001", "Studiero, andel (%)", "own-calm", "2024/25", "Flickor", Decimal("70.0"), 30, None, OWN),
        ("Ekens förskola", None, "Studiero, andel (%)", "own-calm", "2024/25", "Alla", None, None, None, None),
        ("Ekens förskola", None, "Lek, antal pass", "own-play", "2024/25", "Alla", None, None, None, None),
    ]


def test_a_table_of_what_is_shown_has_the_last_five_years_of_what_is_used(cast, calm, vocational, pupils):
    pupils_of_last_year = put(cast.unit, pupils, "48")
    for back in range(7):
        put(cast.unit, vocational, "91,7", 48, year=YEAR - back)
    put(cast.other_unit, vocational, "50", 40)
    put(cast.foreign_unit, vocational, "33", 40)
    Indicator.objects.filter(pk=calm.pk).update(in_use=False)
    put(cast.unit, calm, "72,5", 60)
    rows = [tuple(row[:7]) for row in shown_table(cast.unit, audience=Audience.PUBLIC).rows]
    where = ("Almskolan", "99010001", "Andel (%) behöriga", "vocational")
    assert rows == [
        ("Almskolan", "99010001", "Antal elever", "pupils", "2024/25", "Alla", pupils_of_last_year.number.quantize(Decimal(1))),
        *((*where, year, "Alla", Decimal("91.7")) for year in ("2025/26", "2024/25", "2023/24", "2022/23", "2021/22")),
    ]


def planted(cast, calm):
    """Figures of small groups, each with a number that stands nowhere else."""
    put(cast.unit, calm, "71,4", 7)  # seven: seen inside, not by the public
    put(cast.unit, calm, "33,3", 3, year=YEAR)  # three: seen by nobody
    put(cast.other_unit, calm, "96,9", 65)  # two stand apart: an interval to the public
    put(cast.preschool, calm, "..", 41)
    put(cast.municipality, calm, "68,3", 641)
    put(cast.municipality, calm, "cirka 70", None, year=YEAR)


def told(table):
    return [(row[0], row[4], row[6], row[7], row[8]) for row in table.rows]


SEEN = {
    Audience.PUBLIC: [
        ("Provköping", "2025/26", "..", "..", None),
        ("Provköping", "2024/25", Decimal("68.3"), 641, None),
        ("Almskolan", "2025/26", "..", "..", None),
        ("Almskolan", "2024/25", "..", "..", None),
        ("Björkskolan", "2024/25", "~100", 65, None),
        ("Ekens förskola", "2024/25", "..", "..", None),
    ],
    Audience.INSIDE: [
        ("Provköping", "2025/26", "..", "..", None),
        ("Provköping", "2024/25", Decimal("68.3"), 641, None),
        ("Almskolan", "2025/26", "..", "..", None),
        ("Almskolan", "2024/25", Decimal("71.4"), 7, None),
        ("Björkskolan", "2024/25", Decimal("96.9"), 65, None),
        ("Ekens förskola", "2024/25", "..", "..", None),
    ],
}


@pytest.mark.parametrize("audience", Audience)
def test_each_audience_reads_what_it_may(cast, audience):
    planted(cast, own(cast))
    assert told(shown_table(cast.municipality, audience=audience)) == SEEN[audience]


def test_nothing_hidden_is_in_the_bytes(cast, calm):
    planted(cast, calm)
    table = own_table(cast.municipality, LAST_YEAR)
    book = load_workbook(io.BytesIO(as_xlsx(table)))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    texts = [as_csv(table).decode(), " ".join(cells).replace(".", ",")]
    assert [re.findall(r"71,4|33,3|96,9|\b41\b|\b7\b", text) for text in texts] == [[], []]
    assert ["68,3" in text for text in texts] == [True, True]


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("audience", ["own", *Audience])
def test_a_round_trip_changes_nothing(cast, calm, vocational, ending, audience):
    planted(cast, calm)
    put(cast.unit, vocational, "..", 4)
    put(cast.other_unit, vocational, "~100", 20)
    put(cast.other_unit, vocational, "91,234", 60, year=YEAR)
    table = own_table(cast.municipality, LAST_YEAR) if audience == "own" else shown_table(cast.municipality, audience=audience)
    before, content = stored(), FORMATS[ending][1](table)
    done = carry_out(cast, content)
    figures = sum(row[6] is not None for row in table.rows)
    assert (done.figures, done.refusals, done.questions) == ({"new": 0, "changed": 0, "unchanged": figures}, [], [])
    assert (stored(), Value.objects.count()) == (before, len(before))


NAMES = st.one_of(
    st.sampled_from(["=1+1", "'=1", "''@x", "+46", "-förskolan", "@Ån", 'Ek; och "gran"', "~100", "..", "S:t Örjan"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Nd", "Zl", "Zp"]), min_size=1, max_size=20).map(
        lambda text: " ".join(text.split())
    ),
).filter(bool)
NUMBERS = st.decimals(0, 100, places=3)
FIGURES = st.fixed_dictionaries(
    {
        "cell": st.one_of(
            NUMBERS.map(lambda number: {"number": number, "rounded": False}),
            st.decimals(0, 100, places=0).map(lambda number: {"number": number, "rounded": True}),
            st.sampled_from([Marker.MASKED, Marker.MISSING, Marker.NEARLY_ALL, Marker.EXCLUDED]).map(
                lambda marker: {"marker": marker}
            ),
        ),
        "denominator": st.none() | st.integers(1, 70),
        "response_rate": st.none() | st.decimals(0, 100, places=1),
        "withheld_inside": st.booleans(),
        "withheld_public": st.booleans(),
        "source": st.sampled_from([OWN, "=Källa", "Enkät; våren"]),
    }
)
RAW = {Marker.MASKED: "..", Marker.MISSING: ".", Marker.NEARLY_ALL: "~100", Marker.EXCLUDED: "*"}


@settings(
    max_examples=30,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # each example writes to the database: smaller ones take minutes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_stored_a_round_trip_changes_nothing(cast, data):
    units = [cast.unit, cast.other_unit, cast.preschool]
    with transaction.atomic():
        names = data.draw(st.lists(NAMES, min_size=4, max_size=4, unique_by=str.casefold))
        for unit, name in zip(units, names, strict=False):
            Node.objects.filter(pk=unit.pk).update(name=name)
        measures = data.draw(st.lists(st.sampled_from(["percent", "points", "difference", "ratio"]), min_size=2, max_size=2))
        indicators = [
            own(cast, f"own-{n}", f"{names[3]} {n}", measure=measure, decimals=data.draw(st.integers(0, 2)))
            for n, measure in enumerate(measures)
        ]
        Value.objects.bulk_create(
            _value(unit, indicator, sex, data.draw(FIGURES))
            for unit in units
            for indicator in indicators
            for sex in data.draw(st.lists(st.sampled_from(Value.Sex.values), unique=True))
        )
        before = stored()
        table = data.draw(
            st.sampled_from([own_table(cast.municipality, LAST_YEAR), shown_table(cast.municipality, audience=Audience.INSIDE)])
        )
        for write in (as_csv, as_xlsx):
            done = carry_out(cast, write(table))
            unchanged = {"new": 0, "changed": 0, "unchanged": len(before)}
            assert (done.figures, done.refusals, done.questions) == (unchanged, [], [])
        assert (stored(), Value.objects.count()) == (before, len(before))
        transaction.set_rollback(True)


def _value(unit, indicator, sex, figure):
    cell = figure.pop("cell")
    number = cell.get("number")
    if number is None:
        raw = RAW[cell["marker"]]
    else:
        cell["number"] = number.quantize(STORED)
        raw = ("cirka " if cell["rounded"] else "") + f"{number:f}".replace(".", ",")
    more = {"school_year": LAST_YEAR, "fetched_on": "2025-10-01", "raw": raw}
    return Value(node=unit, indicator=indicator, sex=sex, **more, **cell, **figure)


def test_what_somebody_wrote_is_all_that_changes(cast, calm):
    planted(cast, calm)
    put(cast.unit, calm, "60", 40, sex="girls", response_rate=Decimal("70.5"))
    before = stored()

    def change(row):
        if (row[Title.NAME], row[Title.SEX]) == ("Almskolan", "Flickor"):
            row[Title.VALUE] = Decimal("62.5")

    done = carry_out(cast, edited(own_table(cast.municipality, LAST_YEAR), change))
    assert done.figures == {"new": 0, "changed": 1, "unchanged": 4}
    new = [row for row in stored() if row not in before]
    assert new == [("Almskolan", "own-calm", 2024, "girls", Decimal("62.5"), "", 40, Decimal("70.5"), OWN)]


def test_a_marker_is_stored_when_it_is_not_the_one_that_hides_the_figure(cast, calm):
    put(cast.unit, calm, "72,5", 60)
    assert carry_out(cast, filled(cast, {"VALUE": ".."})).figures == {"new": 0, "changed": 1, "unchanged": 0}
    assert stored()[0][4:7] == (None, "masked", 60)


def test_a_number_in_place_of_the_marker_is_a_new_figure(cast, calm):
    put(cast.unit, calm, "71,4", 7)
    assert carry_out(cast, filled(cast, {"VALUE": "80", "COUNT": ".."})).figures == {"new": 0, "changed": 1, "unchanged": 0}
    assert stored()[0][4:7] == (Decimal(80), "", 7)


def test_new_figures_have_their_source(cast, calm):
    carry_out(cast, filled(cast, {"VALUE": "75,2 %", "COUNT": "40"}))
    carry_out(cast, filled(cast, {"VALUE": "70", "COUNT": "30", "SEX": "Flickor", "SOURCE": "Trivselenkäten", "RATE": "81,5"}))
    assert stored() == [
        ("Almskolan", "own-calm", 2024, "all", Decimal("75.2"), "", 40, None, OWN),
        ("Almskolan", "own-calm", 2024, "girls", Decimal(70), "", 30, Decimal("81.5"), "Trivselenkäten"),
    ]


def test_indicators_are_known_by_title_too(cast, calm):
    by_title = {"VALUE": "75", "KEY": None}
    assert preview(cast, filled(cast, by_title, INDICATOR="studiero,  ANDEL (%)")).figures["new"] == 1
    assert preview(cast, filled(cast, by_title, INDICATOR="Studiero")).figures["new"] == 1
    own(cast, "own-calm-2", "Studiero, i matsalen")
    [refused] = preview(cast, filled(cast, by_title, INDICATOR="Studiero")).refusals
    assert "more than one indicator" in refused["reason"]


@pytest.mark.parametrize("key", ["own-unheard", "foreign"])
def test_an_indicator_that_is_not_here_is_named_with_what_to_do(cast, calm, key):
    own(cast, "foreign", "Grannkommunens eget", municipality=cast.elsewhere)
    done = carry_out(cast, filled(cast, {"VALUE": "75", "KEY": key}))
    assert (done.rows, done.rows_total, stored()) == ({"imported": 0, "unchanged": 0, "refused": 1}, 1, [])
    assert done.refusals[0]["reason"] == (
        f"“{key}” is not in the library of indicators; add it there first, then read in the table again"
    )


def test_a_national_figure_is_never_changed_by_hand(cast, vocational):
    put(cast.unit, vocational, "72,5", 60)
    before = stored()
    for cells in ({"VALUE": "73"}, {"VALUE": "72,5", "COUNT": "61"}, {"VALUE": ".."}, {"VALUE": "70", "SEX": "Flickor"}):
        done = carry_out(cast, filled(cast, {"KEY": "vocational"} | cells))
        assert (done.rows["refused"], done.figures["changed"], stored()) == (1, 0, before)
        assert done.refusals[0]["reason"] == "“Behöriga” is fetched from Skolverket and is not changed by hand"
    same = carry_out(cast, filled(cast, {"KEY": "vocational", "VALUE": "72,5", "COUNT": "60"}))
    assert (same.rows["unchanged"], same.refusals, stored()) == (1, [], before)


@pytest.mark.parametrize(
    ("measure", "value", "why"),
    [
        ("percent", "101", "more than all"),
        ("percent", "-1", "less than zero"),
        ("count", "12,5", "not a whole number"),
        ("points", "75 %", "not measured in per cent"),
        ("difference", "3 %", "not measured in per cent"),
    ],
)
def test_a_number_must_be_of_its_measure(cast, measure, value, why):
    own(cast, measure=measure)
    [refused] = preview(cast, filled(cast, {"VALUE": value})).refusals
    assert why in refused["reason"]


def test_a_difference_may_be_less_than_nothing(cast):
    own(cast, measure="difference")
    carry_out(cast, filled(cast, {"VALUE": "-3,5"}))
    assert stored()[0][4] == Decimal("-3.5")


def test_another_municipalitys_unit_is_refused(cast, calm):
    done = carry_out(cast, filled(cast, {"VALUE": "75", "CODE": "99020001"}))
    assert (done.rows["refused"], stored()) == (1, [])


def test_a_preschool_is_known_by_its_name_and_asked_about_once_when_it_is_not(cast, calm):
    named = {"VALUE": "75", "CODE": None}
    assert preview(cast, filled(cast, named, NAME="ekens förskola")).figures["new"] == 1
    content = filled(cast, named, NAME="Eken")
    asked = preview(cast, content)
    assert [(q["key"], q["answer"]) for q in asked.questions] == [("name:Eken", "")]
    assert (asked.figures["new"], asked.accounted, asked.rows_total) == (0, 1, 1)
    carry_out(cast, content, {"name:Eken": str(cast.preschool.pk)})
    assert [row[:2] for row in stored()] == [("Ekens förskola", "own-calm")]
    assert PlaceMatch.objects.get().node == cast.preschool
    assert preview(cast, content).figures == {"new": 0, "changed": 0, "unchanged": 1}


def test_a_marker_of_a_matched_preschool_is_the_figure_it_hides(cast, calm):
    put(cast.preschool, calm, "71,4", 7)
    content = filled(cast, {"VALUE": "..", "COUNT": "..", "CODE": None}, NAME="Eken")
    before = stored()
    assert carry_out(cast, content, {"name:Eken": str(cast.preschool.pk)}).figures["unchanged"] == 1
    assert stored() == before


def test_a_name_that_two_units_have_is_asked_about(cast, calm):
    add_node(parent=cast.municipality, kind=Kind.UNIT, name="Ekens förskola", by=SYSTEM)
    assert len(preview(cast, filled(cast, {"VALUE": "75", "CODE": None}, NAME="Ekens förskola")).questions) == 1


def test_a_unit_keeps_its_own_name(cast, calm):
    rename_node(node=cast.unit, name="Nya Almskolan", by=SYSTEM)
    carry_out(cast, filled(cast, {"VALUE": "75"}))
    assert (Node.objects.get(pk=cast.unit.pk).name, stored()[0][0]) == ("Nya Almskolan", "Nya Almskolan")


def test_the_same_figure_twice_is_named(cast, calm):
    header, row, *_rest = filled(cast, {"VALUE": "75"}).split(b"\r\n")
    done = preview(cast, b"\r\n".join([header, row, row]))
    assert (done.figures["new"], [refusal["where"] for refusal in done.refusals], done.accounted) == (1, ["row 3"], 2)
