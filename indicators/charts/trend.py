"""A figure over school years as a small diagram: its own line strong, what it is compared with quiet.

Pure: figures in, coordinates out; the drawing is in ``templates/indicators``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.charts.geometry import (
    PLOT,
    Label,
    Line,
    Scale,
    apart,
    band_of,
    line_of,
    numbers_of,
    span_of,
    years_of,
)
from indicators.masking import MASKED, SPACE, Basis, Direction, Measure, write_number
from indicators.models import Indicator
from indicators.queries import Against, Figure, Point
from indicators.sentences import in_words, sentences_of, value_in_words
from units.models import Kind
from units.years import SchoolYear

ACCENT, INK, GREY, SEX_LINE = (
    "#0062ba",
    "#292c30",
    "#77797b",
    "#4d91ce",
)  # for the PDF, which does not know the page's style sheet
LABELS_AT = "236"  # where the labels at the ends of the lines begin
SEXES = ("girls", "boys")
DASHES: dict[str, str] = {Against.COUNTRY: "3 3", Against.EXPECTED: "6 3"}
Others = list[tuple[str, tuple[Point, ...]]]  # the lines beside the figure's own, each by what it is
FULL_YEARS = 3  # so many years apart, and each can be written in full under the axis


@dataclass(frozen=True)
class Quiet:
    """A line to compare with, and which: country, municipality, expected, girls or boys."""

    kind: str
    path: str

    @property
    def stroke(self) -> str:
        return SEX_LINE if self.kind in SEXES else GREY

    @property
    def dash(self) -> str:
        return DASHES.get(self.kind, "")


@dataclass(frozen=True)
class Row:
    """A line of the table behind a diagram: a school year, and a cell for each column."""

    school_year: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Trend:
    """A figure as a diagram with scale, years, labels, notes, and the table behind it. ``lead`` is the first of its sentences.

    ``plain`` is what is never coloured: more of it is neither good nor bad in itself.
    """

    key: str
    title: str
    explanation: str
    label: str
    lead: str
    sentence: str
    origin: str
    compared_origin: str
    notes: tuple[str, ...]
    plain: bool
    line: Line
    quiet: tuple[Quiet, ...]
    band: str
    breaks: tuple[str, ...]
    zero: str
    years: tuple[Label, ...]
    top: str
    bottom: str
    first: Label | None
    ends: tuple[Label, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw: only notes, year after year. The table says it all."""
        return not (self.line.dots or self.line.gaps or self.line.bars or self.quiet or self.band)

    @property
    def colour(self) -> str:
        return INK if self.plain else ACCENT


def trend(figure: Figure) -> Trend:
    """The figure as a diagram."""
    others = _others(figure)
    scale = _scale(figure, others)
    said = sentences_of(figure)
    decimals = 0 if scale.low % 1 == 0 and scale.high % 1 == 0 else max(figure.decimals, 1)
    columns, rows = _table(figure)
    unit = f"{SPACE}%" if figure.measure == Measure.PERCENT else ""
    return Trend(
        key=figure.key,
        title=figure.short_title,
        explanation=_explanation(figure),
        label=_label(figure),
        lead=said[0],
        sentence=" ".join(said),
        origin=_origin(figure),
        compared_origin=_compared_origin(figure),
        notes=tuple(_notes(figure)),
        plain=figure.comparison == Indicator.Comparison.SAFETY,
        line=line_of(figure.points, scale, figure.breaks),
        quiet=tuple(Quiet(kind, line_of(points, scale, figure.breaks).path) for kind, points in others),
        band=band_of(figure.similar, scale, figure.breaks),
        breaks=tuple(
            f"{scale.x(one.school_year - 0.5):.1f}" for one in figure.breaks if scale.first < one.school_year <= scale.last
        ),
        zero=f"{scale.y(scale.low * 0):.1f}" if scale.low < 0 < scale.high else "",
        years=_year_labels(scale),
        top=f"{write_number(scale.high, decimals)}{unit}",
        bottom=write_number(scale.low, decimals),
        first=_first_label(figure, scale, others),
        ends=apart(list(_end_labels(figure, scale, others)), PLOT),
        columns=columns,
        rows=rows,
    )


def _others(figure: Figure) -> Others:
    return [
        *((series.against, series.points) for series in figure.beside),
        *(
            (name, points)
            for name, points in zip(SEXES, (figure.girls, figure.boys), strict=True)
            if _is_up_to_date(points, figure)
        ),
    ]


