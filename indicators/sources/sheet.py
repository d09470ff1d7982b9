"""A table of one's own, Excel or CSV, with the columns of our own export. Pure.

Columns are found by what their titles mean, in any order. What the table may change is decided where indicators are known, in
:mod:`indicators.services.sheets`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.models import Indicator, Value
from indicators.sources.batch import NAME, Batch, Place, Reading, Refusal
from indicators.sources.cells import LONGEST_RAW, NUMBER, Cell, CellProblem, FileProblem, read_cell
from indicators.sources.units import LONGEST_NAME
from indicators.sources.workbook import EMPTY, Line, Raw, Sheet, read_sheets
from units.models import ExternalId
from units.years import SchoolYear

OWN = "Egen uppgift"  # the source line of a figure whose source nobody has written
HEADER_WITHIN = 20  # rows; above the header there may be a title
UNIT_DIGITS, MUNICIPALITY_DIGITS = 8, 4
MOST_PEOPLE = 10_000_000  # more than live in the country
LONGEST_KEY, LONGEST_TITLE, LONGEST_SOURCE = 60, 300, 200
HIDDEN = ".."  # in the columns beside a masked figure: what is stored stays
PERCENT = "%"
ANY = Indicator.Measure.DIFFERENCE  # may be any number: what the indicator measures is not known yet

T = TypeVar("T")


class Title(StrEnum):
    """The columns, as they are exported: content, so Swedish."""

    NAME = "Enhet"
    CODE = "Enhetskod"
    INDICATOR = "Nyckeltal"
    KEY = "Nyckeltalets kod"
    YEAR = "Läsår"
    SEX = "Kön"
    VALUE = "Värde"
    COUNT = "Antal"
    RATE = "Svarsfrekvens"
    SOURCE = "Källa"


NEEDED = (Title.YEAR, Title.VALUE)
# other words for the same columns, without spaces and signs
ALSO = {
    "skola": Title.NAME,
    "skolenhet": Title.NAME,
    "förskola": Title.NAME,
    "enhetensnamn": Title.NAME,
    "enhetsnamn": Title.NAME,
    "skolenhetskod": Title.CODE,
    "enhetenskod": Title.CODE,
    "mått": Title.INDICATOR,
    "indikator": Title.INDICATOR,
    "nyckeltalskod": Title.KEY,
    "kodförnyckeltal": Title.KEY,
    "resultat": Title.VALUE,
    "antalbarnellerelever": Title.COUNT,
    "antalsvar": Title.COUNT,
    "antalsvarande": Title.COUNT,
}
SEXES = {Value.Sex.ALL: "Alla", Value.Sex.GIRLS: "Flickor", Value.Sex.BOYS: "Pojkar"}
SEX_WORDS = {
    "": Value.Sex.ALL,
    "alla": Value.Sex.ALL,
    "totalt": Value.Sex.ALL,
    "flickor": Value.Sex.GIRLS,
    "flicka": Value.Sex.GIRLS,
    "kvinnor": Value.Sex.GIRLS,
    "pojkar": Value.Sex.BOYS,
    "pojke": Value.Sex.BOYS,
    "män": Value.Sex.BOYS,
}
BETWEEN_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
POINT = re.compile(r"(-?\d+)\.(\d{1,2})")  # of a number saved in an English Excel; 1.234 may be a thousand
WHOLE = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class _Table:
    """Where the columns stand in the rows below the header."""

    columns: dict[Title, int]
    unread: tuple[str, ...]
    lines: tuple[Line, ...]


class _Problem(ValueError):
    """Something in a cell is not as it must be; the message says what, to the person who wrote it."""


def read(content: bytes, *, municipality_code: str) -> Batch:
    """The figures of a table. Raises :class:`FileProblem` when it holds none that can be read."""
    table = _find(read_sheets(content))
    readings: list[Reading] = []
    refusals: list[Refusal] = []
    left_out = Counter[str]()
    for line in table.lines:
        where = _("row %(row)s") % {"row": line.number}
        cells = {title: line.cells[i] for title, i in table.columns.items() if i < len(line.cells)}
        if not any(cell.text or cell.trouble for cell in cells.values()):
            left_out[_("rows that hold nothing in the columns that are read")] += 1
        elif cells.get(Title.VALUE, EMPTY) == EMPTY:
            left_out[_("rows without a value; what is stored of them stays")] += 1
        elif isinstance(made := _reading(where, cells, municipality_code), Reading):
            readings.append(made)
        else:
            refusals.append(made)
    notes = [_("The column “%(title)s” is not read.") % {"title": title[:80]} for title in table.unread]
    return Batch(OWN, len(table.lines), tuple(readings), tuple(refusals), left_out, notes=tuple(notes))


def _find(sheets: Iterable[Sheet]) -> _Table:
    """The first table with the columns that are needed, on any sheet."""
    for sheet in sheets:
        for index, line in enumerate(sheet.lines[:HEADER_WITHIN]):
            columns, unread = _columns(line)
            if set(NEEDED) <= columns.keys() and columns.keys() & {Title.NAME, Title.CODE}:
                return _Table(columns, unread, sheet.lines[index + 1 :])
    raise FileProblem(
        _("The file does not have the columns %(columns)s in one row. Start from the table that you can fetch on this page.")
        % {"columns": ", ".join(Title)}
    )


def _columns(line: Line) -> tuple[dict[Title, int], tuple[str, ...]]:
    known = {_bare(title): title for title in Title} | ALSO
    found: dict[Title, int] = {}
    unread = []
    for index, cell in enumerate(line.cells):
        title = known.get(_bare(cell.text))
        if title in found:
            raise FileProblem(_("The file has two columns “%(title)s”. Keep one of them.") % {"title": title})
        if title:
            found[title] = index
        elif cell.text:
            unread.append(cell.text)
    return found, tuple(unread)


def _bare(title: str) -> str:
    return "".join(letter for letter in title.casefold() if letter.isalpha())


def _reading(where: str, cells: dict[Title, Raw], municipality_code: str) -> Reading | Refusal:
    """The figure of a row, or everything that stands in its way."""
    problems: list[str] = []

    def take(read_one: Callable[[str], T], title: Title) -> T | None:
        cell = cells.get(title, EMPTY)
        try:
            if cell.trouble:
                raise _Problem(cell.trouble)
            return read_one(cell.text)
        except (_Problem, CellProblem) as problem:
            problems.append(f"{title}: {problem}")
            return None

    name = take(_at_most(LONGEST_NAME), Title.NAME)
    place = take(lambda text: _place(text, name or "", municipality_code, cells[Title.CODE].typed if text else False), Title.CODE)
    title, key = take(_at_most(LONGEST_TITLE), Title.INDICATOR), take(_at_most(LONGEST_KEY), Title.KEY)
    year, sex = take(_year, Title.YEAR), take(_sex, Title.SEX)
    value, count, rate = take(value_cell, Title.VALUE), take(_count, Title.COUNT), take(_rate, Title.RATE)
    source = take(_at_most(LONGEST_SOURCE), Title.SOURCE)
    if not (key or title) and not problems:
        problems.append(_("the row does not say which indicator it is about"))
    if problems or place is None or year is None or value is None:
        return Refusal(where, "; ".join(problems))
    return Reading(where, place, key or title or "", year, value, sex or Value.Sex.ALL, count, rate, source or OWN)


def _at_most(longest: int) -> Callable[[str], str]:
    def one_line(text: str) -> str:
        text = " ".join(text.split())
        if len(text) > longest:
            raise _Problem(_("longer than %(limit)s characters") % {"limit": longest})
        return text

    return one_line


def _place(text: str, name: str, municipality_code: str, typed: bool) -> Place:
    """By its code; by its name where it has none, as pre-schools. The zero that Excel takes from a code is given back."""
    code = "".join(text.split())
    if not code:
        if not name:
            raise _Problem(_("the row says neither the unit nor its code"))
        return Place(NAME, name, name)
    if not code.isdigit() or not code.isascii():
        raise _Problem(_("“%(code)s” is not a code; format the column as text and write its figures") % {"code": code[:40]})
    if code.zfill(MUNICIPALITY_DIGITS) == municipality_code:
        return Place(ExternalId.System.MUNICIPALITY, municipality_code, name)
    if len(code) == MUNICIPALITY_DIGITS:
        raise _Problem(_("“%(code)s” is not the code of this municipality (%(own)s)") % {"code": code, "own": municipality_code})
    if len(code) == UNIT_DIGITS - 1 and typed:
        code = code.zfill(UNIT_DIGITS)
    if len(code) != UNIT_DIGITS:
        raise _Problem(
            _("“%(code)s” is not a school unit code (eight digits); format the column as text, so that Excel keeps its zeros")
            % {"code": code[:40]}
        )
    return Place(ExternalId.System.SCHOOL_UNIT, code, name)


def _year(text: str) -> SchoolYear:
    try:
        year = SchoolYear.parse(text)
    except ValidationError as error:
        raise _Problem(" ".join(error.messages)) from error
    if year > SchoolYear.current():
        raise _Problem(_("the school year %(year)s has not begun") % {"year": year})
    return year


def _sex(text: str) -> str:
    try:
        return SEX_WORDS[text.casefold()]
    except KeyError as error:
        raise _Problem(_("“%(text)s” is none of Alla, Flickor and Pojkar") % {"text": text[:40]}) from error


def value_cell(text: str) -> Cell:
    """A number or a marker as people write them: 1 234,5, 75,2 %, −3 and 75.2 too."""
    written = BETWEEN_THOUSANDS.sub("", " ".join(text.split())).replace("−", "-")
    if len(written) > LONGEST_RAW:
        raise _Problem(_("longer than %(limit)s characters") % {"limit": LONGEST_RAW})
    number = written.removesuffix(PERCENT).strip()
    if match := POINT.fullmatch(number):
        number = f"{match[1]},{match[2]}"
    if not written.endswith(PERCENT):
        return read_cell(number, ANY)
    cell = read_cell(number if NUMBER.fullmatch(number) else written, ANY)
    return Cell(f"{number} {PERCENT}", cell.number, cell.marker, cell.rounded)


def _count(text: str) -> int | None:
    """How many children, pupils or answers; nothing where the cell is empty or hides it."""
    text = BETWEEN_THOUSANDS.sub("", " ".join(text.split()))
    if text in (HIDDEN, ""):
        return None
    if not WHOLE.fullmatch(text) or not 0 < int(text) <= MOST_PEOPLE:
        raise _Problem(_("“%(text)s” is not a number of children, pupils or answers") % {"text": text[:40]})
    return int(text)


def _rate(text: str) -> Decimal | None:
    """In per cent, with one decimal; nothing where the cell is empty or hides it."""
    if " ".join(text.split()) in (HIDDEN, ""):
        return None
    number = value_cell(text).number
    if number is None or not 0 <= number <= 100:
        raise _Problem(_("“%(text)s” is not a share in per cent") % {"text": text[:40]})
    return number.quantize(Decimal("0.1"))


# The second sheet of the export: content, so Swedish.
HELP_TITLE = "Så fyller du i"
HELP = (
    "Fyll i Värde på de rader du har siffror för. Rader utan värde hoppas över, och det som redan finns ändras inte.",
    "Skriv andelar i procent: 75,2 betyder 75,2 procent. Antal är hur många barn, elever eller svar värdet bygger på. "
    "Skriv det alltid när du kan, för små grupper skyddas med hjälp av det.",
    "I stället för ett tal kan du skriva .. när gruppen är för liten, . när uppgiften saknas, eller ~100 när en till fyra "
    "elever inte nådde målet.",
    "Ett värde som visas som .. eller ~100 är skyddat för dig. Låt det stå kvar, så ändras inget.",
    "Kön är Alla, Flickor eller Pojkar. Lägg till rader för flickor och pojkar om du har dem, med samma enhet och nyckeltal.",
    "Läsår skrivs 2024/25. Ändra inte Enhetskod och Nyckeltalets kod: det är på dem raderna känns igen. Förskolor har ingen "
    "enhetskod, så deras namn gäller.",
    "Svarsfrekvens skrivs i procent och behövs bara för enkäter. Den står inte i det du hämtar, men det som är sparat ändras "
    "inte när rutan är tom.",
    "Källa är Egen uppgift om du inte skriver något annat. Den sparas tillsammans med nya och ändrade värden.",
    "Skriv aldrig namn på barn och elever, och inga personnummer.",
    "När du är klar: spara som Excel-arbetsbok (.xlsx) eller CSV och läs in filen på samma sida som du hämtade den. Du får se "
    "vad som ändras innan något sparas.",
)
