"""A figure in a row of a table: its latest value, its years as a line as wide as a word, and what to compare with. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.charts.geometry import SPARK, Line, Scale, line_of, numbers_of, years_of
from indicators.masking import Measure
from indicators.queries import Against, Break, Figure, Point
from indicators.sentences import in_words

SPAN = 20  # the least a scale covers: percentage points, or per cent of the largest value


@dataclass(frozen=True)
class Spark:
    """A line without axes, as wide as a word. ``label`` carries the figures for those who do not see it."""

    line: Line
    label: str


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


def spark(points: Sequence[Point], measure: str, breaks: Sequence[Break] = ()) -> Spark:
    """The points as a spark; the scale is their own, wide enough for a small difference to look small."""
    numbers = numbers_of(points) or [Decimal(0)]
    smallest = Decimal(SPAN) if measure == Measure.PERCENT else max(numbers) * SPAN / 100
    missing = max(smallest - (max(numbers) - min(numbers)), Decimal(0))
    scale = Scale(SPARK, *years_of(points), min(numbers) - missing / 2, max(numbers) + missing / 2)
    return Spark(line_of(points, scale, breaks), in_words(tuple(points)))


def facts(figures: Iterable[Figure]) -> list[Fact]:
    """The rows of the table of facts."""
    return [
        Fact(
            key=figure.key,
            title=figure.short_title,
            source=figure.source,
            value=figure.latest.shown.text,
            under=_under(figure.latest),
            spark=spark(figure.points, figure.measure, figure.breaks),
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
    """What those have whom the figure is compared with, and what it was before; or what a hidden value asks of the reader."""
    shown, before = figure.latest.shown, figure.previous
    if shown.masked:
        return _("The value is masked. Write about the pattern, not about single children or pupils.")
    said = [f"{capfirst(shown.note)}."] if shown.interval else []
    said += compared_with(figure)
    if figure.new_break:
        said.append(_("Can not be compared with earlier years: %(reason)s.") % {"reason": figure.new_break.reason})
    elif before is not None and before.school_year == figure.latest.school_year.previous and not before.shown.masked:
        said.append(_("The year before %(value)s.") % {"value": before.shown.text})
    return " ".join(said)


def compared_with(figure: Figure) -> list[str]:
    """What each of those has in the latest year whom the figure is compared with."""
    said = []
    for series in figure.beside:
        other = series.of(figure.latest.school_year)
        if other is not None and not other.masked and not other.missing:
            said.append(_said_of(series.against) % {"value": other.text})
    if figure.peers:
        said.append(_("Similar municipalities %(range)s.") % {"range": figure.peers.text(figure.decimals)})
    return said


def _said_of(against: Against) -> str:
    match against:
        case Against.COUNTRY:
            return _("The country %(value)s.")
        case Against.MUNICIPALITY:
            return _("The municipality %(value)s.")
    return _("Expected %(value)s.")
