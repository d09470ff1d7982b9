"""The figures a page shows. Only :class:`~indicators.masking.Shown` leaves this module, never a stored number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.masking import Audience, Limits, Shown, show
from indicators.models import Indicator, Marker, Value
from indicators.sentences import sentence_of
from units.access import holds
from units.models import Kind, MunicipalitySettings, Node
from units.years import SchoolYear

UNKNOWN = 0  # the size of a group whose number of pupils is itself masked


@dataclass(frozen=True)
class Point:
    """A figure of one school year."""

    school_year: SchoolYear
    shown: Shown


@dataclass(frozen=True)
class Figure:
    """An indicator at one node over some school years, as one audience may see it.

    ``points`` are in order of year and never empty. ``municipality_points`` are the municipality's own published values of the
    same indicator; they are never computed from units.
    """

    key: str
    title: str
    short_title: str
    measure: str
    decimals: int
    direction: str
    source: str
    area_keys: tuple[str, ...]
    points: tuple[Point, ...]
    municipality_points: tuple[Point, ...] = ()

    @property
    def latest(self) -> Point:
        return self.points[-1]

    @property
    def previous(self) -> Point | None:
        """The school year before the latest that has a value."""
        return self.points[-2] if len(self.points) > 1 else None

    @property
    def municipality(self) -> Shown | None:
        """The municipality's published value of the latest year."""
        return next((point.shown for point in self.municipality_points if point.school_year == self.latest.school_year), None)

    @property
    def sentence(self) -> str:
        """What the figure shows, in one sentence."""
        return sentence_of(self)


def audience_for(user: Any, node: Node) -> Audience:
    """Inside when the policy lets the person see inside figures at the node, otherwise the public."""
    return Audience.INSIDE if holds(user, "figures.inside", node) else Audience.PUBLIC


def limits_for(municipality: Node) -> Limits:
    """The smallest groups that the municipality has decided to show."""
    return _limits(MunicipalitySettings.objects.filter(municipality=municipality).first())


def figures_of(node: Node, *, until: SchoolYear, audience: Audience, area_key: str | None = None, years: int = 5) -> list[Figure]:
    """The figures of one node; see :func:`figures_of_many`."""
    return figures_of_many([node], until=until, audience=audience, area_key=area_key, years=years)[node.pk]


def figures_of_many(
    nodes: Iterable[Node], *, until: SchoolYear, audience: Audience, area_key: str | None = None, years: int = 5
) -> dict[int, list[Figure]]:
    """The figures of each node (by its pk) for the ``years`` school years up to ``until``, in three queries.

    ``area_key`` picks the indicators that belong to one area of the analysis. A node without figures has an empty list.
    """
    nodes = list(nodes)
    homes = _municipalities(nodes)
    ids = {node.pk for node in nodes} | {home.pk for home in homes.values()}
    values = Value.objects.filter(node__in=ids, sex=Value.Sex.ALL, school_year__gt=until - years, school_year__lte=until)
    wanted = values.filter(indicator__area_keys__contains=[area_key]) if area_key else values
    by_node: dict[int, list[Value]] = defaultdict(list)
    for value in wanted.select_related("indicator").order_by("indicator__position", "indicator__key", "school_year"):
        by_node[value.node_id].append(value)
    counts = _counts(values)
    limits = {home.pk: _limits(getattr(home, "settings", None)) for home in homes.values()}

    def points(of: Node | None, home: Node | None) -> dict[Indicator, list[Point]]:
        bounds = limits[home.pk] if home else Limits()
        found: dict[Indicator, list[Point]] = defaultdict(list)
        for value in by_node[of.pk] if of else ():
            found[value.indicator].append(_point(value, counts, audience, bounds))
        return found

    of_municipality = {home.pk: points(home, home) for home in homes.values()}
    return {
        node.pk: [
            _figure(indicator, series, of_municipality[home.pk].get(indicator, ()) if home and home != node else ())
            for indicator, series in points(node, home).items()
        ]
        for node in nodes
        for home in [homes.get(node.pk)]
    }


Counts = dict[tuple[int, int, int], int]


def _counts(values: Any) -> Counts:
    """How many pupils there are by node, counting indicator and year; a masked count is of unknown size."""
    counting = (
        values.filter(indicator__counts__isnull=False)
        .distinct()
        .values_list("node_id", "indicator_id", "school_year", "number", "marker")
    )
    return {
        (node, indicator, int(year)): UNKNOWN if marker == Marker.MASKED else int(number)
        for node, indicator, year, number, marker in counting
        if marker == Marker.MASKED or number is not None
    }


def _point(value: Value, counts: Counts, audience: Audience, limits: Limits) -> Point:
    indicator = value.indicator
    shown = show(
        number=value.number,
        marker=value.marker,
        raw=value.raw,
        denominator=value.denominator,
        measure=indicator.measure,
        decimals=indicator.decimals,
        audience=audience,
        limits=limits,
        group=counts.get((value.node_id, indicator.counted_by_id, int(value.school_year))) if indicator.counted_by_id else None,
    )
    return Point(value.school_year, shown)


def _figure(indicator: Indicator, points: Sequence[Point], of_municipality: Sequence[Point], source: str) -> Figure:
    return Figure(
        key=indicator.key,
        title=indicator.title,
        short_title=indicator.short_title,
        measure=indicator.measure,
        decimals=indicator.decimals,
        direction=indicator.direction,
        source=source,
        area_keys=tuple(indicator.area_keys),
        points=tuple(points),
        municipality_points=tuple(of_municipality),
    )


def _municipalities(nodes: list[Node]) -> dict[int, Node]:
    """The municipality that each node (by its pk) is or belongs to, with its settings."""
    paths = {node.path[:end] for node in nodes for end in range(Node.steplen, len(node.path) + 1, Node.steplen)}
    found = Node.objects.filter(kind=Kind.MUNICIPALITY, path__in=paths).select_related("settings")
    by_path = {home.path: home for home in found}
    return {node.pk: home for node in nodes for path, home in by_path.items() if node.path.startswith(path)}


def _limits(own: MunicipalitySettings | None) -> Limits:
    return Limits(own.masked_below_inside, own.masked_below_public) if own else Limits()
