"""Figures as tables that people take with them, with the columns that an import reads (``Title`` in ``sources.sheet``).

What stands in a row comes from :class:`~indicators.masking.Shown` alone: a table tells no more than a page. The response rate of
a survey is on no page, so it is in no table either; its column is there to be filled in.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from indicators.masking import MASKED, NEARLY_ALL, Audience, Limits, Shown
from indicators.models import Indicator, Series, Value
from indicators.queries.drawing import Drawing, counts_in
from indicators.queries.library import placements_of
from indicators.queries.surroundings import limits_for
from indicators.sources.sheet import HELP, HELP_TITLE, SEXES, Title
from schoolplan.kit import clock
from schoolplan.kit.tables import Cell, Column, Table, widest
from schoolplan.kit.text import swedish_key
from units.models import ExternalId, Kind, Node
from units.years import SchoolYear

YEARS = 5  # as on the page of a unit
MISSING = "."
ABOUT = "cirka "


def written(shown: Shown) -> tuple[Cell, Cell]:
    """What stands under Värde and Antal: a number, or the marker that takes its place, as an import reads it."""
    if shown.masked:
        return MASKED, MASKED
    if shown.missing:
        return MISSING, shown.size
    if shown.interval:
        return NEARLY_ALL, shown.size
    if shown.number is None:
        return shown.text, shown.size
    return (f"{ABOUT}{shown.number:f}".replace(".", ",") if shown.rounded else shown.number), shown.size


@dataclass(frozen=True)
class Told:
    """A stored value, and what ``audience`` may see of it. The value is for comparing an import with, never for a page."""

    value: Value
    shown: Shown


def told_of(
    nodes: Collection[Node],
    *,
    years: Collection[int],
    audience: Audience,
    limits: Limits,
    indicators: Collection[int] | None = None,
) -> dict[Series, Told]:
    """Every figure that holds at the nodes in the school years, in one query; with ``indicators`` (their pk) only of those."""
    wanted = Q() if indicators is None else Q(indicator__in=indicators) | Q(indicator__counts__in=indicators)
    stored = Value.objects.current().filter(wanted, node__in=nodes, school_year__in=years).distinct()
    values = list(stored.select_related("indicator"))
    counting = {value.indicator.counted_by_id for value in values}
    draw = Drawing(counts_in(value for value in values if value.indicator_id in counting), audience)
    return {
        value.series: Told(value, draw.shown(value, limits))
        for value in values
        if indicators is None or value.indicator_id in indicators
    }


def own_indicators(municipality: Node) -> list[Indicator]:
    """The municipality's own ones that it uses."""
    return list(Indicator.objects.filter(municipality=municipality, in_use=True))


def own_table(municipality: Node, school_year: SchoolYear) -> Table:
    """The table to fill in: each unit with each of the municipality's own indicators, and what is already there.

    As anybody may see it, whoever fetches it: a table to fill in is sent from hand to hand.
    """
    indicators = own_indicators(municipality)
    nodes = list(Node.objects.within(municipality))
    told = told_of(
        nodes,
        years=[school_year],
        audience=Audience.PUBLIC,
        limits=limits_for(municipality),
        indicators={indicator.pk for indicator in indicators},
    )
    empty: dict[Series, Told | None] = {
        (node.pk, indicator.pk, int(school_year), str(Value.Sex.ALL)): None
        for node in nodes
        if node.kind == Kind.UNIT and (node.closed_on is None or node.closed_on > clock.today())
        for indicator in indicators
        if not indicator.forms or set(indicator.forms) & set(node.forms)
    }
    return _table(f"Egna siffror {school_year.slug}", nodes, indicators, {**empty, **told})


def shown_table(node: Node, *, audience: Audience) -> Table:
    """The figures of the last five school years at ``node`` and under it, of the indicators that its municipality uses."""
    until = SchoolYear.current()
    nodes = list(Node.objects.within(node))
    home = node.municipality
    told = told_of(nodes, years=range(until - YEARS + 1, until + 1), audience=audience, limits=limits_for(home))
    placements = placements_of([home])
    found = {each.value.indicator_id: each.value.indicator for each in told.values()}
    used = [indicator for indicator in found.values() if placements.of(indicator, home).in_use]
    return _table("Siffror", nodes, used, told)


def _table(title: str, nodes: Iterable[Node], indicators: Iterable[Indicator], told: Mapping[Series, Told | None]) -> Table:
    of = {indicator.pk: indicator for indicator in indicators}
    at = {node.pk: node for node in nodes}
    codes = _codes(at)

    def order(series: Series) -> tuple[Any, ...]:
        """The municipality first, then areas, then units in Swedish order; the newest year of each indicator first."""
        node, indicator = at[series[0]], of[series[1]]
        level = (node.kind != Kind.MUNICIPALITY, node.kind == Kind.UNIT, swedish_key(node.name), node.pk)
        return *level, indicator.position, indicator.key, -series[2], list(SEXES).index(Value.Sex(series[3]))

    rows = [
        _row(at[series[0]], codes.get(series[0], ""), of[series[1]], series, told[series])
        for series in sorted((series for series in told if series[1] in of), key=order)
    ]
    return Table(title, tuple(_columns(rows)), rows, HELP_TITLE, HELP)


def _row(node: Node, code: str, indicator: Indicator, series: Series, told: Told | None) -> list[Cell]:
    _node, _indicator, year, sex = series
    value, count = written(told.shown) if told else (None, None)
    source = told.value.source if told else None
    which = [node.name, code or None, indicator.title, indicator.key, str(SchoolYear(year)), SEXES[Value.Sex(sex)]]
    return [*which, value, count, None, source]


_WITH_NUMBERS = (Title.VALUE, Title.COUNT, Title.RATE)


def _columns(rows: list[list[Cell]]) -> Iterator[Column]:
    for index, title in enumerate(Title):
        texts = (cell for row in rows if isinstance(cell := row[index], str))
        yield Column(str(title), widest([title, *texts]), text=title not in _WITH_NUMBERS)


def _codes(nodes: Collection[int]) -> dict[int, str]:
    """The codes that an import finds the nodes by."""
    systems = [ExternalId.System.SCHOOL_UNIT, ExternalId.System.MUNICIPALITY]
    held = ExternalId.objects.filter(node__in=nodes, system__in=systems, valid_to=None).order_by("pk")
    return dict(held.values_list("node_id", "value"))
