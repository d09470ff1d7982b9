"""Reading in a published file: first compared with what is stored, then written in one transaction."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.models import Indicator, Value
from indicators.services.figures import add_indicator, may_import
from indicators.services.storing import Incoming, store
from indicators.sources import grades
from indicators.sources.cells import Cell, FileProblem
from indicators.sources.grades import Column, ParsedFile, Row
from journal.services import SYSTEM, Actor, record
from schoolplan.kit import clock
from schoolplan.kit.text import swedish_key
from units import services as units
from units.models import ExternalId, Kind, Node, SchoolForm
from units.years import SchoolYear

Progress = Callable[[int], None]  # told how many per cent are done

PUBLISHER = "Skolverket"
AREA = "knowledge"
COUNT_KEY = grades.COUNT.key
NAMED = 5  # municipalities that are named when a file is about others


@dataclass
class ImportSummary:
    """What a file holds for one municipality, against what is stored."""

    units_new: int = 0
    units_known: int = 0
    units_renamed: int = 0
    values: int = 0
    markers: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    other_huvudman: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    school_year: SchoolYear | None = None
    units: list[dict[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The counts and errors, as the command prints them."""
        names = ("units_new", "units_known", "units_renamed", "values", "markers", "unchanged", "other_huvudman", "errors")
        return {name: getattr(self, name) for name in names}

    def as_stored(self) -> dict[str, Any]:
        """The counts, errors and units (code, name, name before; none when new), as the page of a run shows them."""
        return self.as_json() | {"school_year": str(self.school_year), "units": self.units}


@dataclass
class _Comparison:
    """What in a file concerns one municipality, and what of it is new."""

    parsed: ParsedFile
    code: str
    municipality: Node | None
    name: str
    rows: list[Row]
    known: dict[str, Node]
    summary: ImportSummary
    changed: list[tuple[Row, Column, Cell]] = field(default_factory=list)

    @property
    def changes_something(self) -> bool:
        return bool(self.changed or self.summary.units_new or self.summary.units_renamed or self.municipality is None)


def municipality_by_code(code: str) -> Node | None:
    """The municipality with the official four-digit code."""
    system = ExternalId.System.MUNICIPALITY
    known = (
        ExternalId.objects.filter(node__kind=Kind.MUNICIPALITY, system=system, value=code, valid_to=None)
        .select_related("node")
        .first()
    )
    return known.node if known else None


@transaction.atomic
def read_in(
    *, content: bytes, municipality_code: str, by: Actor, dry_run: bool = False, progress: Progress | None = None
) -> ImportSummary:
    """Read the results of one municipality's own schools from Skolverket's file.

    Units are matched by their code; new ones are made under the municipality, renamed ones get their new name. A municipality
    that is not there yet is made. Reading the same file again changes nothing, and nor does ``dry_run``. Raises
    :class:`~indicators.sources.cells.FileProblem` when the file cannot be read as a whole.
    """
    tell = progress or (lambda _percent: None)
    parsed = grades.parse(content)
    tell(10)
    municipality = municipality_by_code(municipality_code)
    may_import(by=by, node=municipality)
    if municipality is not None and not dry_run:
        municipality = Node.objects.select_for_update().get(pk=municipality.pk)  # one import at a time
    compared = _compare(parsed, municipality_code, municipality)
    tell(20)
    if not dry_run and compared.changes_something:
        _write(compared, by, tell)
    return compared.summary


def _compare(parsed: ParsedFile, code: str, municipality: Node | None) -> _Comparison:
    theirs = [row for row in parsed.rows if row.municipality_code == code]
    if not theirs:
        raise FileProblem(_holds_others(parsed, f"{municipality.name} ({code})" if municipality else code))
    rows = [row for row in theirs if row.municipal]
    errors = [error for error in parsed.errors if error.municipality_code in ("", code) and error.municipal]
    summary = ImportSummary(
        other_huvudman=len(theirs) - len(rows),
        errors=[{"line": error.line, "reason": error.reason} for error in errors],
        school_year=parsed.school_year,
    )
    rows, known = _match(rows, municipality, summary)
    compared = _Comparison(parsed, code, municipality, theirs[0].municipality, rows, known, summary)
    _compare_units(compared)
    _compare_cells(compared)
    return compared


def _holds_others(parsed: ParsedFile, wanted: str) -> str:
    """Which municipalities the file is about instead, at most five by name, and what to do."""
    places = sorted({row.municipality for row in parsed.rows}, key=swedish_key)
    named, more = ", ".join(places[:NAMED]), len(places) - NAMED
    if more > 0:
        named = ngettext("%(places)s and %(n)s more", "%(places)s and %(n)s more", more) % {"places": named, "n": more}
    return _("The file holds %(places)s, but not %(wanted)s. Nothing has been changed. Fetch the file of your municipality.") % {
        "places": named,
        "wanted": wanted,
    }


