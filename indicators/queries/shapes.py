"""What a page gets to draw: a figure with its years and what it is compared with, as one audience may see it. Pure.

A :class:`~indicators.masking.Shown` is all there is of a value here, never a stored number.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from indicators.masking import Shown, write_number
from indicators.models import Indicator
from indicators.sentences import sentence_of
from units.models import Kind
from units.years import SchoolYear

LOOKS_BACK = 3  # years: what an own trend is told of (domain.md §9)


class Against(StrEnum):
    """Whom a figure is compared with."""

    MUNICIPALITY = "municipality"
    COUNTRY = "country"
    SIMILAR = "similar"  # the municipalities of the peer group
    EXPECTED = "expected"  # what a model expects of the same pupils


COMPARED_WITH: dict[str, tuple[Against, ...]] = {
    Indicator.Comparison.RESULT: (Against.COUNTRY, Against.SIMILAR),
    Indicator.Comparison.CONDITION: (Against.MUNICIPALITY, Against.COUNTRY),
    Indicator.Comparison.SAFETY: (Against.COUNTRY, Against.MUNICIPALITY),
    Indicator.Comparison.EXPECTED: (Against.EXPECTED,),
}


@dataclass(frozen=True)
class Point:
    """A figure of one school year.

    ``value_id`` is the revision it comes from, which a finding can point to; what is frozen in a report has none.
    """

    school_year: SchoolYear
    shown: Shown
    value_id: int | None = None


@dataclass(frozen=True)
class Beside:
    """The published values of somebody the figure is compared with."""

    against: Against
    points: tuple[Point, ...]
    source: str

    def of(self, school_year: SchoolYear) -> Shown | None:
        return _of(self.points, school_year)


@dataclass(frozen=True)
class Spread:
    """The similar municipalities in one school year: the lowest, the middle and the highest of the ``count`` published values.

    Each is a value as published. The middle one is never a mean: rates are not averaged.
    """

    school_year: SchoolYear
    low: Shown
    middle: Shown
    high: Shown
    count: int

    def text(self, decimals: int) -> str:
        """From the lowest to the highest: 79–91 %."""
        if self.low.number is None or self.low.text == self.high.text:
            return self.high.text
        return f"{write_number(self.low.number, decimals)}–{self.high.text}"


@dataclass(frozen=True)
class Break:
    """From ``school_year`` on the figures cannot be compared with those before, because of ``reason``."""

    school_year: SchoolYear
    reason: str


@dataclass(frozen=True)
class Figure:
    """An indicator at one node over some school years, as one audience may see it.

    ``points`` are in order of year and never empty. ``beside`` and ``similar`` are what its kind is compared with, as published
    and never computed from units. ``place`` is what the node is, ``fetched_on`` the day of the latest year's value.
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
    beside: tuple[Beside, ...] = ()
    similar: tuple[Spread, ...] = ()
    girls: tuple[Point, ...] = ()
    boys: tuple[Point, ...] = ()
    breaks: tuple[Break, ...] = ()
    comparison: str = Indicator.Comparison.RESULT
    basis: str = Indicator.Basis.PUPILS
    of_children: bool = False
    scope: str = Indicator.Scope.UNSAID
    place: str = Kind.UNIT
    fetched_on: dt.date | None = None

    @property
    def latest(self) -> Point:
        return self.points[-1]

    @property
    def previous(self) -> Point | None:
        """The latest school year before that has a value and can be compared."""
        if len(self.points) < 2 or self.broken_before(self.latest.school_year, since=self.points[-2].school_year):
            return None
        return self.points[-2]

    @property
    def new_break(self) -> Break | None:
        """Why the latest value cannot be compared with the one before it."""
        return self.broken_before(self.latest.school_year, since=self.points[-2].school_year) if len(self.points) > 1 else None

    def broken_before(self, school_year: SchoolYear, *, since: SchoolYear) -> Break | None:
        """The latest break after ``since``, up to ``school_year``."""
        return next((one for one in reversed(self.breaks) if since < one.school_year <= school_year), None)

    @property
    def own_trend(self) -> tuple[Point, ...]:
        """The latest value and the three school years before it, as far back as every year has a number that can be compared."""
        trend = [self.latest] if self.latest.shown.number is not None else []
        for later, point in pairwise(reversed(self.points[-LOOKS_BACK - 1 :])):
            apart = later.school_year - point.school_year != 1 or point.shown.number is None
            if not trend or apart or self.broken_before(later.school_year, since=point.school_year):
                break
            trend.append(point)
        return tuple(reversed(trend))

    def against(self, against: Against) -> Shown | None:
        """The published value of the latest year to compare with; similar municipalities are a :class:`Spread` instead."""
        return next((series.of(self.latest.school_year) for series in self.beside if series.against == against), None)

    @property
    def municipality(self) -> Shown | None:
        """The municipality's published value of the latest year, where the figure is compared with it."""
        return self.against(Against.MUNICIPALITY)

    @property
    def peers(self) -> Spread | None:
        """The similar municipalities in the latest year."""
        return next((spread for spread in self.similar if spread.school_year == self.latest.school_year), None)

    @property
    def sentence(self) -> str:
        """What the figure shows, in a sentence or two."""
        return sentence_of(self)


def _of(points: tuple[Point, ...], school_year: SchoolYear) -> Shown | None:
    return next((point.shown for point in points if point.school_year == school_year), None)
