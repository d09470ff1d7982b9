"""The geometry of a dot strip: a dot for each unit on one scale. Pure: values in, coordinates out.

No dot has a name and no order can be read from the table, so that nothing becomes a league table. Dots that would lie on each
other are stacked. A masked value is no dot: it is counted in words. An interval (``~100``) is a bar.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.charts.spread import in_counts
from indicators.masking import Basis, Measure, Shown, write
from indicators.queries.dispersion import Dispersion, Entry
from units.models import Node

LEFT, RIGHT = 12.0, 348.0  # of the scale, in a drawing 360 wide
MARKS = 34.0  # the height above the dots where the municipality and the country are named
ABOVE, BESIDE = "12", "28"  # where those words stand
RADIUS = 4.5
STEP = 10.0  # between two stacked dots
LANE_NAME = 18.0
LETTER = 6.6  # about as wide as a letter of the name: no quiet line shows behind it
TICKS = 20.0  # the height of the scale's numbers
LABEL_ROOM = 110.0  # as wide as a label may be: nearer the right edge than this it stands to the left of its line
SMALLEST_SPAN = {Measure.PERCENT: Decimal(30)}


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    own: bool


@dataclass(frozen=True)
class Bar:
    x: str
    y: str
    width: str


@dataclass(frozen=True)
class Mark:
    """A quiet line across the lanes with its words: the municipality's or the country's published value."""

    kind: str
    x: str
    text_x: str
    text_y: str
    anchor: str
    text: str


@dataclass(frozen=True)
class Lane:
    """The dots above one axis; by area there is one for each, with its name."""

    name: str
    name_y: str
    name_top: str
    name_width: str
    axis: str
    dots: tuple[Dot, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Row:
    """A line of the table behind the strip."""

    name: str
    slug: str
    value: str
    people: str
    own: bool


@dataclass(frozen=True)
class Strip:
    """A measure as a dot strip, with its sentences and its table. The quiet lines of ``marks`` end at ``bottom``."""

    key: str
    title: str
    explanation: str
    sentence: str
    hidden: str
    source: str
    height: str
    bottom: str
    ticks_y: str
    low: str
    high: str
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]
    around: tuple[tuple[str, str], ...]
    own: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the drawing says, for those who do not see it."""
        return " ".join(
            part for part in (f"{self.title}.", self.sentence, self.hidden, *(f"{m.text}." for m in self.marks)) if part
        )

    @property
    def has_people(self) -> bool:
        return any(row.people for row in self.rows)

    @property
    def has_dots(self) -> bool:
        return any(lane.dots or lane.bars for lane in self.lanes)


@dataclass(frozen=True)
class _Scale:
    low: Decimal
    high: Decimal

    def x(self, value: Decimal) -> float:
        return LEFT + (RIGHT - LEFT) * float((value - self.low) / (self.high - self.low))


def strip(dispersion: Dispersion, area_of: Callable[[Node], str] | None = None) -> Strip:
    """The measure as a strip; with ``area_of`` in one lane for each area, in the order in which their units come."""
    scale = _scale(dispersion)
    lanes, bottom = _lanes(dispersion.entries, scale, area_of)
    return Strip(
        key=dispersion.key,
        title=dispersion.short_title,
        explanation=_explanation(dispersion),
        sentence=in_counts(dispersion),
        hidden=_hidden(dispersion),
        source=dispersion.source,
        height=f"{bottom + TICKS:.0f}",
        bottom=f"{bottom:.1f}",
        ticks_y=f"{bottom + 15:.1f}",
        low=write(scale.low, dispersion.measure, _tick_decimals(scale)),
        high=write(scale.high, dispersion.measure, _tick_decimals(scale)),
        lanes=lanes,
        marks=_marks(dispersion, scale),
        rows=tuple(_row(entry) for entry in dispersion.entries),
        around=tuple((name, shown.text) for name, shown in _around(dispersion)),
        own=tuple(entry.node.name for entry in dispersion.entries if entry.own and entry.shown.number is not None),
    )


