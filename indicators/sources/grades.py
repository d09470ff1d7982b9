"""Reading Skolverket's export of results by school unit (CSV). Pure: bytes in, rows out, nothing stored.

The file has a banner with the school year, a header, one row for each unit, and footnotes in the first two columns. Columns are
found by what their titles mean, since the wording drifts from year to year; the titles themselves are kept as published.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.models import Value
from indicators.sources.batch import Batch, Place, Published, Reading, Refusal
from indicators.sources.cells import Cell, CellProblem, FileProblem, Measure, OtherPlaces, read_cell
from indicators.sources.people import refuse_people
from indicators.sources.units import LONGEST_NAME, UNIT_CODE, position
from schoolplan.kit.text import one_newline
from units.models import ExternalId, SchoolForm
from units.years import SchoolYear

PUBLISHER = "Skolverket"

YEAR_IN_BANNER = re.compile(r"valt\s+läsår\s*:\s*(?P<year>[^;]*)", re.IGNORECASE)
MUNICIPALITY_CODE = re.compile(r"\d{4}")
SEPARATOR = ";"
LONGEST_TITLE = 300  # of a column
MUNICIPAL = "kommunal"
SEXES = {"flickor": Value.Sex.GIRLS, "pojkar": Value.Sex.BOYS}


@dataclass(frozen=True)
class Kind:
    """What a column of values is about: our stable key, the words that its title holds, and what it measures."""

    key: str
    words: tuple[str, ...]
    measure: str


# Found by the words of their titles; the titles themselves are data.
COUNT = Kind("gr9-pupils", ("antal elever",), Measure.COUNT)
KINDS = (
    COUNT,
    Kind("gr9-all-subjects", ("andel", "alla ämnen"), Measure.PERCENT),
    Kind("gr9-vocational", ("andel", "behörig", "yrkesprog"), Measure.PERCENT),
    Kind("gr9-merit", ("genomsnittlig", "meritvärde"), Measure.POINTS),
)


@dataclass(frozen=True)
class Column:
    """A column of values, with its title as published."""

    index: int
    title: str
    kind: Kind
    sex: str = Value.Sex.ALL

    @property
    def key(self) -> str:
        """What tells it from other columns: that of its kind, with the sex when it is about one."""
        return self.kind.key if self.sex == Value.Sex.ALL else f"{self.kind.key}:{self.sex}"


@dataclass(frozen=True)
class Row:
    """A school unit. ``cells`` has the columns that could be understood, by their key."""

    line: int
    name: str
    code: str
    municipality: str
    municipality_code: str
    municipal: bool
    cells: dict[str, Cell]

    @property
    def denominator(self) -> int | None:
        """The number of pupils, when it is published."""
        return self.pupils(Value.Sex.ALL)

    def pupils(self, sex: str) -> int | None:
        """How many pupils of one sex (or of all) there are, when it is published."""
        count = self.cells.get(Column(0, "", COUNT, sex).key)
        return int(count.number) if count and count.number is not None else None


@dataclass(frozen=True)
class RowError:
    """Something in a row that was not understood, with its line in the file."""

    line: int
    reason: str
    municipality_code: str = ""
    municipal: bool = True


@dataclass(frozen=True)
class ParsedFile:
    lines: int  # rows of units in all
    school_year: SchoolYear
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]


@dataclass(frozen=True)
class Header:
    """Where things stand in the rows."""

    line: int
    width: int
    name: int
    code: int
    municipality: int
    municipality_code: int
    owner: int
    columns: tuple[Column, ...]


@dataclass
class _Read:
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    line_of: dict[str, int] = field(default_factory=dict)


def read(content: bytes, *, municipality_code: str) -> Batch:
    """The figures of one municipality's own schools. Raises :class:`FileProblem` when the file cannot be trusted."""
    parsed = parse(content)
    theirs = [row for row in parsed.rows if row.municipality_code == municipality_code]
    if not theirs:
        raise OtherPlaces(
            _("The file holds no school of the municipality %(code)s.") % {"code": municipality_code},
            [row.municipality for row in parsed.rows],
        )
    own = {row.line: row for row in theirs if row.municipal}
    errors = [error for error in parsed.errors if error.municipality_code in ("", municipality_code) and error.municipal]
    return Batch(
        publisher=PUBLISHER,
        rows=parsed.lines,
        readings=tuple(reading for row in own.values() for reading in _readings(row, parsed)),
        refusals=tuple(Refusal(at_line(error.line), error.reason) for error in errors),
        left_out=_left_out(parsed, municipality_code, {*own, *(error.line for error in errors)}),
        published=tuple(Published(c.kind.key, "", c.title) for c in parsed.columns if c.sex == Value.Sex.ALL),
        municipality=theirs[0].municipality,
    )


