"""The geometry of small diagrams. Pure: figures in, coordinates out; the drawing is in ``templates/indicators``.

A masked year is a gap with a tinted band, an interval (``~100``) is a bar from its lowest to its highest value. Neither joins
a line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from django.utils.translation import gettext as _

from indicators.masking import MASKED, SPACE, Measure, write_number
from indicators.queries import Figure, Point
from indicators.sentences import value_in_words


@dataclass(frozen=True)
class Box:
    """The part of the drawing where values lie: left, right, top, bottom."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    last: bool


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
    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Line:
    """A series as drawn: the path, broken where there is no number, and its dots, gaps and bars."""

    path: str
    dots: tuple[Dot, ...]
    gaps: tuple[Gap, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Spark:
    """A line without axes, as wide as a word. ``label`` carries the figures for those who do not see it."""

    line: Line
    label: str


@dataclass(frozen=True)
class Row:
    """A line of the table behind a diagram."""

    school_year: str
    value: str
    people: str
    municipality: str


@dataclass(frozen=True)
class Trend:
    """A line with scale, years, labels and the table behind it."""

    title: str
    explanation: str
    label: str
    sentence: str
    source: str
    line: Line
    municipality: Line | None
    years: tuple[Label, ...]
    top: Label
    bottom: Label
    first: Label | None
    own: Label | None
    compared: Label | None
    rows: tuple[Row, ...]

    @property
    def has_people(self) -> bool:
        return any(row.people for row in self.rows)


@dataclass(frozen=True)
class Fact:
    """A row of the table of facts: one measure, its latest value, its years, and what to compare with.

    ``points`` are its years, latest last, each with the id of its value: a finding points to one of them.
    """

    key: str
    title: str
    source: str
    value: str
    under: str
    spark: Spark
    note: str
    points: tuple[Point, ...] = ()


SPARK = Box(12, 98, 8, 32)
PLOT = Box(52, 232, 24, 150)
BAND = {SPARK: (24, 25), PLOT: (32, 36)}  # width of a gap, where its two full stops stand
LABEL_HEIGHT = 15
SMALLEST_SPAN = 30  # of a diagram's scale, in units of the measure
SPARK_SPAN = 20  # the least a spark's scale covers: percentage points, or per cent of the largest value


@dataclass(frozen=True)
class Scale:
    """From school years and values to places in a box."""

    box: Box
    first: int
    last: int
    low: Decimal
    high: Decimal

    def x(self, year: int) -> float:
        if self.first == self.last:
            return self.box.right
        return self.box.left + (self.box.right - self.box.left) * (year - self.first) / (self.last - self.first)

    def y(self, value: Decimal) -> float:
        if self.low == self.high:
            return (self.box.top + self.box.bottom) / 2
        return self.box.bottom - (self.box.bottom - self.box.top) * float((value - self.low) / (self.high - self.low))


def spark(points: Sequence[Point], measure: str) -> Spark:
    """The points as a spark; the scale is their own, wide enough for a small difference to look small."""
    numbers = _numbers(points) or [Decimal(0)]
    smallest = Decimal(SPARK_SPAN) if measure == Measure.PERCENT else max(numbers) * SPARK_SPAN / 100
    missing = max(smallest - (max(numbers) - min(numbers)), Decimal(0))
    scale = Scale(SPARK, *_years(points), min(numbers) - missing / 2, max(numbers) + missing / 2)
    return Spark(_line(points, scale), _in_words(points))


def trend(figure: Figure) -> Trend:
    """The figure as a diagram, with the municipality's published values as a quiet line."""
    points, compared = figure.points, figure.municipality_points
    low, high = _span([*_numbers(points), *_numbers(compared)], figure.measure)
    scale = Scale(PLOT, *_years([*points, *compared]), low, high)
    unit = f"{SPACE}%" if figure.measure == Measure.PERCENT else ""
    own = _end_label(points, scale, "")
    return Trend(
        title=figure.short_title,
        explanation=_explanation(figure),
        label=_label(figure),
        sentence=figure.sentence,
        source=figure.source,
        line=_line(points, scale),
        municipality=_line(compared, scale) if compared else None,
        years=_year_labels(scale),
        top=Label("0", "28", f"{write_number(high, 0)}{unit}"),
        bottom=Label("0", "154", write_number(low, 0)),
        first=_first_label(points, scale),
        own=own,
        compared=_apart(_end_label(compared, scale, _("Municipality")), own),
        rows=tuple(_rows(points, compared)),
    )


def facts(figures: Iterable[Figure]) -> list[Fact]:
    """The rows of the table of facts."""
    return [
        Fact(
            key=figure.key,
            title=figure.short_title,
            source=figure.source,
            value=figure.latest.shown.text,
            under=_under(figure.latest),
            spark=spark(figure.points, figure.measure),
            note=_compare(figure),
            points=figure.points,
        )
        for figure in figures
    ]


def _under(point: Point) -> str:
    people = point.shown.people or (point.shown.note if point.shown.masked else "")
    year = str(point.school_year)
    return _("%(year)s, %(people)s") % {"year": year, "people": people} if people else year


def _compare(figure: Figure) -> str:
    """What the municipality has and what the unit had, or what a hidden value asks of the reader."""
    shown, before = figure.latest.shown, figure.previous
    if shown.masked:
        return _("The value is masked. Write about the pattern, not about single pupils.")
    said = [_("One to four pupils did not reach the goal.")] if shown.interval else []
    if figure.municipality is not None and not figure.municipality.masked:
        said.append(_("The municipality %(value)s.") % {"value": figure.municipality.text})
    if before is not None and before.school_year == figure.latest.school_year.previous and not before.shown.masked:
        said.append(_("The year before %(value)s.") % {"value": before.shown.text})
    return " ".join(said)


def _line(points: Sequence[Point], scale: Scale) -> Line:
    width, text_y = BAND[scale.box]
    stretches: list[list[str]] = []
    dots, gaps, bars = [], [], []
    numbered = [point for point in points if point.shown.number is not None]
    before: int | None = None  # the last year with a number
    for point in points:
        x, shown = scale.x(point.school_year), point.shown
        if shown.number is not None:
            y = scale.y(shown.number)
            if before != point.school_year - 1:
                stretches.append([])
            stretches[-1].append(f"{x:.1f} {y:.1f}")
            dots.append(Dot(f"{x:.1f}", f"{y:.1f}", point is numbered[-1]))
            before = int(point.school_year)
        elif shown.masked:
            gaps.append(Gap(f"{x:.1f}", f"{x - width / 2:.1f}", str(text_y)))
        elif shown.interval:
            low, high = (scale.y(value) for value in shown.interval)
            bars.append(Bar(f"{x:.1f}", f"{x - 3:.1f}", f"{high:.1f}", f"{max(low - high, 3):.1f}"))
    return Line("".join(map(_stretch, stretches)), tuple(dots), tuple(gaps), tuple(bars))


def _stretch(places: list[str]) -> str:
    """A piece of line; a single place is a line without length, which round ends make a dot."""
    return "M" + "L".join(places) + ("h0" if len(places) == 1 else "")


def _numbers(points: Iterable[Point]) -> list[Decimal]:
    return [n for point in points for n in (*(point.shown.interval or ()), point.shown.number) if n is not None]


def _years(points: Sequence[Point]) -> tuple[int, int]:
    years = [int(point.school_year) for point in points] or [0]
    return min(years), max(years)


def _span(numbers: list[Decimal], measure: str) -> tuple[Decimal, Decimal]:
    """Even tens around the values, so that a small difference does not look like a large one."""
    if not numbers:
        return Decimal(0), Decimal(100 if measure == Measure.PERCENT else 10)
    low, high = Decimal(floor((min(numbers) - 5) / 10) * 10), Decimal(ceil((max(numbers) + 2) / 10) * 10)
    if measure == Measure.PERCENT:
        high = min(high, Decimal(100))
    low = max(min(low, high - SMALLEST_SPAN), Decimal(0))
    return low, max(high, low + SMALLEST_SPAN)


def _year_labels(scale: Scale) -> tuple[Label, ...]:
    """The school years under the axis: the first and the last, and those between as far as there is room."""
    span = scale.last - scale.first
    years = range(scale.first, scale.last + 1) if span <= 3 else (scale.first, scale.last)
    return tuple(Label(f"{scale.x(year):.1f}", "169", f"{year}/{(year + 1) % 100:02d}") for year in years)


def _first_label(points: Sequence[Point], scale: Scale) -> Label | None:
    numbered = [point for point in points if point.shown.number is not None]
    if len(numbered) < 2:
        return None
    first = numbered[0]
    y = scale.y(first.shown.number)  # type: ignore[arg-type]
    return Label(f"{scale.x(first.school_year) + 2:.1f}", f"{y - 9:.1f}", first.shown.text.removesuffix(f"{SPACE}%"))


def _end_label(points: Sequence[Point], scale: Scale, name: str) -> Label | None:
    """The last value that can be placed, at the end of its line; with its year when the line goes on without numbers.

    An interval stands without its year: there is no room for both, and its bar stands over the year.
    """
    placed = [point for point in points if _numbers([point])]
    if not placed:
        return None
    last = placed[-1]
    y = max(scale.y(value) for value in _numbers([last])) + 4
    year = "" if last is points[-1] or last.shown.number is None else f"({last.school_year})"
    return Label("244", f"{y:.1f}", " ".join(part for part in (name, last.shown.text, year) if part))


def _apart(label: Label | None, other: Label | None) -> Label | None:
    """The label moved so that it does not lie on the other."""
    if label is None or other is None or abs(float(label.y) - float(other.y)) >= LABEL_HEIGHT:
        return label
    below = float(label.y) >= float(other.y)
    return Label(label.x, f"{float(other.y) + (LABEL_HEIGHT if below else -LABEL_HEIGHT):.1f}", label.text)


def _rows(points: Sequence[Point], compared: Sequence[Point]) -> Iterable[Row]:
    own, beside = ({int(p.school_year): p for p in series} for series in (points, compared))
    for year in sorted(own.keys() | beside.keys()):
        point = own.get(year) or beside[year]
        value = own[year].shown if year in own else None
        yield Row(
            str(point.school_year),
            value.text if value else "",
            (MASKED if value.masked else value.people) if value else "",
            beside[year].shown.text if year in beside else "",
        )


def _in_words(points: Sequence[Point]) -> str:
    return ", ".join(f"{point.school_year}: {value_in_words(point.shown)}" for point in points)


def _label(figure: Figure) -> str:
    words = {"title": figure.short_title, "values": _in_words(figure.points)}
    if figure.municipality is None:
        return _("%(title)s. %(values)s.") % words
    return _("%(title)s. %(values)s. The municipality the latest year: %(municipality)s.") % (
        words | {"municipality": value_in_words(figure.municipality)}
    )


def _explanation(figure: Figure) -> str:
    match figure.measure:
        case Measure.PERCENT:
            return _("Share of the pupils in per cent")
        case Measure.COUNT:
            return _("Number of pupils")
        case _:
            return _("Average in points")
