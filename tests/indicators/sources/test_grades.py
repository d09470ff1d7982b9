from decimal import Decimal

import pytest

from indicators.models import Marker
from indicators.sources.cells import CellProblem, FileProblem, OtherPlaces, read_cell
from indicators.sources.grades import parse, read
from units.years import SchoolYear


def row_of(parsed, name):
    return next(row for row in parsed.rows if row.name == name)


def test_the_published_file(content):
    parsed = parse(content)
    assert (parsed.school_year, len(parsed.rows), parsed.errors) == (SchoolYear(2024), 82, ())
    assert [(column.kind.key, column.title) for column in parsed.columns] == [
        ("gr9-pupils", "Antal elever"),
        ("gr9-all-subjects", "Andel (%) elever som uppfyllt betygskriterierna i alla ämnen"),
        ("gr9-vocational", "Andel (%) elever behöriga till yrkesprog."),
        ("gr9-merit", "Genomsnittligt meritvärde (17 ämnen)"),
    ]


def test_a_row(content):
    row = row_of(parse(content), "Tegelviken F-9")
    assert (row.line, row.code, row.municipality, row.municipality_code, row.municipal, row.denominator) == (
        15,
        "78673553",
        "Eskilstuna",
        "0484",
        True,
        60,
    )
    assert [(c.number, c.marker) for c in row.cells.values()] == [
        (Decimal(60), ""),
        (Decimal("91.7"), ""),
        (None, Marker.NEARLY_ALL),
        (Decimal("267.1"), ""),
    ]


def test_codes_keep_their_leading_zero(content):
    assert row_of(parse(content), "Oasens skola").municipality_code == "0604"


def test_a_masked_count_is_no_denominator(content):
    assert row_of(parse(content), "Värnet").denominator is None


@pytest.mark.parametrize(
    ("raw", "number", "marker"),
    [
        ("75,2", "75.2", ""),
        ("219", "219", ""),
        (" 12 ", "12", ""),
        ("..", None, "masked"),
        (".", None, "missing"),
        ("", None, "missing"),
        ("~100", None, "nearly_all"),
    ],
)
def test_cells(raw, number, marker):
    cell = read_cell(raw)
    assert (cell.number, cell.marker) == (number and Decimal(number), marker)


@pytest.mark.parametrize(
    ("raw", "measure"),
    [
        ("abc", ""),
        ("-3", ""),
        ("75.2", ""),
        ("...", ""),
        ("~90", ""),
        ("99999999999999", ""),
        ("100,1", "percent"),
        ("12,5", "count"),
    ],
)
def test_cells_not_understood(raw, measure):
    with pytest.raises(CellProblem):
        read_cell(raw, measure)


def test_a_strange_cell_is_told_with_its_line_and_the_rest_of_the_row_counts(edited):
    parsed = parse(edited((";60;91,7;~100;267,1", ";60;omkring 92;~100;267,1")))
    assert [error.line for error in parsed.errors] == [15]
    assert "omkring 92" in parsed.errors[0].reason
    assert list(row_of(parsed, "Tegelviken F-9").cells) == ["gr9-pupils", "gr9-vocational", "gr9-merit"]


def test_wording_drifts(edited):
    parsed = parse(
        edited(
            (
                "Andel (%) elever som uppfyllt betygskriterierna i alla ämnen",
                "Andel (%) elever som uppnått kunskapskraven i alla ämnen",
            ),
            ("Skol-enhetskod;Skolkommun;Kommun-kod", "Skolenhetskod;Kommun;Kommunkod"),
        )
    )
    assert (len(parsed.rows), parsed.columns[1].title) == (82, "Andel (%) elever som uppnått kunskapskraven i alla ämnen")


def test_columns_in_another_order(content):
    lines = [line.split(";") for line in content.decode("utf-8-sig").split("\n")]
    swapped = "\n".join(";".join([*cells[:9], *reversed(cells[9:])]) for cells in lines).encode()
    assert row_of(parse(swapped), "Kronoberg Skola").cells["gr9-merit"].number == Decimal("257.5")


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_other_line_ends(content, ends):
    assert len(parse(content.replace(b"\n", ends.encode())).rows) == 82


def test_wrong_encoding(content):
    for encoding in ("latin-1", "utf-16"):
        with pytest.raises(FileProblem):
            parse(content.decode("utf-8-sig").encode(encoding))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.55, 0.7, 0.9, 0.99])
def test_cut_off_anywhere(content, share):
    cut = content[: int(len(content) * share)].decode(errors="ignore").rstrip("\n;")
    with pytest.raises(FileProblem):
        parse(cut.encode())


def test_cut_off_between_two_rows(content):
    lines = content.decode().split("\n")
    with pytest.raises(FileProblem, match=r"avklippt|cut off"):
        parse("\n".join([*lines[:40], ""]).encode())


