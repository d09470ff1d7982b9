"""The figures that a text points to, and what has become of them since.

A text keeps the number of the revision it was written about. What a reader sees of it is decided when it is shown, as of any
figure: only :class:`~indicators.masking.Shown` leaves this module.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from indicators.masking import Audience, Limits, Shown
from indicators.models import Indicator, Placement, Series, Value
from indicators.queries.drawing import Drawing, counts_in
from indicators.queries.figures import PLACED
from indicators.queries.library import Placements, placements_of
from indicators.queries.surroundings import homes_of
from units.models import Node
from units.years import SchoolYear


@dataclass(frozen=True)
class Now:
    """What holds in place of a figure that has been changed. ``value_id`` is the revision to point to instead."""

    value_id: int
    shown: Shown
    source: str
    fetched_on: dt.date

    @property
    def origin(self) -> str:
        """Skolverket, fetched 3 September 2026."""
        return _("%(source)s, fetched %(day)s") % {"source": self.source, "day": date_format(self.fetched_on, "DATE_FORMAT")}


@dataclass(frozen=True)
class Quote:
    """One revision of a figure as one audience may see it. ``now`` is there when another revision holds in its place."""

    value_id: int
    key: str
    label: str
    school_year: SchoolYear
    shown: Shown
    source: str
    holds: bool
    withdrawn: bool
    now: Now | None = None

    @property
    def words(self) -> str:
        """The figure in one line: Behöriga till yrkesprogram 2024/25: 75,2 % (45 elever)."""
        return _("%(label)s %(year)s: %(value)s") % {
            "label": self.label,
            "year": str(self.school_year),
            "value": in_words(self.shown),
        }

    @property
    def note(self) -> str:
        """What has happened to the figure since somebody pointed to it; empty while it holds."""
        if self.holds:
            return ""
        if self.now is None:
            return _("The import that brought the figure has been undone. The figure no longer holds.")
        words = {"before": in_words(self.shown), "now": in_words(self.now.shown), "origin": self.now.origin}
        if self.withdrawn:
            return _("The import that brought the figure has been undone. What holds is %(now)s. %(origin)s.") % words
        if words["before"] == words["now"]:
            return _("The figure has been changed since. %(origin)s.") % words
        return _("The figure has been changed since: %(before)s → %(now)s. %(origin)s.") % words


def in_words(shown: Shown) -> str:
    """A value with how many it rests on: 75,2 % (45 elever)."""
    beside = shown.people or shown.note
    return _("%(value)s (%(people)s)") % {"value": shown.text, "people": beside} if beside else shown.text


def quoted(value_ids: Collection[int], *, audience: Audience, nodes: Iterable[Node] = ()) -> dict[int, Quote]:
    """The figures with these numbers as ``audience`` may see them, in as many queries for a hundred as for one.

    ``nodes`` are those that the reader's page has read already: what is known around them is not read again.

    A former revision is shown no more openly than the one that holds: they seldom differ by much. Where the number of pupils
    has been undone too, the one that was counts.
    """
    if not value_ids:
        return {}
    values, counting, current = _with_beside(value_ids)
    known = {value.node_id: value.node for value in values} | {node.pk: node for node in nodes}
    homes = homes_of(known[value.node_id] for value in values)
    placements = _placements(values)
    draw = Drawing(counts_in(counting), audience)
    found = {}
    for value in values:
        home = homes.get(value.node_id)
        limits = home.limits if home else Limits()
        shown, holding = draw.shown(value, limits), current.get(value.series)
        now = None
        if holding is not None and not value.current:
            now = Now(holding.pk, draw.shown(holding, limits), holding.source, holding.fetched_on)
            shown = now.shown if now.shown.masked else shown
        found[value.pk] = Quote(
            value_id=value.pk,
            key=value.indicator.key,
            label=placements.of(value.indicator, home.node if home else None).short_title,
            school_year=value.school_year,
            shown=shown,
            source=value.source,
            holds=value.current,
            withdrawn=value.withdrawn,
            now=now,
        )
    return found


def is_quotable(value_id: int, *, node: Node) -> bool:
    """Whether a text about ``node`` may point to the figure: its own, one that holds, of a measure used in its municipality."""
    value = (
        Value.objects.current()
        .filter(pk=value_id, node=node, sex=Value.Sex.ALL, indicator__in=Indicator.objects.known_in(node.municipality))
        .select_related("indicator")
        .first()
    )
    return value is not None and placements_of([node.municipality]).of(value.indicator, node.municipality).in_use


def successor_of(value_id: int) -> int | None:
    """The revision that holds in place of the given one, or None when it holds itself or nothing does."""
    [value], _counting, current = _with_beside([value_id])
    holding = current.get(value.series)
    return holding.pk if holding is not None and holding.pk != value_id else None


def _with_beside(value_ids: Collection[int]) -> tuple[list[Any], list[Value], dict[Series, Value]]:
    """The figures with how each municipality places their measures, what counts the pupils there (the latest revision last), and
    what holds of the figures that no longer do. One query.
    """
    asked = Value.objects.filter(pk__in=value_ids)
    same = {name: OuterRef(name) for name in ("node", "indicator", "school_year", "sex")}
    placed = Placement.objects.filter(indicator=OuterRef("indicator")).order_by("pk")
    found: Any = Value.objects.annotate(
        is_counting=Exists(Indicator.objects.filter(counted_by=OuterRef("indicator"))),
        placed=ArraySubquery(placed.values(placed=JSONObject(**{name: name for name in PLACED}))),
    ).filter(
        Q(pk__in=value_ids)
        | Q(is_counting=True, node__in=asked.values("node"))
        | Q(Exists(asked.filter(current=False, **same)), current=True)
    )
    read = list(found.select_related("indicator", "node").order_by("current", "revision", "pk"))
    values = sorted((each for each in read if each.pk in value_ids), key=lambda value: value.pk)
    return values, [each for each in read if each.is_counting], {each.series: each for each in read if each.current}


def _placements(values: Iterable[Any]) -> Placements:
    own = [Placement(indicator_id=value.indicator_id, **placed) for value in values for placed in value.placed or ()]
    return Placements({(placement.municipality_id, placement.indicator_id): placement for placement in own})
