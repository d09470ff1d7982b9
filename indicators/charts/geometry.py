"""Places in a diagram: from school years and values to coordinates. Pure.

A masked year is a gap with a tinted band, an interval (``~100``) is a bar from its lowest to its highest value. Neither joins
a line, and no line crosses a break of its series.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil, floor, log10

from indicators.masking import Measure
from indicators.queries import Break, Point, Spread


@dataclass(frozen=True)
class Box:
    """The part of the drawing where values lie: left, right, top, bottom."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Dot:
    """A number. ``about`` is one that is published rounded, and has a mark of its own."""

    x: str
    y: str
    last: bool
    about: bool = False


@dataclass(frozen=True)
class Gap:
    """A masked year: a band with two full stops."""

    x: str
    left: str
    y: str


@dataclass(frozen=True)
class Bar:
    """An interval, from the highest to the lowest possible value."""

    x: str
    left: str
    top: str
    height: str


@dataclass(frozen=True)
class Label:
    """A text at its place. ``kind`` says what it belongs to: own, sex or other."""

    x: str
    y: str
    text: str
    kind: str = "other"

    @property
    def is_long(self) -> bool:
        """Whether it needs smaller letters to stay inside the drawing."""
        return len(self.text) > LONGEST


@dataclass(frozen=True)
class Line:
    """A series as drawn: the path, broken where there is no number, and its dots, gaps and bars."""

    path: str
    dots: tuple[Dot, ...]
    gaps: tuple[Gap, ...]
    bars: tuple[Bar, ...]


SPARK = Box(12, 98, 8, 32)
PLOT = Box(52, 226, 24, 150)
BAND = {SPARK: (24, 25), PLOT: (32, 36)}  # width of a gap, where its two full stops stand
LABEL_HEIGHT = 14
LONGEST = 20  # letters that have room beside the plot
SMALLEST_SPAN = 30  # of a scale in per cent
SPAN = 15  # the least another scale covers, in per cent of the largest value
STEPS_AT_MOST = 4
STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Scale:
    """From school years and values to places in a box."""

    box: Box
    first: int
    last: int
    low: Decimal
    high: Decimal

    def x(self, year: float) -> float:
        if self.first == self.last:
            return self.box.right
        return self.box.left + (self.box.right - self.box.left) * (year - self.first) / (self.last - self.first)

    def y(self, value: Decimal) -> float:
        if self.low == self.high:
            return (self.box.top + self.box.bottom) / 2
        return self.box.bottom - (self.box.bottom - self.box.top) * float((value - self.low) / (self.high - self.low))


def numbers_of(points: Iterable[Point]) -> list[Decimal]:
    """Every number that is seen, the ends of intervals too."""
    return [n for point in points for n in (*(point.shown.interval or ()), point.shown.number) if n is not None]


def years_of(points: Sequence[Point]) -> tuple[int, int]:
    years = [int(point.school_year) for point in points] or [0]
    return min(years), max(years)


def span_of(numbers: list[Decimal], measure: str) -> tuple[Decimal, Decimal]:
    """Even steps around the values, wide enough for a small difference not to look like a large one."""
    if measure == Measure.PERCENT:
        return _span_of_shares(numbers)
    low, high = (min(numbers), max(numbers)) if numbers else (Decimal(0), Decimal(10))
    if measure == Measure.DIFFERENCE:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    least = max(abs(low), abs(high), Decimal(1)) * SPAN / 100
    spare = max(least - (high - low), Decimal(0)) / 2
    step = _step((high - low + 2 * spare) / STEPS_AT_MOST)
    under, over = floor((low - spare) / step) * step, ceil((high + spare) / step) * step
    return (max(under, Decimal(0)) if low >= 0 else under), over


