"""Skolverket's file of final grades from the command line: the same import as in the browser, told in a few numbers."""

from dataclasses import dataclass, field
from typing import Any

from indicators.models import Source
from indicators.queries.previews import UNCHANGED
from indicators.services import importing
from indicators.services.importing import Preview, Wanted
from indicators.sources import grades
from journal.services import Actor
from units.models import ExternalId, Kind, Node


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
    school_year: str = ""

    def as_json(self) -> dict[str, Any]:
        """The counts and errors, as the command prints them."""
        names = ("units_new", "units_known", "units_renamed", "values", "markers", "unchanged", "other_huvudman", "errors")
        return {name: getattr(self, name) for name in names}


def municipality_by_code(code: str) -> Node | None:
    """The municipality with the official four-digit code."""
    system = ExternalId.System.MUNICIPALITY
    known = (
        ExternalId.objects.filter(node__kind=Kind.MUNICIPALITY, system=system, value=code, valid_to=None)
        .select_related("node")
        .first()
    )
    return known.node if known else None


def read_in(*, content: bytes, municipality_code: str, by: Actor, dry_run: bool = False) -> ImportSummary:
    """Read the results of one municipality's own schools from Skolverket's file.

    Units are matched by their code; new ones are made under the municipality, renamed ones get their new name. A municipality
    that is not there yet is made. Reading the same file again changes nothing, and nor does ``dry_run``. Raises
    :class:`~indicators.sources.cells.FileProblem` when the file cannot be read as a whole.
    """
    municipality = municipality_by_code(municipality_code)
    wanted = Wanted(Source.GRADES, content, municipality_code, municipality, answers={})
    done = importing.preview(wanted=wanted, by=by) if dry_run else importing.carry_out(wanted=wanted, by=by)
    return _summary(done)


def _summary(done: Preview) -> ImportSummary:
    return ImportSummary(
        units_new=done.units_new,
        units_known=done.units_known,
        units_renamed=done.units_renamed,
        values=done.values,
        markers=done.markers,
        unchanged=done.figures[UNCHANGED],
        other_huvudman=done.left_out.get(grades.other_organisers(), 0),
        errors=sorted(
            ({"line": grades.line_of(refusal["where"]), "reason": refusal["reason"]} for refusal in done.refusals),
            key=lambda error: error["line"],
        ),
        school_year=done.school_year,
    )
