"""Tables of one's own: the columns by what they mean, and each cell as people and Excel write it."""

from decimal import Decimal

import pytest
from django.utils import translation

from indicators.models import Marker
from indicators.sources.batch import NAME, Place
from indicators.sources.cells import FileProblem
from indicators.sources.sheet import OWN, Title, read
from tests.indicators.sources.test_workbook import packed

HEADER = list(Title)
ROW = ["Almskolan", "99010001", "Studiero", "own-calm", "2024/25", "Alla", 75.2, 40, 81.5, "Trivselenkäten"]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def batch(content, code="9901"):
    return read(content, municipality_code=code)


def with_(**changes):
    """A workbook with the row above, some of its cells others (by the name of the title)."""
    row = list(ROW)
    for title, value in changes.items():
        row[list(Title).index(Title[title])] = value
    return packed(HEADER, row)


def reading(content):
    found = batch(content)
    assert found.refusals == ()
    [one] = found.readings
    return one


def refusal(content):
    found = batch(content)
    assert found.readings == ()
    [one] = found.refusals
    return one.where, one.reason


def test_a_whole_row():
    one = reading(packed(HEADER, ROW))
    assert (one.where, one.place, one.indicator, str(one.school_year), one.sex) == (
        "row 2",
        Place("skolenhetskod", "99010001", "Almskolan"),
        "own-calm",
        "2024/25",
        "all",
    )
    assert (one.cell.number, one.cell.raw, one.denominator, one.response_rate, one.source) == (
        Decimal("75.2"),
        "75,2",
        40,
        Decimal("81.5"),
        "Trivselenkäten",
    )


def test_columns_stand_in_any_order_and_others_are_named():
    content = "Elever på en rad;VÄRDE;läs-år;Nyckeltal;Skola;\n;12;2024/25;Studiero;Almskolan;\n;;;;;tyst\nja;;;;;\n"
    found = batch(f"Våra siffror\n\n{content}".encode("cp1252"))
    [one] = found.readings
    assert (one.place, one.indicator, one.sex, one.source, one.where) == (
        Place(NAME, "Almskolan", "Almskolan"),
        "Studiero",
        "all",
        OWN,
        "row 4",
    )
    assert found.notes == ("The column “Elever på en rad” is not read.",)
    assert (found.rows, found.accounted, found.publisher) == (3, 3, OWN)


def test_the_table_may_stand_on_any_sheet():
    assert reading(packed(["Läs mig"], Tabell=[["Så här"], [], HEADER, ROW])).where == "row 4"


@pytest.mark.parametrize(
    "header",
    [["Enhet", "Nyckeltal", "Värde"], ["Läsår", "Värde"], ["Rapport"], [title for title in Title if title != Title.VALUE]],
)
def test_without_the_columns_nothing_is_read(header):
    with pytest.raises(FileProblem, match="Enhet, Enhetskod, Nyckeltal, Nyckeltalets kod, Läsår"):
        batch(packed(header, ["x"] * len(header)))


def test_two_columns_of_the_same_kind():
    with pytest.raises(FileProblem, match="two columns “Enhetskod”"):
        batch(packed([*HEADER, "Skolenhetskod"], [*ROW, "1"]))


def test_rows_without_a_value_are_counted_and_leave_what_is_stored():
    empty = [*ROW[:6], None, 40, None, None]
    found = batch(packed(HEADER, ROW, empty, empty, [*[None] * 10, "anteckning"]))
    assert (len(found.readings), found.rows, found.accounted, sorted(found.left_out.values())) == (1, 4, 4, [1, 2])


@pytest.mark.parametrize(
    ("written", "number", "raw"),
    [
        (75.2, "75.2", "75,2"),
        ("75,2", "75.2", "75,2"),
        ("75.2", "75.2", "75,2"),
        ("75,2 %", "75.2", "75,2 %"),
        ("1 234,5", "1234.5", "1234,5"),
        ("1\u00a0234", "1234", "1234"),
        ("12\u202f345\u202f678", "12345678", "12345678"),
        ("−3,5", "-3.5", "-3,5"),
        (-3.5, "-3.5", "-3,5"),
        ("cirka 210", "210", "cirka 210"),
        (0, "0", "0"),
    ],
)
def test_numbers_as_people_write_them(written, number, raw):
    cell = reading(with_(VALUE=written)).cell
    assert (cell.number, cell.raw, cell.marker) == (Decimal(number), raw, Marker.NONE)