def _match(rows: list[Row], municipality: Node | None, summary: ImportSummary) -> tuple[list[Row], dict[str, Node]]:
    """The units we know, by code. A code that another municipality's unit holds is an error of the row."""
    codes = ExternalId.objects.filter(system=ExternalId.System.SCHOOL_UNIT, value__in=[row.code for row in rows], valid_to=None)
    nodes = {code.value: code.node for code in codes.select_related("node")}
    known = {code: node for code, node in nodes.items() if municipality is not None and municipality.holds(node)}
    for row in rows:
        if row.code in nodes.keys() - known.keys():
            reason = _("the school unit %(code)s belongs to another municipality here") % {"code": row.code}
            summary.errors.append({"line": row.line, "reason": reason})
    summary.errors.sort(key=lambda error: error["line"])
    return [row for row in rows if row.code in known or row.code not in nodes], known


def _compare_units(compared: _Comparison) -> None:
    summary = compared.summary
    for row in compared.rows:
        node = compared.known.get(row.code)
        summary.units.append({"code": row.code, "name": row.name, "before": node.name if node else ""})
    summary.units_known = len(compared.known)
    summary.units_new = len(compared.rows) - summary.units_known
    summary.units_renamed = sum(unit["before"] not in ("", unit["name"]) for unit in summary.units)


def _compare_cells(compared: _Comparison) -> None:
    stored = {
        (value.node_id, value.indicator.key): value
        for value in Value.objects.filter(
            node__in=list(compared.known.values()), current=True, school_year=compared.parsed.school_year, sex=Value.Sex.ALL
        ).select_related("indicator")
    }
    summary, markers = compared.summary, Counter[str]()
    for row in compared.rows:
        node = compared.known.get(row.code)
        for column in compared.parsed.columns:
            cell = row.cells.get(column.kind.key)
            if cell is None:
                continue
            if cell.number is None:
                markers[cell.raw or "."] += 1
            else:
                summary.values += 1
            value = stored.get((node.pk, column.kind.key)) if node else None
            same = value is not None and (value.number, value.marker) == (cell.number, cell.marker)
            summary.unchanged += same
            if not same or (value is not None and value.denominator != _denominator(row, column)):
                compared.changed.append((row, column, cell))
    summary.markers = dict(sorted(markers.items()))


def _denominator(row: Row, column: Column) -> int | None:
    """A share is of the unit's pupils; the mean merit value is of those with a passing grade, whose number is not published."""
    return row.denominator if column.kind.measure == Indicator.Measure.PERCENT else None


def _write(compared: _Comparison, by: Actor, tell: Progress) -> None:
    municipality = compared.municipality or units.add_municipality(name=compared.name, code=compared.code, by=by)
    indicators = _indicators(compared.parsed, by)
    nodes = dict(compared.known)
    for done, row in enumerate(compared.rows, 1):
        node = nodes.get(row.code)
        if node is None:
            forms = [SchoolForm.COMPULSORY]
            nodes[row.code] = units.add_node(
                parent=municipality, kind=Kind.UNIT, name=row.name, forms=forms, code=row.code, by=by
            )
        elif node.name != row.name:
            units.rename_node(node=node, name=row.name, by=by)
        tell(20 + 60 * done // len(compared.rows))
    _write_values(compared, municipality, nodes, indicators)
    tell(95)
    changes = {name: [None, count] for name, count in compared.summary.as_json().items()}
    record(by=by, verb="import_results", obj=municipality, node_id=municipality.pk, changes=changes)


def _write_values(compared: _Comparison, municipality: Node, nodes: dict[str, Node], indicators: dict[str, Indicator]) -> None:
    year = compared.parsed.school_year
    figures = (
        Incoming(
            node_id=nodes[row.code].pk,
            indicator_id=indicators[column.kind.key].pk,
            school_year=year,
            cell=cell,
            denominator=_denominator(row, column),
            source=f"{PUBLISHER}, läsåret {year}",
        )
        for row, column, cell in compared.changed
    )
    store(figures, municipality=municipality, fetched_on=clock.today())


def _indicators(parsed: ParsedFile, by: Actor) -> dict[str, Indicator]:
    """The indicators of the file's columns, made when they are not there. The title is the one of the latest school year.

    An indicator belongs to all municipalities, so a file that one of them reads in renames none that is there.
    """
    found: dict[str, Indicator] = {}
    for position, column in enumerate(parsed.columns):
        kind = column.kind
        found[kind.key] = add_indicator(
            key=kind.key,
            title=column.title,
            short_title=kind.short_title,
            measure=kind.measure,
            decimals=kind.decimals,
            direction=Indicator.Direction.NEUTRAL if kind is grades.COUNT else Indicator.Direction.HIGHER,
            source=PUBLISHER,
            forms=[SchoolForm.COMPULSORY],
            area_keys=[AREA],
            position=position,
            counted_by=found.get(COUNT_KEY),
            by=SYSTEM,
        )
    retitled = [column for column in parsed.columns if found[column.kind.key].title != column.title]
    if retitled and by is SYSTEM:
        _retitle(retitled, found, parsed.school_year)
    return found


def _retitle(columns: list[Column], indicators: dict[str, Indicator], year: SchoolYear) -> None:
    latest = dict(
        Value.objects.filter(indicator__in=indicators.values()).values_list("indicator_id").annotate(Max("school_year"))
    )
    for column in columns:
        indicator = indicators[column.kind.key]
        if (latest.get(indicator.pk) or year) <= year:
            former, indicator.title = indicator.title, column.title
            indicator.save(update_fields=["title"])
            record(by=SYSTEM, verb="edit", obj=indicator, changes={"title": [former, indicator.title]})