@pytest.mark.parametrize(
    "change",
    [
        ("Valt läsår: 2024/25", "Valt läsår: 2024/26"),
        ("Valt läsår: 2024/25", "Valt läsår: "),
        ("Valt läsår: 2024/25", "Läsår 2024/25"),
        ("Valt läsår: 2024/25", "Valt läsår: 2026/27"),
        ("Genomsnittligt meritvärde (17 ämnen)", "Genomsnittligt meritvärde" + " (17 ämnen)" * 30),
        ("Skol-enhetskod", "Enhet"),
        ("Typ av huvudman", "Typ"),
        ("Genomsnittligt meritvärde (17 ämnen)", "Genomsnittlig betygspoäng"),
        ("Grundskola - Slutbetyg årskurs 9, samtliga elever", "Grundskola - Slutbetyg årskurs 9, flickor"),
    ],
)
def test_another_year_header_or_export(edited, change):
    with pytest.raises(FileProblem):
        parse(edited(change))


def test_something_else_empty_or_huge(settings, content):
    for other in (b"", b"\xef\xbb\xbf\n", b"%PDF-1.7\n\x00\x01", b'{"a": 1}', b"PK\x03\x04\x00\x00"):
        with pytest.raises(FileProblem):
            parse(other)
    settings.MAX_UPLOAD_BYTES = len(content) - 1
    with pytest.raises(FileProblem):
        parse(content)


def test_the_same_unit_twice_counts_once(content):
    lines = content.decode().split("\n")
    parsed = parse("\n".join([*lines[:20], lines[14], *lines[20:]]).encode())
    assert (len(parsed.rows), [error.line for error in parsed.errors]) == (82, [21])


@pytest.mark.parametrize(
    "change",
    [
        (";78673553;", ";7867355;"),
        (
            ";Eskilstuna;0484;Kommunal;Eskilstuna kommun;2120000357;60;",
            ";Eskilstuna;484;Kommunal;Eskilstuna kommun;2120000357;60;",
        ),
        ("Tegelviken F-9;", ";"),
    ],
)
def test_a_row_without_code_or_name_is_left_out(edited, change):
    parsed = parse(edited(change))
    assert (len(parsed.rows), [error.line for error in parsed.errors]) == (81, [15])


def test_the_school_year_that_goes_on_is_no_future(edited):
    assert parse(edited(("2024/25", "2025/26"))).school_year == SchoolYear.current()


@pytest.mark.parametrize("name", ["Skolgårda skola 7-9;82224915", "Motala;0583;Kommunal"])
def test_a_name_too_long_to_keep_is_an_error_of_its_row(content, edited, name):
    parsed = parse(edited((name, "Å" * 201 + name)))
    lines = {error.line for error in parsed.errors}
    assert 57 in lines
    assert lines.isdisjoint(row.line for row in parsed.rows)
    assert len(parsed.rows) + len(lines) == len(parse(content).rows)


def by_sex(content):
    """The published file with a column of girls and one of boys after each about all."""
    lines = content.decode("utf-8-sig").split("\n")
    made = []
    for line in lines:
        cells = line.split(";")
        kept, values = cells[:7], cells[7:]
        if line.startswith("Skola;"):
            values = [title.replace("elever", sex) for title in values for sex in ("elever", "flickor", "pojkar")]
            values[-2:] = [f"{values[-3]}, flickor", f"{values[-3]}, pojkar"]
        else:
            values = [cell for cell in values for _sex in range(3)]
        made.append(";".join([*kept, *values]))
    return "\n".join(made).encode("utf-8-sig")


def test_columns_by_sex(content):
    batch = read(by_sex(content), municipality_code="0583")
    assert (len(batch.readings), batch.rows, batch.accounted) == (4 * 4 * 3, 82, 82)
    of_girls = [r for r in batch.readings if r.place.name == "Skolgårda skola 7-9" and r.sex == "girls"]
    assert [(r.indicator, r.cell.raw, r.denominator) for r in of_girls] == [
        ("gr9-pupils", "112", None),
        ("gr9-all-subjects", "69,6", 112),
        ("gr9-vocational", "84,8", 112),
        ("gr9-merit", "213,9", None),
    ]
    assert {published.key for published in batch.published} == {"gr9-pupils", "gr9-all-subjects", "gr9-vocational", "gr9-merit"}


def test_a_column_about_both_sexes_at_once_is_not_guessed(edited):
    with pytest.raises(FileProblem, match="flickor och pojkar"):
        parse(edited(("Genomsnittligt meritvärde (17 ämnen)", "Genomsnittligt meritvärde, flickor och pojkar")))


def test_what_is_read_of_a_municipality_and_what_is_left_out(content):
    batch = read(content, municipality_code="1287")
    assert (batch.publisher, batch.municipality, batch.rows, batch.accounted) == ("Skolverket", "Trelleborg", 82, 82)
    assert (len(batch.readings), sorted(batch.left_out.values())) == (8 * 4, [2, 72])


def test_the_file_of_others_names_them(content):
    with pytest.raises(OtherPlaces) as problem:
        read(content, municipality_code="9901")
    assert {"Motala", "Trelleborg"} < set(problem.value.places)
