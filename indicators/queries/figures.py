"""The figures a page shows.

Only :class:`~indicators.masking.Shown` leaves this module, never a stored number.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
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
    """A figure of one school year. ``value_id`` is the revision it comes from, which a finding can point to; frozen ones have none."""

    school_year: SchoolYear
    shown: Shown
    value_id: int | None = None


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
    return _limits(getattr(municipality, "settings", None))


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
    values = Value.objects.current().filter(
        node__in=ids, sex=Value.Sex.ALL, school_year__gt=until - years, school_year__lte=until
    )
    wanted = values.filter(indicator__area_keys__contains=[area_key]) if area_key else values
    series: dict[int, dict[Indicator, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for value in wanted.select_related("indicator").order_by("indicator__position", "indicator__key", "school_year"):
        series[value.node_id][value.indicator].append(value)
    draw = _Drawing(_counts(values), audience)
    return {node.pk: draw.figures(node, homes.get(node.pk), series) for node in nodes}


def fetched_since(nodes: Iterable[Node], day: dt.date) -> set[tuple[int, str, SchoolYear]]:
    """What came after ``day``: node (its pk), indicator (its key) and school year of each new value."""
    new = Value.objects.current().filter(node__in=nodes, sex=Value.Sex.ALL, fetched_on__gt=day)
    return {(node, key, SchoolYear(year)) for node, key, year in new.values_list("node_id", "indicator__key", "school_year")}


Counts = dict[tuple[int, int, int], int]
Series = dict[int, dict[Indicator, list[Value]]]


@dataclass(frozen=True)
class _Drawing:
    """Turns stored values into figures for one audience."""

    counts: Counts
    audience: Audience

    def figures(self, node: Node, home: Node | None, series: Series) -> list[Figure]:
        limits = _limits(getattr(home, "settings", None))
        beside = series[home.pk] if home and home != node else {}
        return [
            Figure(
                key=indicator.key,
                title=indicator.title,
                short_title=indicator.short_title,
                measure=indicator.measure,
                decimals=indicator.decimals,
                direction=indicator.direction,
                source=values[-1].source,
                area_keys=tuple(indicator.area_keys),
                points=self.points(values, limits),
                municipality_points=self.points(beside.get(indicator, ()), limits),
            )
            for indicator, values in series[node.pk].items()
        ]

    def points(self, values: Iterable[Value], limits: Limits) -> tuple[Point, ...]:
        return tuple(Point(value.school_year, self.shown(value, limits), value.pk) for value in values)

    def shown(self, value: Value, limits: Limits) -> Shown:
        indicator = value.indicator
        counted_by = indicator.counted_by_id
        return show(
            number=value.number,
            marker=value.marker,
            raw=value.raw,
            denominator=value.denominator,
            measure=indicator.measure,
            decimals=indicator.decimals,
            audience=self.audience,
            limits=limits,
            withheld=value.withheld_inside if self.audience is Audience.INSIDE else value.withheld_public,
            basis=indicator.basis,
            rounded=value.rounded,
            response_rate=value.response_rate,
            group=self.counts.get((value.node_id, counted_by, int(value.school_year))) if counted_by else None,
            own_direction=indicator.direction if indicator.municipality_id else None,
        )


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


def _municipalities(nodes: list[Node]) -> dict[int, Node]:
    """The municipality that each node (by its pk) is or belongs to, with its settings."""
    paths = {node.path[:end] for node in nodes for end in range(Node.steplen, len(node.path) + 1, Node.steplen)}
    found = Node.objects.filter(kind=Kind.MUNICIPALITY, path__in=paths).select_related("settings")
    by_path = {home.path: home for home in found}
    return {node.pk: home for node in nodes for path, home in by_path.items() if node.path.startswith(path)}


def _limits(own: MunicipalitySettings | None) -> Limits:
    if own is None:
        return Limits()
    return Limits(own.masked_below_inside, own.masked_below_public, own.answers_at_least, own.response_rate_at_least)
