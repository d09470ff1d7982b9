"""Tables that people take with them, as Excel or CSV. Every table leaves the program through this module.

A text in a cell may have been written by anybody, and a spreadsheet runs what begins with =, +, - or @ as a formula (OWASP: CSV
injection). In CSV such a text gets an apostrophe before it; in Excel it is marked as text. :func:`unquoted` takes the apostrophe
away again, so that a table that is read back says what it said. Numbers are numbers, negative ones too.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from schoolplan.kit.text import one_newline

SEPARATOR = ";"  # what Excel expects where the comma is the decimal sign
TEXT_FORMAT = "@"  # keeps leading zeros, and makes no date of 2011/12
LONGEST_SHEET_NAME = 31  # characters, Excel's own limit
NOTE_WIDTH = 100

_RISKY = r"(?:\s*[=+\-@＝＋－＠]|[\t\n])"  # the full-width signs count as the plain ones in some programs
_STARTS_A_FORMULA = re.compile(rf"'*{_RISKY}")
_QUOTED = re.compile(rf"'+{_RISKY}")

Cell = str | int | Decimal | None


@dataclass(frozen=True)
class Column:
    """``width`` is in characters. The cells of a text column stay text, also those that somebody fills in."""

    title: str
    width: int = 12
    text: bool = True


@dataclass(frozen=True)
class Table:
    """A table with a title. A Decimal is written with the decimals that it has; ``notes`` explain it on a sheet of their own."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    notes_title: str = ""
    notes: tuple[str, ...] = ()


def quoted(text: str) -> str:
    """The text as it may stand in a CSV file: with an apostrophe before what would be a formula."""
    return f"'{text}" if _STARTS_A_FORMULA.match(text) else text


def unquoted(text: str) -> str:
    """What was written, without the apostrophe that :func:`quoted` put there."""
    return text[1:] if _QUOTED.match(text) else text


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text, if it were written as it is."""
    return not text.startswith("'") and _STARTS_A_FORMULA.match(text) is not None


def as_csv(table: Table) -> bytes:
    """The table as Excel in Sweden opens it by a double click: semicolon, decimal comma, UTF-8 with its mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATOR)
    writer.writerow([quoted(column.title) for column in table.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return quoted(_clean(cell)) if isinstance(cell, str) else f"{Decimal(cell):f}".replace(".", ",")


def as_xlsx(table: Table) -> bytes:
    """The table as a workbook: the first row stays in sight and filters, and numbers are numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.title[:LONGEST_SHEET_NAME])
    for index, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    sheet.append([_bold(sheet, column.title) for column in table.columns])
    for row in table.rows:
        sheet.append([_xlsx_cell(sheet, cell, column) for cell, column in zip(row, table.columns, strict=True)])
    if table.notes:
        _add_notes(book, table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_cell(sheet: object, cell: Cell, column: Column) -> WriteOnlyCell:
    if isinstance(cell, str):
        return _text(sheet, _clean(cell), TEXT_FORMAT if column.text else "General")
    written = WriteOnlyCell(sheet, cell)
    if cell is None:
        written.number_format = TEXT_FORMAT if column.text else "General"
    else:
        decimals = -int(Decimal(cell).as_tuple().exponent)
        written.number_format = "#,##0" + (f".{'0' * decimals}" if decimals > 0 else "")
    return written


def _text(sheet: object, text: str, number_format: str = TEXT_FORMAT) -> WriteOnlyCell:
    """A cell that is text whatever it begins with, also after somebody has edited it."""
    cell = WriteOnlyCell(sheet, f"'{text}" if _QUOTED.match(text) else text)
    cell.data_type = "s"
    cell.number_format = number_format
    cell.quotePrefix = starts_a_formula(text)
    return cell


def _bold(sheet: object, text: str) -> WriteOnlyCell:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _add_notes(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.notes_title[:LONGEST_SHEET_NAME])
    sheet.column_dimensions["A"].width = NOTE_WIDTH
    sheet.append([_bold(sheet, table.notes_title)])
    for note in table.notes:
        cell = _text(sheet, note, "General")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([cell])


def _clean(text: str) -> str:
    """Without the control characters that no spreadsheet can hold."""
    kept: str = ILLEGAL_CHARACTERS_RE.sub("", one_newline(text))
    return kept


# how a table may be fetched: the end of the file's name, its type, and what writes it
FORMATS: dict[str, tuple[str, Callable[[Table], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "csv": ("text/csv; charset=utf-8", as_csv),
}


def download(table: Table, *, name: str, ending: str) -> HttpResponse:
    """The table as a file to keep, called ``name`` (letters, figures and hyphens) with the ``ending`` of its format."""
    content_type, write = FORMATS[ending]
    return HttpResponse(
        write(table),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{ending}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def widest(texts: Iterable[str], at_least: int = 12, at_most: int = 60) -> int:
    """A width in characters that holds the texts, within reason."""
    return min(max([at_least, *(len(text) + 2 for text in texts)]), at_most)