def _span_of_shares(numbers: list[Decimal]) -> tuple[Decimal, Decimal]:
    if not numbers:
        return Decimal(0), Decimal(100)
    low, high = Decimal(floor((min(numbers) - 5) / 10) * 10), Decimal(ceil((max(numbers) + 2) / 10) * 10)
    high = min(high, Decimal(100))
    low = max(min(low, high - SMALLEST_SPAN), Decimal(0))
    return low, max(high, low + SMALLEST_SPAN)


def _step(wanted: Decimal) -> Decimal:
    """The nearest even step that is at least as large: 1, 2 or 5 times a power of ten."""
    power = Decimal(10) ** floor(log10(wanted))
    return next(step * power for step in STEPS if step * power >= wanted)


def line_of(points: Sequence[Point], scale: Scale, breaks: Sequence[Break] = ()) -> Line:
    width, text_y = BAND[scale.box]
    stretches: list[list[str]] = []
    dots, gaps, bars = [], [], []
    firsts = {int(one.school_year) for one in breaks}
    before: int | None = None  # the last year with a number
    for point in points:
        year, shown = int(point.school_year), point.shown
        x = scale.x(year)
        if shown.number is not None:
            y = scale.y(shown.number)
            if before != year - 1 or year in firsts:
                stretches.append([])
            stretches[-1].append(f"{x:.1f} {y:.1f}")
            dots.append(Dot(f"{x:.1f}", f"{y:.1f}", False, shown.rounded))
            before = year
        elif shown.masked:
            gaps.append(Gap(f"{x:.1f}", f"{x - width / 2:.1f}", str(text_y)))
        elif shown.interval:
            low, high = (scale.y(value) for value in shown.interval)
            bars.append(Bar(f"{x:.1f}", f"{x - 3:.1f}", f"{high:.1f}", f"{max(low - high, 3):.1f}"))
    if dots:
        dots[-1] = replace(dots[-1], last=True)
    return Line("".join(map(_stretch, stretches)), tuple(dots), tuple(gaps), tuple(bars))


def _stretch(places: list[str]) -> str:
    """A piece of line; a single place is a line without length, which round ends make a dot."""
    return "M" + "L".join(places) + ("h0" if len(places) == 1 else "")


def band_of(spreads: Sequence[Spread], scale: Scale, breaks: Sequence[Break] = ()) -> str:
    """The area between the lowest and the highest of similar municipalities, broken where a year is missing."""
    firsts = {int(one.school_year) for one in breaks}
    pieces: list[list[Spread]] = []
    for spread in spreads:
        if not pieces or pieces[-1][-1].school_year != spread.school_year - 1 or int(spread.school_year) in firsts:
            pieces.append([])
        pieces[-1].append(spread)
    return "".join(_piece(piece, scale) for piece in pieces)


def _piece(piece: list[Spread], scale: Scale) -> str:
    """Along the highest and back along the lowest; a single year is as wide as a gap."""
    half = BAND[scale.box][0] / 2 if len(piece) == 1 else 0.0
    there, back = [], []
    for spread in piece:
        x = scale.x(spread.school_year)
        for end in (-half, half) if half else (0.0,):
            there.append(f"{x + end:.1f} {scale.y(spread.high.number or Decimal(0)):.1f}")
            back.append(f"{x + end:.1f} {scale.y(spread.low.number or Decimal(0)):.1f}")
    return "M" + "L".join([*there, *reversed(back)]) + "Z"


def apart(labels: Sequence[Label], box: Box) -> tuple[Label, ...]:
    """The labels moved up or down as little as it takes for none to lie on another, in the order they had."""
    ordered = sorted(labels, key=lambda label: float(label.y))
    places: list[float] = []
    for label in ordered:
        least = places[-1] + LABEL_HEIGHT if places else box.top + 4
        places.append(max(float(label.y), least))
    limit = box.bottom + 4
    for number in range(len(places) - 1, -1, -1):
        places[number] = min(places[number], limit)
        limit = places[number] - LABEL_HEIGHT
    return tuple(replace(label, y=f"{y:.1f}") for label, y in zip(ordered, places, strict=True))
