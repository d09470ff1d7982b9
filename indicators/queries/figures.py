"""The figures a page shows.

Only :class:`~indicators.masking.Shown` leaves this module, never a stored number. ``shapes`` says what a figure holds,
``surroundings`` whom it is compared with, ``drawing`` how stored values become what an audience may see.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from indicators.masking import Audience
from indicators.models import Indicator, Placement, SeriesBreak, Value
from indicators.queries.drawing import STORED, Drawing, Place, Series, Stored, counts_in, series_in
from indicators.queries.library import Placed, Placements
from indicators.queries.shapes import COMPARED_WITH, Against, Break, Figure
from indicators.queries.surroundings import Home, homes_of
from units.access import holds
from units.models import Node
from units.years import SchoolYear

PLACED = ("municipality_id", "in_use", "short_title", "area_keys")


def audience_for(user: Any, node: Node) -> Audience:
    """Inside when the policy lets the person see inside figures at the node, otherwise the public."""
    return Audience.INSIDE if holds(user, "figures.inside", node) else Audience.PUBLIC


def figures_of(node: Node, *, until: SchoolYear, audience: Audience, area_key: str | None = None, years: int = 5) -> list[Figure]:
    """The figures of one node; see :func:`figures_of_many`."""
    return figures_of_many([node], until=until, audience=audience, area_key=area_key, years=years)[node.pk]


def figures_of_many(
    nodes: Iterable[Node], *, until: SchoolYear, audience: Audience, area_key: str | None = None, years: int = 5
) -> dict[int, list[Figure]]:
    """The figures of each node (by its pk) for the ``years`` school years up to ``until``, in three queries.

    Each has what its kind is compared with (:data:`~indicators.queries.shapes.COMPARED_WITH`), and stands as the municipality
    has placed it. ``area_key`` picks the indicators that belong to one area of the analysis. A node without figures has an
    empty list.
    """
    nodes = list(nodes)
    homes = homes_of(nodes)
    indicators = _indicators(homes.values())
    placements = _placements(indicators)
    wanted = {node.pk: _wanted(indicators, placements, homes.get(node.pk), area_key) for node in nodes}
    values = _values(nodes, homes, {one.indicator for placed in wanted.values() for one in placed}, indicators)
    values = values.filter(school_year__gt=until - years, school_year__lte=until)
    draw, series = _read(values, indicators, audience)
    found = {}
    for node in nodes:
        place = Place(node, homes.get(node.pk), series, draw)
        drawn = [place.figure(placed, _breaks(placed.indicator)) for placed in wanted[node.pk]]
        found[node.pk] = [figure for figure in drawn if figure is not None]
    return found


def fetched_since(nodes: Iterable[Node], day: dt.date) -> set[tuple[int, str, SchoolYear]]:
    """What came after ``day``: node (its pk), indicator (its key) and school year of each new value."""
    new = Value.objects.current().filter(node__in=nodes, sex=Value.Sex.ALL, fetched_on__gt=day)
    return {(node, key, SchoolYear(year)) for node, key, year in new.values_list("node_id", "indicator__key", "school_year")}


def _indicators(homes: Iterable[Home]) -> dict[int, Indicator]:
    """Every indicator that the municipalities may use, by its pk and in their order, with its breaks and how each places it."""
    municipalities = {home.node.pk for home in homes}
    breaks = SeriesBreak.objects.filter(indicator=OuterRef("pk")).order_by("school_year")
    placed = Placement.objects.filter(indicator=OuterRef("pk"), municipality__in=municipalities).order_by("pk")
    known = Indicator.objects.filter(Q(municipality=None) | Q(municipality__in=municipalities)).annotate(
        told=ArraySubquery(breaks.values(told=JSONObject(year="school_year", reason="reason"))),
        placed=ArraySubquery(placed.values(placed=JSONObject(**{name: name for name in PLACED}))),
    )
    return {one.pk: one for one in known.defer("definition").order_by("position", "key")}


def _placements(indicators: Mapping[int, Any]) -> Placements:
    own = [
        Placement(indicator_id=one.pk, **placed) for one in indicators.values() for placed in one.placed or ()
    ]  # none: no municipality
    return Placements({(placement.municipality_id, placement.indicator_id): placement for placement in own})


def _breaks(indicator: Any) -> tuple[Break, ...]:
    return tuple(Break(SchoolYear(one["year"]), one["reason"].rstrip(".")) for one in indicator.told)


def _wanted(indicators: Mapping[int, Indicator], placements: Placements, home: Home | None, area_key: str | None) -> list[Placed]:
    """The indicators in use in the municipality. One that only holds the expected values of another stands beside that."""
    node = home.node if home else None
    known = [one for one in indicators.values() if one.municipality_id in (None, node.pk if node else None)]
    placed = [placements.of(one, node) for one in known]
    expected = {one.indicator.expected_id for one in placed if one.in_use}
    return [
        one
        for one in placed
        if one.in_use and one.indicator.pk not in expected and (area_key is None or area_key in one.area_keys)
    ]


def _values(
    nodes: Collection[Node], homes: Mapping[int, Home], wanted: Collection[Indicator], known: Mapping[int, Indicator]
) -> Any:
    """What stands for the indicators themselves, what they are compared with and what counts their pupils."""
    places = {node.pk for node in nodes}
    around = {home.node.pk for home in homes.values()} | {home.country for home in homes.values() if home.country}
    peers = {peer for home in homes.values() for peer in home.peers}
    own = {pk for one in wanted for pk in (one.pk, one.expected_id, one.counted_by_id) if pk}
    published = {pk for one in wanted for pk in (one.pk, one.counterpart_id) if pk}
    published |= {counting for pk in published if pk in known and (counting := known[pk].counted_by_id)}
    similar = {
        pk for one in wanted if Against.SIMILAR in COMPARED_WITH[one.comparison] for pk in (one.pk, one.counterpart_id) if pk
    }
    return Value.objects.current().filter(
        Q(node__in=places, indicator__in=own)
        | Q(node__in=around, indicator__in=published, sex=Value.Sex.ALL)
        | Q(node__in=peers, indicator__in=similar, sex=Value.Sex.ALL)
    )


def _read(values: Any, indicators: Mapping[int, Indicator], audience: Audience) -> tuple[Drawing, Series]:
    """The values with their indicators, and the numbers of pupils among them."""
    rows = values.order_by("school_year", "pk").values_list(*STORED)
    found = [Stored(indicators[row[STORED.index("indicator_id")]], *row) for row in rows]
    counting = {one.counted_by_id for one in indicators.values() if one.counted_by_id}
    counts = counts_in(value for value in found if value.indicator_id in counting)
    return Drawing(counts, audience), series_in(found)
