"""From stored values to what one audience may see of them. Only :class:`~indicators.masking.Shown` leaves this module."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from indicators.masking import Audience, Limits, Shown, is_small, show, size_said, smallest_group
from indicators.models import Indicator, Value
from indicators.queries.library import Placed
from indicators.queries.shapes import COMPARED_WITH, Against, Beside, Break, Figure, Point, Spread
from indicators.queries.surroundings import Home
from units.models import Node
from units.years import SchoolYear

ALL = str(Value.Sex.ALL)
PEERS_AT_LEAST = 3  # fewer similar municipalities with a published number say nothing of the others


class Stored(NamedTuple):
    """What is read of a :class:`~indicators.models.Value` to draw it: a page has a thousand, too many for model instances."""

    indicator: Indicator
    pk: int
    node_id: int
    indicator_id: int
    school_year: SchoolYear
    sex: str
    number: Decimal | None
    marker: str
    rounded: bool
    raw: str
    denominator: int | None
    response_rate: Decimal | None
    source: str
    fetched_on: dt.date
    withheld_inside: bool
    withheld_public: bool


STORED = Stored._fields[1:]
AnyValue = Value | Stored
Counts = dict[tuple[int, int, int, str], int]
Series = dict[tuple[int, int, str], list[Stored]]  # by node, indicator and sex, each in order of year


def counts_in(values: Iterable[AnyValue]) -> Counts:
    """How many pupils there are by node, counting indicator, year and sex; a masked count is of unknown size."""
    return {
        (value.node_id, value.indicator_id, int(value.school_year), str(value.sex)): size
        for value in values
        if (size := size_said(value.number, value.marker)) is not None
    }


def series_in(values: Iterable[Stored]) -> Series:
    found: Series = defaultdict(list)
    for value in values:
        found[value.node_id, value.indicator_id, value.sex].append(value)
    return found


@dataclass(frozen=True)
class Drawing:
    """Shows stored values to one audience. ``counts`` says how large the groups are where the values do not."""

    counts: Counts
    audience: Audience

    def shown(self, value: AnyValue, limits: Limits, audience: Audience | None = None) -> Shown:
        indicator, audience = value.indicator, audience or self.audience
        return show(
            number=value.number,
            marker=value.marker,
            raw=value.raw,
            denominator=value.denominator,
            measure=indicator.measure,
            decimals=indicator.decimals,
            audience=audience,
            limits=limits,
            withheld=value.withheld_inside if audience is Audience.INSIDE else value.withheld_public,
            basis=indicator.basis,
            rounded=value.rounded,
            response_rate=value.response_rate,
            group=self._group(value),
            own_direction=indicator.direction if indicator.municipality_id else None,
            of_children=indicator.of_children,
        )

    def points(self, values: Iterable[AnyValue], limits: Limits, audience: Audience | None = None) -> tuple[Point, ...]:
        return tuple(Point(value.school_year, self.shown(value, limits, audience), value.pk) for value in values)

    def spreads(self, values: Iterable[Stored], limits: Limits) -> tuple[Spread, ...]:
        """The similar municipalities year by year, as anybody may see them."""
        years: dict[SchoolYear, list[Stored]] = defaultdict(list)
        for value in values:
            if value.number is not None and not self._is_small(value, limits):
                years[value.school_year].append(value)
        found = (self._spread(year, values, limits) for year, values in sorted(years.items()) if len(values) >= PEERS_AT_LEAST)
        return tuple(spread for spread in found if spread)

    def _is_small(self, value: Stored, limits: Limits) -> bool:
        """What the door would say, without the words for it: of seven municipalities only three are written out."""
        indicator = value.indicator
        return is_small(
            value.number,
            value.marker,
            value.denominator,
            indicator.measure,
            smallest=limits.of(Audience.PUBLIC, indicator.basis),
            withheld=value.withheld_public,
            group=self._group(value),
        )

    def _group(self, value: AnyValue) -> int | None:
        counted_by = value.indicator.counted_by_id
        if not counted_by:
            return None
        of = value.node_id, counted_by, int(value.school_year)
        return smallest_group(self.counts.get((*of, ALL)), self.counts.get((*of, value.sex)))

    def _spread(self, year: SchoolYear, values: list[Stored], limits: Limits) -> Spread | None:
        """The lowest, the middle and the highest; nothing when the door shows one of them as something else than a number."""
        ordered = sorted(values, key=lambda value: value.number or 0)
        ends = (ordered[0], ordered[(len(ordered) - 1) // 2], ordered[-1])
        low, middle, high = (self.shown(value, limits, Audience.PUBLIC) for value in ends)
        seen = low.number is not None and middle.number is not None and high.number is not None
        return Spread(year, low, middle, high, len(values)) if seen else None


@dataclass(frozen=True)
class Place:
    """A node whose figures are drawn, with its municipality and every value that has been read."""

    node: Node
    home: Home | None
    series: Series
    draw: Drawing

    def figure(self, placed: Placed, breaks: tuple[Break, ...]) -> Figure | None:
        """The indicator at the node as its municipality uses it; nothing when no year has a value."""
        indicator = placed.indicator
        own = self._own(indicator)
        if not own:
            return None
        return Figure(
            key=indicator.key,
            title=indicator.title,
            short_title=placed.short_title,
            measure=indicator.measure,
            decimals=indicator.decimals,
            direction=indicator.direction,
            source=own[-1].source,
            area_keys=placed.area_keys,
            points=self._points(own),
            beside=self._beside(indicator),
            similar=self._similar(indicator),
            girls=self._points(self._own(indicator, Value.Sex.GIRLS)),
            boys=self._points(self._own(indicator, Value.Sex.BOYS)),
            breaks=breaks,
            comparison=indicator.comparison,
            basis=indicator.basis,
            of_children=indicator.of_children,
            scope=indicator.scope,
            place=self.node.kind,
            fetched_on=own[-1].fetched_on,
        )

    def _own(self, indicator: Indicator, sex: str = Value.Sex.ALL) -> list[Stored]:
        return self.series.get((self.node.pk, indicator.pk, sex), [])

    def _beside(self, indicator: Indicator) -> tuple[Beside, ...]:
        """What its kind is compared with; where nobody has published that, the municipality's own value."""
        wanted = COMPARED_WITH[indicator.comparison]
        found = [self._compared(indicator, against) for against in wanted]
        if not any(found) and not self._peer_values(indicator) and Against.MUNICIPALITY not in wanted:
            found = [self._compared(indicator, Against.MUNICIPALITY)]
        return tuple(series for series in found if series)

    def _compared(self, indicator: Indicator, against: Against) -> Beside | None:
        values = self._values(indicator, against)
        # Who is inside here is not so elsewhere.
        audience = self.draw.audience if against is Against.EXPECTED else Audience.PUBLIC
        return Beside(against, self.draw.points(values, self._limits, audience), values[-1].source) if values else None

    def _values(self, indicator: Indicator, against: Against) -> list[Stored]:
        match against:
            case Against.EXPECTED:
                found = self.series.get((self.node.pk, indicator.expected_id, Value.Sex.ALL)) if indicator.expected_id else None
                return found or []
            case Against.MUNICIPALITY if self.home and self.home.node.pk != self.node.pk:
                return self._published(self.home.node.pk, indicator)
            case Against.COUNTRY if self.home and self.home.country:
                return self._published(self.home.country, indicator)
        return []

    def _published(self, node: int, indicator: Indicator) -> list[Stored]:
        """The indicator's own values there, otherwise those of the same measure from another publisher."""
        own = self.series.get((node, indicator.pk, Value.Sex.ALL))
        other = self.series.get((node, indicator.counterpart_id, Value.Sex.ALL)) if indicator.counterpart_id else None
        return own or other or []

    def _peer_values(self, indicator: Indicator) -> list[Stored]:
        if self.home is None or Against.SIMILAR not in COMPARED_WITH[indicator.comparison]:
            return []
        return [value for peer in self.home.peers for value in self._published(peer, indicator)]

    def _similar(self, indicator: Indicator) -> tuple[Spread, ...]:
        values = self._peer_values(indicator)
        return self.draw.spreads(values, self._limits) if values else ()

    def _points(self, values: Iterable[Stored]) -> tuple[Point, ...]:
        return self.draw.points(values, self._limits)

    @cached_property
    def _limits(self) -> Limits:
        return self.home.limits if self.home else Limits()