def _left_out(parsed: ParsedFile, municipality_code: str, used: set[int]) -> Counter[str]:
    """The rows that are about somebody else, by the sentence that says so."""
    about = {row.line: row.municipality_code for row in parsed.rows}
    about |= {error.line: error.municipality_code for error in parsed.errors if error.line not in about}
    left = [code for line, code in about.items() if line not in used]
    here = left.count(municipality_code)
    counts = {
        _("schools in other municipalities"): len(left) - here,
        other_organisers(): here,
    }
    return Counter({sentence: count for sentence, count in counts.items() if count})


def other_organisers() -> str:
    """Why the row of an independent school in the municipality is left out."""
    return _("schools of other organisers in the municipality")


def _readings(row: Row, parsed: ParsedFile) -> Iterator[Reading]:
    """A share is of the unit's pupils; the mean merit value is of those with a passing grade, whose number is not published."""
    place = Place(ExternalId.System.SCHOOL_UNIT, row.code, row.name, (SchoolForm.COMPULSORY,))
    for column in parsed.columns:
        if (cell := row.cells.get(column.key)) is not None:
            yield Reading(
                where=at_line(row.line),
                place=place,
                indicator=column.kind.key,
                school_year=parsed.school_year,
                cell=cell,
                sex=column.sex,
                denominator=row.pupils(column.sex) if column.kind.measure == Measure.PERCENT else None,
            )


def at_line(line: int) -> str:
    """A row as a person finds it in the file."""
    return _("line %(line)s") % {"line": line}


def line_of(where: str) -> int:
    """The number in what :func:`at_line` says."""
    return int("".join(filter(str.isdigit, where)))


def parse(content: bytes) -> ParsedFile:
    """Read the whole file. Raises :class:`FileProblem` when it is not a complete export that can be trusted."""
    lines = _lines(content)
    for number, line in enumerate(lines, 1):
        refuse_people(line.split(SEPARATOR), row=number, sheet="CSV")
    header = _header(lines)
    banner = lines[: header.line]
    _about_all_pupils(banner)
    year = _school_year(banner)
    read = _Read()
    unit_lines = list(_unit_lines(lines, header))
    for number, cells in unit_lines:
        _read_row(number, cells, header, read)
    if not read.rows:
        raise FileProblem(_("The file has a header but no school units. Export it again from Skolverket."))
    return ParsedFile(len(unit_lines), year, header.columns, tuple(read.rows), tuple(read.errors))