def _scale(dispersion: Dispersion) -> _Scale:
    """Even steps around the values, wide enough for a small difference to look small."""
    shown = [entry.shown for entry in dispersion.entries] + [shown for _name, shown in _around(dispersion)]
    numbers = [number for one in shown for number in (*(one.interval or ()), one.number) if number is not None]
    if not numbers:
        return _Scale(Decimal(0), Decimal(100))
    low, high = min(numbers), max(numbers)
    smallest = SMALLEST_SPAN.get(Measure(dispersion.measure), max(abs(low), abs(high), Decimal(1)) / 5)
    step = even_step(max(high - low, smallest))
    low, high = floor(low / step) * step, ceil(high / step) * step
    while high - low < smallest:
        low, high = low - step, high + step
    if dispersion.measure == Measure.PERCENT and high > 100:
        low, high = low - (high - 100), Decimal(100)
    if dispersion.measure != Measure.DIFFERENCE and low < 0:
        low, high = Decimal(0), high - low
    return _Scale(low, high)


def even_step(span: Decimal) -> Decimal:
    """About a sixth of the span: one, two or five times a power of ten."""
    power = Decimal(1).scaleb((span / 6).adjusted())
    return next(factor * power for factor in (Decimal(1), Decimal(2), Decimal(5), Decimal(10)) if factor * power >= span / 6)


def _tick_decimals(scale: _Scale) -> int:
    return 0 if scale.low % 1 == 0 and scale.high % 1 == 0 else 1


def _lanes(entries: Sequence[Entry], scale: _Scale, area_of: Callable[[Node], str] | None) -> tuple[tuple[Lane, ...], float]:
    """The lanes from the top down, and where the last axis lies."""
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.node.path) if area_of else entries:
        groups.setdefault(area_of(entry.node) if area_of else "", []).append(entry)
    lanes, y = [], MARKS
    for name, members in groups.items():
        numbered = [entry for entry in members if entry.shown.number is not None]
        levels = _levels([scale.x(entry.shown.number) for entry in numbered])  # type: ignore[arg-type]
        bars = [entry.shown.interval for entry in members if entry.shown.interval and entry.shown.number is None]
        name_y = y + 13
        y += (LANE_NAME if name else 4) + STEP * (max(levels, default=0) + 1) + STEP * len(bars) + 4
        dots = tuple(
            Dot(f"{scale.x(entry.shown.number):.1f}", f"{y - STEP * (level + len(bars)) - 8:.1f}", entry.own)  # type: ignore[arg-type]
            for entry, level in zip(numbered, levels, strict=True)
        )
        lanes.append(
            Lane(
                name,
                f"{name_y:.1f}",
                f"{name_y - 11:.1f}",
                f"{LETTER * len(name):.0f}",
                f"{y:.1f}",
                dots,
                tuple(_bars(bars, scale, y)),
            )
        )
    return tuple(lanes), y


def _levels(places: Sequence[float]) -> list[int]:
    """How high each dot is stacked, so that none lies on another."""
    levels = [0] * len(places)
    taken: dict[int, list[float]] = {}
    for index in sorted(range(len(places)), key=lambda index: places[index]):
        level = 0
        while any(abs(places[index] - other) < STEP for other in taken.get(level, ())):
            level += 1
        taken.setdefault(level, []).append(places[index])
        levels[index] = level
    return levels


def _bars(intervals: Iterable[tuple[Decimal, Decimal]], scale: _Scale, axis: float) -> Iterable[Bar]:
    """Intervals, the lowest on the axis."""
    for index, (low, high) in enumerate(intervals):
        left, right = scale.x(low), scale.x(high)
        yield Bar(f"{left:.1f}", f"{axis - 11 - STEP * index:.1f}", f"{max(right - left, 6):.1f}")


