"""What the units say together: counted, quoted and linked, with those that have not handed in shown as such.

The number of queries is the same for 20 units and 2 000; what is counted is counted by the database.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from analyses.models import Analysis, AnalysisVersion, Cause, Citation, Finding, Judgement
from analyses.workflow import State
from units.models import Kind, Node, User
from units.years import SchoolYear


@dataclass(frozen=True)
class AreaColumn:
    key: str
    title: str


@dataclass(frozen=True)
class Row:
    """A unit in the matrix. ``levels`` follows the columns; None where the unit has no such area or no judgement."""

    node: Node
    state: str
    version: int | None
    analysis_id: int | None
    levels: tuple["Cell", ...]

    @property
    def is_handed_in(self) -> bool:
        return self.state in State.handed_in()

    @property
    def state_words(self) -> str:
        return str(State(self.state).label) if self.state else ""


@dataclass(frozen=True)
class Cell:
    """A judgement; ``asked`` is False where the unit's template has no such area."""

    level: int | None
    asked: bool

    @property
    def words(self) -> str:
        return str(Judgement.Level(self.level).label) if self.level else ""


# There are only so many different cells, however many units.
CELLS = {(level, asked): Cell(level, asked) for level in (None, *Judgement.Level.values) for asked in (True, False)}


@dataclass(frozen=True)
class Group:
    area: Node | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class AreaCount:
    """How many units point at an area, and how. A unit with both a challenge and a strength counts once, as a challenge."""

    key: str
    title: str
    challenge: int
    strength: int
    waiting: int
    total: int

    @property
    def units(self) -> int:
        return self.challenge + self.strength

    @property
    def silent(self) -> int:
        return self.total - self.units - self.waiting


@dataclass(frozen=True)
class CauseCount:
    influence: str
    words: str
    promoting: int
    hindering: int


@dataclass(frozen=True)
class Rollup:
    node: Node
    school_year: SchoolYear
    columns: tuple[AreaColumn, ...]
    groups: tuple[Group, ...]
    area_counts: tuple[AreaCount, ...]
    cause_counts: tuple[CauseCount, ...]

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def missing(self) -> list[Row]:
        return [row for row in self.rows if not row.is_handed_in]

    @property
    def handed_in(self) -> int:
        return self.total - len(self.missing)

    @property
    def hindering(self) -> int:
        return sum(count.hindering for count in self.cause_counts)

    @property
    def hindering_above_units(self) -> int:
        """Hindering causes that only the administration or the huvudman can influence."""
        above = (Cause.Influence.ADMINISTRATION, Cause.Influence.HUVUDMAN)
        return sum(count.hindering for count in self.cause_counts if count.influence in above)

    @property
    def most_causes(self) -> int:
        """The longest bar, so that all bars share a scale."""
        return max([1, *(max(count.promoting, count.hindering) for count in self.cause_counts)])


def rollup(node: Node, school_year: SchoolYear) -> Rollup:
    """All units under ``node`` in one school year. Five queries."""
    nodes = list(Node.objects.within(node).filter(kind__in=[Kind.AREA, Kind.UNIT]).open(school_year.ends))
    units = [each for each in nodes if each.kind == Kind.UNIT]
    analyses = {a.node_id: a for a in _analyses(node, school_year)}
    levels, columns = _judgements(node, school_year)
    rows = [_row(unit, analyses.get(unit.pk), levels, columns) for unit in units]
    waiting = sum(1 for row in rows if not row.is_handed_in)
    return Rollup(
        node=node,
        school_year=school_year,
        columns=columns,
        groups=_grouped(nodes, rows),
        area_counts=_area_counts(node, school_year, columns, waiting, len(units)),
        cause_counts=_cause_counts(node, school_year),
    )


def _analyses(node: Node, school_year: SchoolYear) -> QuerySet[Any]:
    latest = AnalysisVersion.objects.filter(analysis=OuterRef("pk")).order_by("-number").values("number")[:1]
    return (
        Analysis.objects.filter(node__path__startswith=node.path, node__kind=Kind.UNIT, school_year=school_year)
        .annotate(latest_version=Subquery(latest))
        .order_by("pk")
    )


def _counted(node: Node, school_year: SchoolYear, prefix: str) -> Q:
    """The condition that something belongs to a handed-in analysis of a unit under the node."""
    return Q(
        **{
            f"{prefix}node__path__startswith": node.path,
            f"{prefix}node__kind": Kind.UNIT,
            f"{prefix}school_year": school_year,
            f"{prefix}state__in": State.handed_in(),
        }
    )


