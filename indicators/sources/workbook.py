"""A table that a person made, Excel or CSV, as lines of cells: what stands in them, and what Excel has done to it. Pure.

A file may come from anybody, so its size is looked at before it is unpacked, and no formula or macro in it is ever used.
"""

import codecs
import csv
import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from indicators.sources.cells import FileProblem
from indicators.sources.people import refuse_people
from schoolplan.kit.tables import starts_a_formula, unquoted

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_SHEETS = 20
LAST_ROW = 100_000  # blank rows are skipped, but not without end
UNPACKED_AT_MOST = 40_000_000  # bytes; the files in a workbook of the most rows take about a tenth of it
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
MACROS = "vbaproject.bin"
XML_TYPES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
SEPARATORS = (";", ",", "\t")
ONLY_A_NUMBER = re.compile(r"[+\-−]?[\d\s]*([.,]\d+)?\s*%?")
SHOWN_TEXT = re.compile(r'"[^"]*"|\\.')  # what a number format writes as it stands
DIGITS = ".15g"  # the digits that Excel keeps of a number

# what openpyxl, the XML parser and zipfile raise of files that only look like workbooks
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    AttributeError,
    LookupError,
    ValueError,
    TypeError,
    SyntaxError,
    OSError,
    EOFError,
    RuntimeError,
)


@dataclass(frozen=True)
class Raw:
    """What stands in one cell, with decimal comma; ``trouble`` says why it cannot be used. ``typed`` as a number in Excel."""

    text: str = ""
    trouble: str = ""
    typed: bool = False


EMPTY = Raw()


@dataclass(frozen=True)
class Line:
    """A row that holds something, with its number in the file."""

    number: int
    cells: tuple[Raw, ...]


@dataclass(frozen=True)
class Sheet:
    name: str
    lines: tuple[Line, ...]