def _is_up_to_date(points: tuple[Point, ...], figure: Figure) -> bool:
    """Whether girls or boys have a number in the latest year; otherwise they stand in the table only."""
    return any(point.school_year == figure.latest.school_year and numbers_of([point]) for point in points)


def _scale(figure: Figure, others: Others) -> Scale:
    everybody = [*figure.points, *(point for _kind, points in others for point in points)]
    peers = [end.number for spread in figure.similar for end in (spread.low, spread.high) if end.number is not None]
    low, high = span_of([*numbers_of(everybody), *peers], figure.measure)
    years = [*years_of(everybody), *(int(spread.school_year) for spread in figure.similar)]
    return Scale(PLOT, min(years), max(years), low, high)


def _year_labels(scale: Scale) -> tuple[Label, ...]:
    """The school years under the axis, shorter where there are many."""
    years = range(scale.first, scale.last + 1)
    full = scale.last - scale.first <= FULL_YEARS
    return tuple(Label(f"{scale.x(year):.1f}", "169", str(SchoolYear(year)) if full else _short(year)) for year in years)


def _short(year: int) -> str:
    """2024/25 where there is little room: 24/25."""
    return str(SchoolYear(year))[2:]


def _first_label(figure: Figure, scale: Scale, others: Others) -> Label | None:
    """The first number, over its dot, or under it when the lines to compare with lie above."""
    numbered = [point for point in figure.points if point.shown.number is not None]
    if len(numbered) < 2:
        return None
    first = numbered[0]
    y = scale.y(first.shown.number)  # type: ignore[arg-type]
    same_year = (point for _kind, points in others for point in points if point.school_year == first.school_year)
    over = y + 18 if any(scale.y(number) < y for number in numbers_of(same_year)) else y - 9
    over = over if over <= PLOT.bottom - 2 else y - 9
    return Label(f"{scale.x(first.school_year) + 2:.1f}", f"{over:.1f}", first.shown.text.removesuffix(f"{SPACE}%"), "own")


def _end_labels(figure: Figure, scale: Scale, others: Others) -> Iterable[Label]:
    """What stands at the ends of the lines, at the height of each one's last value."""
    if own := _own_label(figure, scale):
        yield own
    for kind, points in others:
        if placed := [point for point in points if numbers_of([point])]:
            last = placed[-1]
            text = last.shown.text.removesuffix(f"{SPACE}%")
            words = {"who": _name(kind), "value": text + _former(figure, last.school_year)}
            yield _at(scale, last, _("%(who)s %(value)s") % words, "sex" if kind in SEXES else "other")
    if figure.similar:
        last_spread = figure.similar[-1]
        y = scale.y(last_spread.middle.number or scale.low)
        text = last_spread.text(figure.decimals).removesuffix(f"{SPACE}%") + _former(figure, last_spread.school_year)
        yield Label(LABELS_AT, f"{y + 4:.1f}", _("Similar %(range)s") % {"range": text})


def _former(figure: Figure, school_year: SchoolYear) -> str:
    """The year of a line that ends before the figure's own."""
    return "" if school_year == figure.latest.school_year else f" ({_short(school_year)})"


def _own_label(figure: Figure, scale: Scale) -> Label | None:
    """The last value that can be placed; with its year instead of its name when the line goes on without numbers.

    The same of an interval: its bar stands over an earlier year than the label.
    """
    placed = [point for point in figure.points if numbers_of([point])]
    if not placed:
        return None
    last = placed[-1]
    if last is figure.latest:
        return _at(scale, last, _("%(who)s %(value)s") % {"who": _place(figure), "value": last.shown.text}, "own")
    return _at(scale, last, f"{last.shown.text} ({last.school_year})", "own")


def _at(scale: Scale, point: Point, text: str, kind: str) -> Label:
    return Label(LABELS_AT, f"{max(scale.y(number) for number in numbers_of([point])) + 4:.1f}", text, kind)


def _place(figure: Figure) -> str:
    match figure.place:
        case Kind.MUNICIPALITY:
            return _("The municipality")
        case Kind.AREA:
            return _("The area")
    return _("The unit")


def _name(kind: str) -> str:
    match kind:
        case Against.COUNTRY:
            return _("The country")
        case Against.MUNICIPALITY:
            return _("The municipality")
        case Against.EXPECTED:
            return _("Expected")
        case "girls":
            return _("Girls")
    return _("Boys")


