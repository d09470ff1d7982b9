"""Tables that people take with them."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from schoolplan.kit.tables import FORMATS, Column, Table, as_csv, as_xlsx, download, quoted, starts_a_formula, unquoted

COLUMNS = (Column("Enhet", 30), Column("Kod"), Column("Värde", text=False))
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\n=1", " =1", "＝1", "'=1"]


def table(*rows):
    return Table("Siffror", COLUMNS, rows, "Så fyller du i", ("Skriv siffror.", "=Inget annat."))


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_csv_is_what_excel_in_sweden_opens():
    content = as_csv(table(("Åskolan; norr", "01234567", Decimal("-3.20")), ('Säger "hej"', None, 1234)))
    assert content == '\ufeffEnhet;Kod;Värde\r\n"Åskolan; norr";01234567;-3,20\r\n"Säger ""hej""";;1234\r\n'.encode()


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_in_a_csv_begins_as_a_formula(text):
    [_header, [written, _code, _value]] = csv_rows(as_csv(table((text, None, None))))
    assert (written, starts_a_formula(written), unquoted(written)) == (f"'{text}", False, text)


@pytest.mark.parametrize("text", ["Almskolan", "7-9-skolan", "'tHof", "3,5", "", "a=1"])
def test_other_texts_are_left_alone(text):
    assert (quoted(text), unquoted(text)) == (text, text)


@given(st.text())
@example("'=1")
@example("''@")
def test_what_is_quoted_can_be_read_back(text):
    assert unquoted(quoted(text)) == text
    assert not starts_a_formula(quoted(text))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_workbook_holds_text_and_no_formula(text):
    cell = load_workbook(io.BytesIO(as_xlsx(table((text, None, None)))))["Siffror"]["A2"]
    assert (unquoted(cell.value), cell.data_type) == (text, "s")
    assert cell.quotePrefix is (not text.startswith("'"))


def test_a_workbook_can_be_worked_in():
    book = load_workbook(io.BytesIO(as_xlsx(table(("Ån", "01234567", Decimal("1234.50")), ("Ek", None, None)))))
    sheet = book["Siffror"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Enhet", "Kod", "Värde"],
        ["Ån", "01234567", 1234.5],
        ["Ek", None, None],
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.column_dimensions["A"].width) == ("A2", "A1:C3", 30)
    assert [cell.number_format for cell in sheet[2]] == ["@", "@", "#,##0.00"]
    assert [cell.number_format for cell in sheet[3]] == ["@", "@", "General"]
    assert [cell.font.bold for cell in sheet[1]] == [True] * 3
    assert [[cell.value for cell in row] for row in book["Så fyller du i"].iter_rows()] == [
        ["Så fyller du i"],
        ["Skriv siffror."],
        ["=Inget annat."],
    ]
    assert book["Så fyller du i"]["A3"].data_type == "s"


def test_control_characters_go():
    rows = csv_rows(as_csv(table(("A\x00b\x1f", None, None))))
    assert rows[1][0] == load_workbook(io.BytesIO(as_xlsx(table(("A\x00b\x1f", None, None)))))["Siffror"]["A2"].value == "Ab"


@pytest.mark.parametrize("ending", FORMATS)
def test_a_download_is_kept_by_nobody_on_the_way(ending):
    response = download(table(("Ån", None, None)), name="almskolan-siffror", ending=ending)
    assert (response["Content-Disposition"], response["X-Content-Type-Options"], response["Cache-Control"]) == (
        f'attachment; filename="almskolan-siffror.{ending}"',
        "nosniff",
        "no-store",
    )
    assert response.content[:2] == {"xlsx": b"PK", "csv": b"\xef\xbb"}[ending]