def _around(dispersion: Dispersion) -> list[tuple[str, Shown]]:
    beside = ((_("Municipality"), dispersion.municipality), (_("Country"), dispersion.country))
    return [(name, shown) for name, shown in beside if shown is not None and not shown.missing]


def _marks(dispersion: Dispersion, scale: _Scale) -> tuple[Mark, ...]:
    """The municipality's and the country's lines, with words that lie neither on each other nor on the other's line.

    The one to the left has its words to the left of it and the other to the right. Where there is no room for that its words
    stand above the other's.
    """
    beside = (("municipality", _("Municipality"), dispersion.municipality), ("country", _("Country"), dispersion.country))
    placed = [(scale.x(shown.number), kind, name, shown) for kind, name, shown in beside if shown and shown.number is not None]
    placed.sort(key=lambda mark: mark[0])
    marks: list[Mark] = []
    for index, (x, kind, name, shown) in enumerate(placed):
        room_left, room_right = x - LEFT > LABEL_ROOM, RIGHT - x > LABEL_ROOM
        leftmost = index < len(placed) - 1
        to_left = room_left if leftmost else not room_right
        above = len(placed) > 1 and to_left is not leftmost and all(mark.text_y != ABOVE for mark in marks)
        text = _("%(name)s %(value)s") % {"name": name, "value": shown.text}
        text_x, anchor = (x - 4, "end") if to_left else (x + 4, "start")
        marks.append(Mark(kind, f"{x:.1f}", f"{text_x:.1f}", ABOVE if above else BESIDE, anchor, text))
    return tuple(marks)


def _hidden(dispersion: Dispersion) -> str:
    """The units without a dot, in numbers: nobody is left out in silence, and nobody is named."""
    entries = dispersion.entries
    masked = sum(entry.shown.masked for entry in entries)
    between = sum(entry.shown.interval is not None and entry.shown.number is None for entry in entries)
    other = sum(entry.shown.number is None for entry in entries) - masked - between
    said = []
    if between:
        said.append(_bars_in_words(between, of_children=dispersion.of_preschools) % {"count": between})
    if masked:
        said.append(_not_shown(masked, dispersion) % {"count": masked})
    if other:
        said.append(ngettext("%(count)s unit has no number.", "%(count)s units have no number.", other) % {"count": other})
    return " ".join(said)


def _bars_in_words(between: int, *, of_children: bool) -> str:
    if of_children:
        return ngettext(
            "%(count)s unit is a bar: one to four children did not reach the goal.",
            "%(count)s units are bars: in each, one to four children did not reach the goal.",
            between,
        )
    return ngettext(
        "%(count)s unit is a bar: one to four pupils did not reach the goal.",
        "%(count)s units are bars: in each, one to four pupils did not reach the goal.",
        between,
    )


def _not_shown(masked: int, dispersion: Dispersion) -> str:
    match dispersion.basis:
        case Basis.ANSWERS:
            return ngettext(
                "%(count)s unit is not shown: too few have answered.",
                "%(count)s units are not shown: too few have answered.",
                masked,
            )
        case Basis.POSTS:
            return ngettext(
                "%(count)s unit is not shown: too few posts.", "%(count)s units are not shown: too few posts.", masked
            )
    if dispersion.of_preschools:
        return ngettext(
            "%(count)s unit is not shown: too few children.", "%(count)s units are not shown: too few children.", masked
        )
    return ngettext("%(count)s unit is not shown: too few pupils.", "%(count)s units are not shown: too few pupils.", masked)


def _row(entry: Entry) -> Row:
    return Row(entry.node.name, entry.node.slug, entry.shown.text, "" if entry.shown.masked else entry.shown.people, entry.own)


def _explanation(dispersion: Dispersion) -> str:
    match dispersion.measure:
        case Measure.PERCENT:
            return _("Per cent, %(year)s") % {"year": dispersion.school_year}
        case Measure.POINTS:
            return _("Points, %(year)s") % {"year": dispersion.school_year}
    return str(dispersion.school_year)