def _judgements(node: Node, school_year: SchoolYear) -> tuple[dict[int, dict[str, int | None]], tuple[AreaColumn, ...]]:
    levels: dict[int, dict[str, int | None]] = defaultdict(dict)
    order: dict[str, tuple[int, str]] = {}
    found = Judgement.objects.filter(_counted(node, school_year, "analysis__")).order_by("pk")
    for unit, key, title, position, level in found.values_list(
        "analysis__node_id", "area__key", "area__title", "area__position", "level"
    ):
        levels[unit][key] = level
        if key not in order or position > order[key][0]:
            order[key] = (position, title)
    columns = sorted(order.items(), key=lambda item: item[1])
    return levels, tuple(AreaColumn(key, title) for key, (_position, title) in columns)


def _row(unit: Node, analysis: Any, levels: dict[int, dict[str, int | None]], columns: tuple[AreaColumn, ...]) -> Row:
    own = levels.get(unit.pk, {})
    cells = tuple(CELLS[own.get(column.key), column.key in own] for column in columns)
    if analysis is None:
        return Row(unit, "", None, None, cells)
    return Row(unit, analysis.state, analysis.latest_version, analysis.pk, cells)


def _grouped(nodes: list[Node], rows: list[Row]) -> tuple[Group, ...]:
    areas = {each.path: each for each in nodes if each.kind == Kind.AREA}
    grouped: dict[str, list[Row]] = {path: [] for path in areas}
    for row in rows:
        above = (row.node.path[:end] for end in range(len(row.node.path) - Node.steplen, 0, -Node.steplen))
        grouped.setdefault(next((path for path in above if path in areas), ""), []).append(row)
    return tuple(Group(areas.get(path), tuple(members)) for path, members in sorted(grouped.items()) if members)


def _area_counts(
    node: Node, school_year: SchoolYear, columns: tuple[AreaColumn, ...], waiting: int, total: int
) -> tuple[AreaCount, ...]:
    challenge = Q(kind=Finding.Kind.CHALLENGE)
    counted = (
        Finding.objects.filter(_counted(node, school_year, "analysis__"))
        .order_by()
        .values("area__key")
        .annotate(units=Count("analysis", distinct=True), challenge=Count("analysis", filter=challenge, distinct=True))
    )
    found = {row["area__key"]: row for row in counted}
    counts = [
        AreaCount(
            column.key,
            column.title,
            challenge=found[column.key]["challenge"],
            strength=found[column.key]["units"] - found[column.key]["challenge"],
            waiting=waiting,
            total=total,
        )
        for column in columns
        if column.key in found
    ]
    return tuple(sorted(counts, key=lambda count: -count.units))


def _cause_counts(node: Node, school_year: SchoolYear) -> tuple[CauseCount, ...]:
    counted = (
        Cause.objects.filter(_counted(node, school_year, "finding__analysis__"))
        .exclude(text="")
        .order_by()
        .values("influence")
        .annotate(
            promoting=Count("pk", filter=Q(direction=Cause.Direction.PROMOTING)),
            hindering=Count("pk", filter=Q(direction=Cause.Direction.HINDERING)),
        )
    )
    found = {row["influence"]: (row["promoting"], row["hindering"]) for row in counted}
    return tuple(CauseCount(value, str(words), *found.get(value, (0, 0))) for value, words in Cause.Influence.choices)


def findings_of_area(node: Node, school_year: SchoolYear, key: str, user: User) -> "QuerySet[Finding]":
    """The findings below in one area, challenges first, with what they rest on and where the reader may see them cited.

    Beside the units' own stand those of the areas between: what an area sees together can be cited as well.
    """
    below = Q(analysis__node__path__startswith=node.path, analysis__node__kind__in=[Kind.AREA, Kind.UNIT])
    read = Q(analysis__school_year=school_year, analysis__state__in=State.handed_in(), area__key=key)
    latest = AnalysisVersion.objects.filter(analysis=OuterRef("analysis")).order_by("-number").values("number")[:1]
    return (
        Finding.objects.filter(below, read)
        .exclude(analysis__node=node)
        .select_related("analysis__node", "area")
        .prefetch_related("grounds__observation")
        .prefetch_related(Prefetch("cited_in", Citation.objects.visible_to(user).select_related("finding")))
        .annotate(
            version_number=Subquery(latest),
            order=Case(When(kind=Finding.Kind.CHALLENGE, then=Value("a")), default=Value("b"), output_field=CharField()),
        )
        .order_by("order", "analysis__node__path", "position", "pk")
    )