def _lines(content: bytes) -> list[str]:
    if len(content) > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // 1_000_000
        raise FileProblem(_("The file is larger than %(limit)s MB, so it can not be this export.") % {"limit": limit})
    if not content.strip():
        raise FileProblem(_("The file is empty."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblem(
            _("The file is not in the encoding UTF-8. Use it as it was downloaded, not saved again in another program.")
        ) from error
    if "\x00" in text:
        raise FileProblem(_("This is not a text file. Choose the CSV file from Skolverket."))
    return one_newline(text).rstrip("\n").split("\n")


def _header(lines: list[str]) -> Header:
    for index, line in enumerate(lines):
        titles = [" ".join(title.split()) for title in line.split(SEPARATOR)]
        meaning = [title.casefold().replace("-", "").replace(" ", "") for title in titles]
        code = position(meaning, "skolenhetskod")
        if code is None:
            continue
        places = {
            "name": position(meaning, "skola", "skolenhet", "skolnamn", "skolenhetsnamn", "skolansnamn"),
            "municipality": position(meaning, "skolkommun", "kommun", "lägeskommun", "kommunnamn"),
            "municipality_code": position(meaning, "kommunkod", "skolkommunkod"),
            "owner": position(meaning, "typavhuvudman", "huvudmannatyp", "huvudmantyp", "typhuvudman"),
        }
        found = {name: place for name, place in places.items() if place is not None}
        columns = tuple(_columns(titles))
        if len(found) < len(places) or not columns or columns[0].kind is not COUNT:
            break
        return Header(line=index, width=len(titles), code=code, columns=columns, **found)
    raise FileProblem(
        _("The file does not have the header of Skolverket's results by school unit. Choose the export “Slutbetyg årskurs 9”.")
    )


def _columns(titles: list[str]) -> Iterator[Column]:
    """The columns of values: from the number of pupils on. A title that we do not know stops the whole file."""
    start = next((i for i, title in enumerate(titles) if _kind_of(title) is COUNT), len(titles))
    seen: set[str] = set()
    for index, title in enumerate(titles[start:], start):
        kind, sex = _kind_of(title), _sex_of(title)
        if kind is None or sex is None or (column := Column(index, title, kind, sex)).key in seen:
            raise FileProblem(_("The file has a column that is not known here: “%(title)s”.") % {"title": title[:80]})
        if len(title) > LONGEST_TITLE:
            raise FileProblem(
                _("The title of a column is longer than %(limit)s characters: “%(title)s…”.")
                % {"limit": LONGEST_TITLE, "title": title[:80]}
            )
        seen.add(column.key)
        yield column


def _kind_of(title: str) -> Kind | None:
    meaning = title.casefold()
    for word in SEXES:
        meaning = meaning.replace(f" {word}", " elever")
    return next((kind for kind in KINDS if all(word in title.casefold() or word in meaning for word in kind.words)), None)


def _sex_of(title: str) -> str | None:
    """The sex that a column is about, all when its title names none, and None when it names both."""
    named = [sex for word, sex in SEXES.items() if word in title.casefold()]
    if not named:
        return Value.Sex.ALL
    return named[0] if len(named) == 1 else None


def _about_all_pupils(banner: list[str]) -> None:
    """The same table is published without newly arrived pupils and by sex, under another name."""
    for line in banner:
        title = line.strip(SEPARATOR + " ").casefold()
        if "slutbetyg" in title and "samtliga elever" not in title:
            raise FileProblem(
                _("The file is about “%(title)s”. Choose the export for all pupils (“samtliga elever”).")
                % {"title": line.strip(SEPARATOR + " ")[:120]}
            )


def _school_year(banner: list[str]) -> SchoolYear:
    for line in banner:
        if match := YEAR_IN_BANNER.search(line):
            try:
                year = SchoolYear.parse(match["year"])
            except ValidationError as error:
                raise FileProblem(
                    _("The file says that it is about the school year “%(year)s”, which is not a school year.")
                    % {"year": match["year"].strip()[:40]}
                ) from error
            if year > SchoolYear.current():
                raise FileProblem(
                    _("The file says that it is about the school year %(year)s, which has not begun.") % {"year": year}
                )
            return year
    raise FileProblem(_("The file does not say which school year it is about (“Valt läsår” above the header)."))


def _unit_lines(lines: list[str], header: Header) -> Iterator[tuple[int, list[str]]]:
    """The rows of units with their line numbers. Banner and notes fill the first two columns only.

    A file that was cut off, in a row or before the notes that end it, is refused as a whole.
    """
    ended = False
    for number, line in enumerate(lines[header.line + 1 :], header.line + 2):
        cells = line.split(SEPARATOR)
        if line and len(cells) < header.width:
            raise FileProblem(
                _("The file is cut off: line %(line)s has fewer cells than the header. Download it again.") % {"line": number}
            )
        ended = not any(cell.strip() for cell in cells[2:])
        if not ended:
            yield number, cells
    if not ended:
        raise FileProblem(_("The file is cut off: the notes after the last school unit are missing. Download it again."))


def _read_row(line: int, cells: list[str], header: Header, read: _Read) -> None:
    municipality_code, code = cells[header.municipality_code].strip(), cells[header.code].strip()
    municipal = cells[header.owner].strip().casefold() == MUNICIPAL
    name = " ".join(cells[header.name].split())

    def refuse(reason: str) -> None:
        known = municipality_code if MUNICIPALITY_CODE.fullmatch(municipality_code) else ""
        read.errors.append(RowError(line, reason, known, municipal))

    if reason := _row_problem(cells, header, code, municipality_code, name):
        return refuse(reason)
    if code in read.line_of:
        return refuse(_("the school unit %(code)s is already on line %(line)s") % {"code": code, "line": read.line_of[code]})
    read.line_of[code] = line
    values: dict[str, Cell] = {}
    for column in header.columns:
        try:
            values[column.key] = read_cell(cells[column.index], column.kind.measure)
        except CellProblem as problem:
            refuse(_("%(column)s: %(problem)s") % {"column": column.title, "problem": problem})
    read.rows.append(Row(line, name, code, cells[header.municipality].strip(), municipality_code, municipal, values))
    return None


def _row_problem(cells: list[str], header: Header, code: str, municipality_code: str, name: str) -> str:
    """Why nothing in the row can be used, or nothing."""
    if len(cells) > header.width:
        return _("the row has more cells than the header")
    if not MUNICIPALITY_CODE.fullmatch(municipality_code):
        return _("“%(code)s” is not a municipality code (four digits)") % {"code": municipality_code[:40]}
    if not UNIT_CODE.fullmatch(code):
        return _("“%(code)s” is not a school unit code (eight digits)") % {"code": code[:40]}
    if max(len(name), len(cells[header.municipality].strip())) > LONGEST_NAME:
        return _("a name is longer than %(limit)s characters") % {"limit": LONGEST_NAME}
    return "" if name else _("the school unit has no name")
