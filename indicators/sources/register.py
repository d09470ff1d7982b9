"""Reading Skolverket's register of school units (CSV). Pure: bytes in, units out, nothing stored.

A unit stands on one row for each of its school forms. Columns are found by what their titles mean. Pre-schools are in no national
register, and people are not read: neither heads, nor addresses, nor telephone numbers.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils.translation import gettext as _

from indicators.sources.batch import Refusal
from indicators.sources.cells import FileProblem, OtherPlaces
from indicators.sources.people import refuse_people
from indicators.sources.units import LONGEST_NAME, UNIT_CODE, position
from schoolplan.kit.text import one_newline, swedish_key
from units.models import SchoolForm

MUNICIPAL = "kommunal"
PUPILS = re.compile(r"[0-9]{1,5}")
GRADES = ("F", *(str(grade) for grade in range(1, 11)))  # the ten-year school arrives in 2028
CLOSED = {"upphörd", "vilande"}

# as the register names the forms, before and after 2 July 2023 (Lag 2022:1315)
FORMS = {
    "förskoleklass": SchoolForm.PRESCHOOL_CLASS,
    "fritidshem": SchoolForm.AFTER_SCHOOL,
    "grundskola": SchoolForm.COMPULSORY,
    "grundsärskola": SchoolForm.ADAPTED_COMPULSORY,
    "anpassad grundskola": SchoolForm.ADAPTED_COMPULSORY,
    "gymnasieskola": SchoolForm.UPPER_SECONDARY,
}

NEEDED = {
    "municipality": ("kommun", "kommunkod"),
    "form": ("skolform",),
    "code": ("skolenhetskod",),
    "name": ("namn", "skolenhetsnamn", "skolenhetensnamn"),
    "owner": ("huvudmannatyp", "huvudmantyp", "typavhuvudman"),
}
OPTIONAL = {"status": ("status",)}
SEPARATOR = ";"


@dataclass(frozen=True)
class RegisterUnit:
    """A school unit as the register describes it. ``pupils`` are those of the grades whose number is stated, if any."""

    code: str
    name: str
    forms: tuple[str, ...]
    grades: str
    pupils: int | None
    open: bool = True


@dataclass(frozen=True)
class Register:
    """The municipality's own units. Each row of the file is in ``units``, in ``refusals`` or counted in ``left_out``."""

    rows: int
    read: int
    units: tuple[RegisterUnit, ...]
    refusals: tuple[Refusal, ...]
    left_out: Counter[str]


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]
    grades: tuple[str, ...]
    pupils: int | None

    @property
    def where(self) -> str:
        return _("row %(line)s") % {"line": self.line}


@dataclass
class _Reading:
    units: dict[str, RegisterUnit] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    read: int = 0


def read(content: bytes, *, municipality_code: str) -> Register:
    """The units of one municipality. Raises :class:`~indicators.sources.cells.FileProblem` when the file is another."""
    try:
        rows = list(_rows(_text(content)))
    except csv.Error as error:
        raise FileProblem(_("The file can not be read as a table. Save it again as CSV.")) from error
    if rows and not any(row.cells["municipality"] == municipality_code for row in rows):
        raise OtherPlaces(
            _("The file is about other municipalities than %(code)s. Fetch the register of your municipality.")
            % {"code": municipality_code},
            sorted({row.cells["municipality"] for row in rows}),
        )
    reading = _Reading()
    for row in rows:
        _take(row, municipality_code, reading)
    units = sorted(reading.units.values(), key=lambda unit: swedish_key(unit.name))
    return Register(len(rows), reading.read, tuple(units), tuple(reading.refusals), reading.left_out)


def without_people(content: bytes) -> bytes:
    """The register with the columns that are read, row by row: heads, addresses and telephone numbers are not kept."""
    rows = list(csv.reader(_text(content).splitlines(), delimiter=SEPARATOR))
    places = [place for place, title in enumerate(rows[0]) if _meaning(title) in READ]
    kept = ([_cell(row, place).replace(SEPARATOR, " ").replace('"', "") for place in places] for row in rows)
    return "\n".join(SEPARATOR.join(cells) for cells in kept).encode()


def _text(content: bytes) -> str:
    if len(content) > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // 1_000_000
        raise FileProblem(_("The file is larger than %(limit)s MB, so it can not be the register.") % {"limit": limit})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # as Excel saves it in Sweden
    if "\x00" in text or not text.strip():
        raise FileProblem(_("The file is empty, or not a text file. Choose the register as CSV."))
    return one_newline(text)