def read_sheets(content: bytes) -> list[Sheet]:
    """The sheets of a workbook, or the one of a CSV file.

    Raises :class:`FileProblem` for a file that is too large, no table, or holds personal identity numbers: such a file must not
    be kept.
    """
    limit = settings.MAX_UPLOAD_BYTES
    if len(content) > limit:
        raise FileProblem(_("The file is larger than %(limit)s MB. Divide it into several.") % {"limit": limit // 1_000_000})
    if not content.strip():
        raise FileProblem(_("The file is empty."))
    if content.startswith(OLD_EXCEL):
        raise FileProblem(_("The file is in the old Excel format (.xls) or has a password. Save it as .xlsx without one."))
    sheets = _workbook(content) if content.startswith(ZIP) else [_csv(content)]
    for sheet in sheets:
        refuse_people([sheet.name], row=1, sheet=sheet.name)
        for line in sheet.lines:
            refuse_people((cell.text for cell in line.cells), row=line.number, sheet=sheet.name)
    return sheets


def _line(number: int, cells: list[Raw], place: str) -> Line | None:
    """The row without its empty end, or nothing when it is empty. Raises FileProblem when it is wider than any real table."""
    while cells and not (cells[-1].text or cells[-1].trouble):
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise FileProblem(_("“%(sheet)s” has more than %(limit)s columns.") % {"sheet": place, "limit": MOST_COLUMNS})
    return Line(number, tuple(cells)) if cells else None


def _sheet(name: str, rows: Iterator[list[Raw]]) -> Sheet:
    lines: list[Line] = []
    for number, cells in enumerate(rows, 1):
        if line := _line(number, cells, name):
            lines.append(line)
        if len(lines) > MOST_ROWS or number > LAST_ROW:
            raise FileProblem(
                _("“%(sheet)s” has more than %(limit)s rows. Divide the file into several.") % {"sheet": name, "limit": MOST_ROWS}
            )
    return Sheet(name, tuple(lines))


# --- Excel ---------------------------------------------------------------------------------------------------------------


def _workbook(content: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _look_into(packed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of decorations that it does not read
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            if len(book.worksheets) > MOST_SHEETS:
                raise FileProblem(_("The workbook has more than %(limit)s sheets.") % {"limit": MOST_SHEETS})
            return [_sheet(sheet.title, _excel_rows(sheet)) for sheet in book.worksheets]
    except DAMAGED as error:
        raise FileProblem(_("The file is not an Excel workbook, or it is damaged. Save it again as .xlsx.")) from error


def _look_into(packed: zipfile.ZipFile) -> None:
    """Refuse what is dangerous to unpack, before anything is."""
    parts = packed.infolist()
    if sum(part.file_size for part in parts) > UNPACKED_AT_MOST:
        raise FileProblem(_("The workbook is too large when it is unpacked. Copy the table to a new workbook."))
    if any(part.filename.casefold().endswith(MACROS) for part in parts):
        raise FileProblem(_("The workbook holds macros (.xlsm). Save it as .xlsx."))
    for part in parts:
        with packed.open(part) as unpacked:
            if XML_TYPES.search(unpacked.read().replace(b"\0", b"")):  # in UTF-16 there are zeros between the letters
                raise FileProblem(_("The workbook holds what does not belong in one. Copy the table to a new workbook."))


def _excel_rows(sheet: Any) -> Iterator[list[Raw]]:
    sheet.reset_dimensions()  # what a file says of its own size need not be true
    for row in sheet.iter_rows(max_col=MOST_COLUMNS + 1):
        yield [_excel_cell(cell) for cell in row]


def _excel_cell(cell: Any) -> Raw:
    value = cell.value
    if value is None:
        return EMPTY
    if cell.data_type == "f":
        return Raw(str(value), trouble=_("the cell holds a formula; write the number itself"))
    if cell.data_type == "e":
        return Raw(trouble=_("the cell holds an error from Excel"))
    if isinstance(value, bool):
        return Raw(trouble=_("the cell says true or false"))
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return Raw(trouble=_("Excel has made a date of what was written; format the column as text and write it again"))
    if isinstance(value, int | float):
        return Raw(_number(value, cell.number_format), typed=True)
    return Raw(unquoted(str(value)).strip())


def _number(value: float, number_format: str) -> str:
    """75.2 is “75,2”, and 0.752 in the format of per cent is “75,2 %”, as the person sees it."""
    number = Decimal(format(value, DIGITS)) if isinstance(value, float) else Decimal(value)
    percent = "%" in SHOWN_TEXT.sub("", number_format or "")
    text = f"{(number * 100 if percent else number).normalize():f}".replace(".", ",")
    return f"{text} %" if percent else text


# --- CSV -----------------------------------------------------------------------------------------------------------------


def _csv(content: bytes) -> Sheet:
    text = _decoded(content)
    if "\x00" in text:
        raise FileProblem(_("This is not a table. Choose a file of the type .xlsx or .csv."))
    first, _newline, rest = text.partition("\n")
    if first.casefold().startswith("sep="):  # a line that Excel reads and hides
        text, separator = rest, first[4:5]
    else:
        separator = max(SEPARATORS, key=first.count)
    if separator not in SEPARATORS:
        raise FileProblem(_("The columns of the file must be separated by semicolon, comma or tab."))
    try:
        return _sheet("CSV", ([_csv_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)))
    except csv.Error as error:
        raise FileProblem(_("The file can not be read as a table. Save it again as CSV.")) from error


def _decoded(content: bytes) -> str:
    """As text in one of the three encodings that Excel writes: UTF-8, Windows' own, and UTF-16 (“Unicode text”)."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileProblem(_("This is not a table. Choose a file of the type .xlsx or .csv."))


def _csv_cell(text: str) -> Raw:
    if starts_a_formula(text) and not ONLY_A_NUMBER.fullmatch(text.strip()):
        return Raw(text, trouble=_("the cell begins as a formula does; write the text or the number itself"))
    plain = unquoted(text).strip()
    return Raw(plain, typed=plain.isdigit())  # Excel takes the first zeros from codes in CSV too