def test_a_cell_in_per_cent():
    content = packed(HEADER, [*ROW[:6], 0.752, 40, 0.815, None], formats={"G2": "0.0%", "I2": "0%"})
    one = reading(content)
    assert (one.cell.number, one.cell.raw, one.response_rate) == (Decimal("75.2"), "75,2 %", Decimal("81.5"))


@pytest.mark.parametrize(("written", "marker"), [("..", "masked"), (".", "missing"), ("~100", "nearly_all"), ("*", "excluded")])
def test_markers_are_no_numbers(written, marker):
    cell = reading(with_(VALUE=written)).cell
    assert (cell.number, cell.marker, cell.raw) == (None, marker, written)


@pytest.mark.parametrize("written", ["1.234", "75,2,1", "många", "%", ".. %", "12-14", "1e5", "x" * 50, "12345678901"])
def test_what_is_neither_number_nor_marker_is_refused_with_its_row(written):
    where, reason = refusal(with_(VALUE=written))
    assert (where, reason.startswith("Värde: ")) == ("row 2", True)


@pytest.mark.parametrize(
    ("column", "written", "why"),
    [
        ("YEAR", "2024", "is not a school year"),
        ("YEAR", 2024, "is not a school year"),
        ("YEAR", "2031/32", "has not begun"),
        ("YEAR", None, "is not a school year"),
        ("SEX", "okänt", "none of Alla, Flickor and Pojkar"),
        ("COUNT", "många", "not a number of children"),
        ("COUNT", 12.5, "not a number of children"),
        ("COUNT", -3, "not a number of children"),
        ("COUNT", 0, "not a number of children"),
        ("RATE", 101, "not a share in per cent"),
        ("RATE", -1, "not a share in per cent"),
        ("CODE", "1234", "not the code of this municipality (9901)"),
        ("CODE", "1234567", "eight digits"),
        ("CODE", 123456, "eight digits"),
        ("CODE", "9,9E+07", "is not a code"),
        ("CODE", "٩٩٠١٠٠٠١", "is not a code"),
        ("NAME", "å" * 201, "longer than 200"),
        ("SOURCE", "å" * 201, "longer than 200"),
        ("VALUE", "=1+1", "formula"),
        ("KEY", "=A1", "formula"),
    ],
)
def test_a_cell_that_is_wrong_says_which_and_why(column, written, why):
    where, reason = refusal(with_(**{column: written}))
    assert (where, reason.startswith(f"{Title[column]}: "), why in reason) == ("row 2", True, True)


def test_everything_that_is_wrong_in_a_row_is_said_at_once():
    _where, reason = refusal(with_(YEAR="i fjol", VALUE="bra"))
    assert [reason.count(f"{title}: ") for title in ("Läsår", "Värde")] == [1, 1]


def test_a_row_about_no_unit_or_no_indicator():
    assert "neither the unit nor its code" in refusal(with_(NAME=None, CODE=None))[1]
    assert "which indicator" in refusal(with_(INDICATOR=None, KEY=None))[1]


@pytest.mark.parametrize(
    ("written", "code"),
    [("01234567", "01234567"), (1234567, "01234567"), (99010001, "99010001"), ("9901 0001", "99010001")],
)
def test_the_zero_that_excel_took_from_a_code_is_given_back(written, code):
    assert reading(with_(CODE=written)).place.code == code


def test_the_zero_is_given_back_in_csv_too():
    assert reading(b"Enhetskod;Nyckeltal;L\xc3\xa4s\xc3\xa5r;V\xc3\xa4rde\n1234567;x;2024/25;3\n").place.code == "01234567"


@pytest.mark.parametrize("written", ["0583", 583, "583"])
def test_the_municipality_itself_is_known_by_its_code(written):
    [one] = batch(with_(CODE=written, NAME="Motala"), "0583").readings
    assert one.place == Place("kommunkod", "0583", "Motala")


@pytest.mark.parametrize(("written", "sex"), [(None, "all"), ("flickor", "girls"), ("Pojkar", "boys"), ("ALLA", "all")])
def test_sexes(written, sex):
    assert reading(with_(SEX=written)).sex == sex


def test_the_key_counts_before_the_title():
    assert (reading(with_(KEY=None)).indicator, reading(with_(INDICATOR=None)).indicator) == ("Studiero", "own-calm")


@pytest.mark.parametrize("hidden", ["..", None])
def test_what_is_hidden_beside_a_figure_says_nothing(hidden):
    one = reading(with_(COUNT=hidden, RATE=hidden))
    assert (one.denominator, one.response_rate) == (None, None)