def _rows(text: str) -> Iterator[_Row]:
    lines = csv.reader(text.splitlines(), delimiter=SEPARATOR)
    titles = [_meaning(title) for title in next(lines)]
    columns = {name: position(titles, *names) for name, names in {**NEEDED, **OPTIONAL}.items()}
    if any(columns[name] is None for name in NEEDED):
        raise FileProblem(
            _("The file does not have the header of Skolverket's register of school units. Choose that file, as downloaded.")
        )
    taught = {grade: position(titles, _taught(grade)) for grade in GRADES}
    counted = {grade: position(titles, "elever" + _taught(grade)) for grade in GRADES}
    for line, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        read_cells = {name: " ".join(_cell(cells, place).split()) for name, place in columns.items()}
        refuse_people(read_cells.values(), row=line, sheet="CSV")  # in other columns there are telephone numbers
        yield _Row(
            line,
            read_cells,
            tuple(grade for grade, place in taught.items() if _cell(cells, place).strip().upper() == "J"),
            _sum(_cell(cells, place) for place in counted.values()),
        )


def _meaning(title: str) -> str:
    return re.sub(r"[\s\-]", "", title).casefold()


def _taught(grade: str) -> str:
    return "fklass" if grade == "F" else f"år{grade}"


READ = {
    *(name for names in (*NEEDED.values(), *OPTIONAL.values()) for name in names),
    *(title for grade in GRADES for title in (_taught(grade), "elever" + _taught(grade))),
}


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _sum(cells: Iterator[str]) -> int | None:
    """How many pupils the grades have together; nothing when none is stated."""
    return sum(int(cell) for cell in cells if PUPILS.fullmatch(cell.strip())) or None


def _take(row: _Row, municipality_code: str, reading: _Reading) -> None:
    """Put the row where it belongs: with a unit, among the refused, or among those left out."""
    cells = row.cells
    if cells["municipality"] != municipality_code:
        reading.left_out[_("rows of other municipalities")] += 1
    elif cells["owner"].casefold() != MUNICIPAL:
        reading.left_out[_("rows of other organisers")] += 1
    elif reason := _problem(cells):
        reading.refusals.append(Refusal(row.where, reason))
    elif cells["form"].casefold() not in FORMS:
        reading.left_out[_("rows of school forms that are not analysed here: %(form)s") % {"form": cells["form"][:80]}] += 1
    else:
        reading.read += 1
        reading.units[cells["code"]] = _with(reading.units.get(cells["code"]), row)


def _problem(cells: dict[str, str]) -> str:
    if not UNIT_CODE.fullmatch(cells["code"]):
        return _("“%(code)s” is not a school unit code (eight digits)") % {"code": cells["code"][:40]}
    if len(cells["name"]) > LONGEST_NAME:
        return _("a name is longer than %(limit)s characters") % {"limit": LONGEST_NAME}
    return "" if cells["name"] else _("the school unit has no name")


def _with(unit: RegisterUnit | None, row: _Row) -> RegisterUnit:
    """The unit with what one more of its rows says. Adapted compulsory school is stated as all grades, so it adds none."""
    form = FORMS[row.cells["form"].casefold()]
    if unit is None:
        open_ = row.cells["status"].casefold() not in CLOSED
        return RegisterUnit(row.cells["code"], row.cells["name"], _forms(row, form), _span(row.grades), row.pupils, open_)
    forms = tuple(known.value for known in SchoolForm if known in {*unit.forms, *_forms(row, form)})
    return replace(unit, forms=forms, grades=unit.grades or _span(row.grades), pupils=unit.pupils or row.pupils)


def _forms(row: _Row, form: SchoolForm) -> tuple[str, ...]:
    """A compulsory school with a pre-school class has both forms; the register states the class as a grade."""
    both = form == SchoolForm.COMPULSORY and "F" in row.grades
    return (SchoolForm.PRESCHOOL_CLASS, form) if both else (form,)


def _span(grades: tuple[str, ...]) -> str:
    """As people write it: F–6, 7–9, 3."""
    if not grades:
        return ""
    return grades[0] if len(grades) == 1 else f"{grades[0]}–{grades[-1]}"
