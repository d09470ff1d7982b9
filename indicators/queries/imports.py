"""The imports that somebody made, and what each of them holds."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from indicators.models import ImportRun, Marker
from indicators.services.importing import Preview
from indicators.sources.cells import MARKERS
from schoolplan.kit.text import swedish_key
from units.access import paths_where
from units.models import ExternalId, Node


def may_import_for(user: Any) -> "QuerySet[Node]":
    """The municipalities whose results the person may read in."""
    found: QuerySet[Node] = Node.objects.municipalities().filter(paths_where(user, "results.import")).order_by("name")
    return found


def runs_of(user: Any) -> "QuerySet[ImportRun]":
    """The files that the person may see the reading of, latest first, without their contents."""
    return ImportRun.objects.visible_to(user).select_related("node", "uploaded_by", "undone_by").defer("content")


@dataclass(frozen=True)
class MarkerLine:
    """How often a marker stands in the file, and what it means."""

    marker: str
    count: int
    meaning: str


@dataclass(frozen=True)
class UnitLine:
    """A unit of the file: its name there, its name before, and its node as soon as it is in the tree."""

    name: str
    before: str
    node: Node | None

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def is_renamed(self) -> bool:
        return self.before not in ("", self.name)


@dataclass(frozen=True)
class ImportPage:
    """What the page of one file shows: first what is new, then what has a new name."""

    preview: Preview
    markers: list[MarkerLine]
    units: list[UnitLine]


def import_page(run: ImportRun) -> ImportPage:
    """What a file holds, with the units that are in the tree."""
    preview = Preview.from_json(run.summary)
    codes = ExternalId.objects.filter(
        value__in=[unit["code"] for unit in preview.units], valid_to=None, node__path__startswith=run.node.path
    )
    nodes = {(code.system, code.value): code.node for code in codes.select_related("node")}
    lines = [UnitLine(unit["name"], unit["before"], nodes.get((unit["system"], unit["code"]))) for unit in preview.units]
    return ImportPage(
        preview=preview,
        markers=[MarkerLine(marker, count, str(Marker(MARKERS[marker]).label)) for marker, count in preview.markers.items()],
        units=sorted(lines, key=lambda line: (not line.is_new, not line.is_renamed, swedish_key(line.name))),
    )