def _table(figure: Figure) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The columns and rows behind the diagram; a column only where some year has something to say."""
    own = {point.school_year: point.shown for point in figure.points}
    people = {year: MASKED if shown.masked else shown.people for year, shown in own.items()}
    columns = {_place(figure): {year: shown.text for year, shown in own.items()}}
    if any(shown.people for shown in own.values()):
        columns[_size(figure)] = people
    sexes = [(name, points) for name, points in zip(SEXES, (figure.girls, figure.boys), strict=True) if points]
    for kind, points in [*((series.against, series.points) for series in figure.beside), *sexes]:
        columns[_name(kind)] = {point.school_year: point.shown.text for point in points}
    if figure.similar:
        columns[_("Similar municipalities")] = {
            spread.school_year: _("%(range)s, middle %(middle)s (%(count)s municipalities)")
            % {"range": spread.text(figure.decimals), "middle": spread.middle.text, "count": spread.count}
            for spread in figure.similar
        }
    years = sorted({year for cells in columns.values() for year in cells})
    rows = (Row(str(year), tuple(cells.get(year, "") for cells in columns.values())) for year in years)
    return tuple(columns), tuple(rows)


def _size(figure: Figure) -> str:
    match figure.basis:
        case Basis.ANSWERS:
            return _("Answers")
        case Basis.POSTS:
            return _("Full-time posts")
    return _("Children") if figure.of_children else _("Pupils")


def _label(figure: Figure) -> str:
    """The text alternative: every year of its own, and the latest year of the others."""
    said = [_("%(title)s. %(values)s.") % {"title": figure.short_title, "values": in_words(figure.points)}]
    for series in figure.beside:
        if shown := series.of(figure.latest.school_year):
            words = {"who": _name(series.against), "value": value_in_words(shown)}
            said.append(_("%(who)s the latest year: %(value)s.") % words)
    if figure.peers:
        said.append(_("Similar municipalities the latest year: %(range)s.") % {"range": figure.peers.text(figure.decimals)})
    return " ".join(said)


def _explanation(figure: Figure) -> str:
    """What the scale counts, whose pupils, and which way is better where higher is not."""
    said = [_counted(figure)]
    if figure.scope:
        said.append(str(Indicator.Scope(figure.scope).label))
    if figure.direction == Direction.LOWER:
        said.append(_("lower is better"))
    return capfirst(" · ".join(part for part in said if part))


def _counted(figure: Figure) -> str:
    match figure.measure, figure.basis:
        case Measure.PERCENT, Basis.ANSWERS:
            return _("Share of the answers in per cent")
        case Measure.PERCENT, Basis.POSTS:
            return _("Share of the full-time posts in per cent")
        case Measure.PERCENT, _basis:
            return _("Share of the children in per cent") if figure.of_children else _("Share of the pupils in per cent")
        case Measure.COUNT, Basis.PUPILS:
            return _("Number of children") if figure.of_children else _("Number of pupils")
        case Measure.COUNT, _basis:
            return _("Number")
        case Measure.POINTS, _basis:
            return _("Average in points")
        case Measure.DIFFERENCE, _basis:
            return _("Difference from what is expected")
        case Measure.MONEY, _basis:
            return _("Kronor")
    return ""


def _notes(figure: Figure) -> Iterable[str]:
    """What a reader must know of some years: breaks of the series, and marks."""
    first = figure.points[0].school_year
    for one in figure.breaks:
        if first < one.school_year <= figure.latest.school_year:
            words = {"year": str(one.school_year), "reason": one.reason}
            yield _("Can not be compared with years before %(year)s: %(reason)s.") % words
    if any(point.shown.rounded for point in figure.points):
        yield _("A square is a value that its publisher has rounded.")


def _origin(figure: Figure) -> str:
    """Source: Skolverket, school year 2024/25. Fetched 12 October 2026."""
    year = str(figure.latest.school_year)
    words = {"source": figure.source, "year": year}
    said = [_("Source: %(source)s.") % words if year in figure.source else _("Source: %(source)s, school year %(year)s.") % words]
    if figure.fetched_on:
        said.append(_("Fetched %(day)s.") % {"day": date_format(figure.fetched_on, "DATE_FORMAT")})
    return " ".join(said)


def _compared_origin(figure: Figure) -> str:
    """Where the lines to compare with come from. What the product has worked on names no publisher as its source."""
    others = list(dict.fromkeys(series.source for series in figure.beside if series.source != figure.source))
    said = [_("To compare with: %(sources)s.") % {"sources": ", ".join(others)}] if others else []
    if figure.similar:
        said.append(_("Similar municipalities: worked up from what is published of each of them."))
    return " ".join(said)
