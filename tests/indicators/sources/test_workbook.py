"""Files that anybody may send: too large, damaged, dangerous, or made by Excel in its own way."""

import datetime as dt
import io
import zipfile

import pytest
from django.utils import translation
from openpyxl import Workbook

from indicators.sources import workbook
from indicators.sources.cells import FileProblem
from indicators.sources.workbook import read_sheets


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def packed(*rows, formats=None, **sheets):
    """A workbook with the rows, and more sheets by name; ``formats`` has number formats by the address of the cell."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for address, number_format in (formats or {}).items():
        book.active[address].number_format = number_format
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content, name, text, compression=zipfile.ZIP_DEFLATED):
    """The workbook with one part more, or another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, text)
    return out.getvalue()


def problem(content):
    with pytest.raises(FileProblem) as raised:
        read_sheets(content)
    return " ".join(raised.value.messages)


def cells(content, row=0):
    return list(read_sheets(content)[0].lines[row].cells)


def texts(content, row=0):
    return [cell.text for cell in cells(content, row)]


def test_what_stands_in_cells_is_told_with_decimal_comma():
    content = packed([75.2, 0.1 + 0.2, 12, 1e-9, -3.5, " Ekens förskola ", "75,2", 87531665.0])
    assert texts(content) == ["75,2", "0,3", "12", "0,000000001", "-3,5", "Ekens förskola", "75,2", "87531665"]
    assert [cell.typed for cell in cells(content)] == [True] * 5 + [False, False, True]


def test_per_cent_is_told_as_the_person_sees_it():
    formats = {"A1": "0%", "B1": "0.0 %", "C1": '0.0" %"', "D1": r"0.0\%", "E1": "0.00%"}
    assert texts(packed([0.75, 0.752, 75.2, 75.2, 0.07], formats=formats)) == ["75 %", "75,2 %", "75,2", "75,2", "7 %"]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("=1+1", "formula"),
        ("=HYPERLINK(A1)", "formula"),
        ("#N/A", "error"),
        (True, "true or false"),
        (dt.date(2011, 12, 1), "date"),
        (dt.datetime(2026, 4, 3), "date"),
        (dt.time(3, 4), "date"),
    ],
)
def test_what_excel_has_made_of_a_cell_is_not_guessed_at(value, why):
    [cell] = cells(packed([value]))
    assert why in cell.trouble


def test_text_that_looks_like_a_formula_is_text_when_it_is_marked_so():
    book = Workbook()
    book.active["A1"] = "=1+1"
    book.active["A1"].data_type = "s"
    out = io.BytesIO()
    book.save(out)
    assert [(cell.text, cell.trouble) for cell in cells(out.getvalue())] == [("=1+1", "")]


def test_empty_rows_are_skipped_and_rows_keep_their_numbers():
    [sheet] = read_sheets(packed(["A"], [], [None, None], ["B", None]))
    assert [(line.number, [cell.text for cell in line.cells]) for line in sheet.lines] == [(1, ["A"]), (4, ["B"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_csv_as_excel_and_others_save_it(encoding, separator, newline):
    rows = [["Enhet", "Värde"], ["Åns skola", '"75,2"']]
    content = newline.join(separator.join(row) for row in rows).encode(encoding)
    assert (texts(content), texts(content, 1)) == (["Enhet", "Värde"], ["Åns skola", "75,2"])


def test_csv_may_name_its_separator():
    assert texts(b"sep=,\r\nEnhet,a;b;c\r\n") == ["Enhet", "a;b;c"]
    assert "semicolon, comma or tab" in problem(b"sep=|\r\nEnhet|Kod\r\n")


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-1+1", "+cmd|' /C calc'!A0", "\t=1", "＝1"])
def test_a_formula_in_csv_is_not_read(text):
    assert "formula" in cells(f'"{text}";x\n'.encode())[0].trouble


@pytest.mark.parametrize(("text", "read"), [("-3,2", "-3,2"), ("+4", "+4"), ("- 1 200", "- 1 200"), ("'=x", "=x"), ("''@", "'@")])
def test_numbers_with_a_sign_and_what_was_made_harmless_are_read(text, read):
    assert [(cell.text, cell.trouble) for cell in cells(f"{text};x\n".encode())[:1]] == [(read, "")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel format"),
        (b"PK\x03\x04 and no more", "not an Excel workbook"),
        (b"\x00\x01\x02", "not a table"),
        (b"\x81\x8d\x8f", "not a table"),
        (b"\xff\xfe\x00", "not a table"),
        (b'a;"' + b"x" * 200_000, "can not be read as a table"),
    ],
)
def test_what_is_no_table_says_so(content, why):
    assert why in problem(content)


def test_a_zip_of_something_else_and_a_damaged_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as other:
        other.writestr("brev.txt", "Hej")
    assert "not an Excel workbook" in problem(out.getvalue())
    assert "not an Excel workbook" in problem(packed(["A"])[:-30])
    assert "not an Excel workbook" in problem(repacked(packed(["A"]), "xl/worksheets/sheet1.xml", "<worksheet><row>"))


def test_macros_are_refused():
    assert "macros" in problem(repacked(packed(["A"]), "xl/vbaProject.bin", b"\0"))


def test_a_zip_bomb_is_not_unpacked():
    bomb = repacked(packed(["A"]), "xl/media/image1.png", b"\0" * (workbook.UNPACKED_AT_MOST + 1))
    assert len(bomb) < 100_000
    assert "too large when it is unpacked" in problem(bomb)


def test_an_xml_bomb_is_not_expanded():
    laughs = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    assert "does not belong" in problem(repacked(packed(["A"]), "xl/worksheets/sheet1.xml", laughs))


def test_size_rows_columns_and_sheets_have_limits(settings, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    assert len(read_sheets(b"a;b\n" * 3)[0].lines) == 3
    assert "more than 3 rows" in problem(b"a;b\n" * 4)
    assert "more than 3 rows" in problem(packed(*[["a"]] * 4))
    assert "more than 60 columns" in problem(packed(["a"] * 61))
    assert "more than 60 columns" in problem(b";".join([b"a"] * 61))
    assert "more than 20 sheets" in problem(packed(["a"], **{f"s{n}": [] for n in range(20)}))
    settings.MAX_UPLOAD_BYTES = 10
    assert "larger than" in problem(b"a;b\n" * 3)


def test_a_cell_far_below_does_not_keep_the_reader_busy():
    book = Workbook()
    book.active["A1"], book.active["A1048576"] = "Enhet", "x"
    out = io.BytesIO()
    book.save(out)
    assert "rows" in problem(out.getvalue())


@pytest.mark.parametrize("number", ["19900101-1234", "900101-1234", "9001011234", "199001611234", "900101+1234"])
@pytest.mark.parametrize("sheet", ["first", "other", "csv"])
def test_personal_identity_numbers_are_refused_and_not_repeated(number, sheet):
    content = {
        "first": packed(["Enhet", "Anna"], ["Almskolan", f"Anna {number}"]),
        "other": packed(["Enhet"], Elever=[[], [int(number)] if number.isdigit() else [number]]),
        "csv": f"Enhet;Anna\nAlmskolan;{number}\n".encode(),
    }[sheet]
    said = problem(content)
    assert ("personal identity number" in said, "ow 2" in said, number[-4:] in said) == (True, True, False)


@pytest.mark.parametrize("text", ["87531665", "212000-1234", "99999999999", "9013011234", "2024/25", "N15419", "1234567890"])
def test_other_numbers_are_not_taken_for_people(text):
    assert texts(f"{text};x\n".encode())[0] == text
