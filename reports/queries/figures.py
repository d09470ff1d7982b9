"""Figures kept in a report: what its readers may see, frozen as JSON, and made into figures again when page or PDF is drawn."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from analyses.templates import Words, default_titles
from indicators.charts import Trend, compared_with, trend
from indicators.masking import Shown
from indicators.models import Indicator
from indicators.queries import Against, Beside, Break, Figure, Point, Spread
from units.years import SchoolYear

_PLAIN = ("key", "title", "short_title", "measure", "decimals", "direction", "source")
_LATER = (
    "comparison",
    "basis",
    "of_children",
    "scope",
    "place",
)  # not all of them in reports that were frozen before figures were compared by kind


def freeze(figure: Figure) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(figure, name) for name in (*_PLAIN, *_LATER)}
    return plain | {
        "area_keys": list(figure.area_keys),
        "points": _freeze_points(figure.points),
        "beside": [
            {"against": str(series.against), "source": series.source, "points": _freeze_points(series.points)}
            for series in figure.beside
        ],
        "similar": [_freeze_spread(spread) for spread in figure.similar],
        "girls": _freeze_points(figure.girls),
        "boys": _freeze_points(figure.boys),
        "breaks": [{"year": int(one.school_year), "reason": one.reason} for one in figure.breaks],
        "fetched_on": figure.fetched_on.isoformat() if figure.fetched_on else None,
    }


def _freeze_points(points: Iterable[Point]) -> list[dict[str, Any]]:
    return [{"year": int(point.school_year)} | _freeze_shown(point.shown) for point in points]


def _freeze_spread(spread: Spread) -> dict[str, Any]:
    ends: dict[str, Any] = {name: _freeze_shown(getattr(spread, name)) for name in ("low", "middle", "high")}
    return ends | {"year": int(spread.school_year), "count": spread.count}


def _freeze_shown(shown: Shown) -> dict[str, Any]:
    return {field.name: getattr(shown, field.name) for field in fields(shown)} | {
        "number": None if shown.number is None else str(shown.number),
        "interval": [str(end) for end in shown.interval] if shown.interval else None,
    }


def thaw(frozen: dict[str, Any]) -> Figure:
    """The figure as it was frozen; of a report from before figures were compared by kind, with the municipality beside it."""
    return Figure(
        **{name: frozen[name] for name in _PLAIN},
        **{name: frozen[name] for name in _LATER if name in frozen},
        area_keys=tuple(frozen["area_keys"]),
        points=_thaw_points(frozen["points"]),
        beside=_thaw_beside(frozen),
        similar=tuple(_thaw_spread(spread) for spread in frozen.get("similar", ())),
        girls=_thaw_points(frozen.get("girls", ())),
        boys=_thaw_points(frozen.get("boys", ())),
        breaks=tuple(Break(SchoolYear(one["year"]), one["reason"]) for one in frozen.get("breaks", ())),
        fetched_on=dt.date.fromisoformat(day) if (day := frozen.get("fetched_on")) else None,
    )


def _thaw_beside(frozen: dict[str, Any]) -> tuple[Beside, ...]:
    if "municipality_points" in frozen:
        points = _thaw_points(frozen["municipality_points"])
        return (Beside(Against.MUNICIPALITY, points, frozen["source"]),) if points else ()
    return tuple(Beside(Against(one["against"]), _thaw_points(one["points"]), one["source"]) for one in frozen["beside"])


def _thaw_points(frozen: Iterable[dict[str, Any]]) -> tuple[Point, ...]:
    return tuple(Point(SchoolYear(point["year"]), _thaw_shown(point)) for point in frozen)


def _thaw_spread(frozen: dict[str, Any]) -> Spread:
    low, middle, high = (_thaw_shown(frozen[name]) for name in ("low", "middle", "high"))
    return Spread(SchoolYear(frozen["year"]), low, middle, high, frozen["count"])


def _thaw_shown(frozen: dict[str, Any]) -> Shown:
    """What was not kept in former reports is as it is when nobody says anything of it."""
    kept = {field.name: frozen[field.name] for field in fields(Shown) if field.name in frozen}
    ends = frozen["interval"]
    return Shown(
        **kept
        | {
            "number": None if frozen["number"] is None else Decimal(frozen["number"]),
            "interval": (Decimal(ends[0]), Decimal(ends[1])) if ends else None,
        }
    )


COUNTS = 2  # in the table behind the diagrams
ON_SPREAD = 6  # as many diagrams as stand beside each other on the left page of a unit's spread


@dataclass(frozen=True)
class TableRow:
    """A measure's years, what it is compared with in the latest of them, and how many it concerns."""

    title: str
    cells: tuple[str, ...]
    compared: str
    people: str


@dataclass(frozen=True)
class Drawn:
    """A unit's figures as diagrams, and as the table behind them. Mere counts stand in the table only, before the others."""

    charts: tuple[Trend, ...]
    years: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]
    origins: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The diagrams of one area of the analysis."""

    key: str
    title: str
    charts: tuple[Trend, ...]


def by_area(figures: Iterable[Figure], *, preschool: bool = False) -> tuple[Group, ...]:
    """The diagrams in the order of the template's areas, each where it belongs first; those of no area last.

    ``preschool`` names the areas as a pre-school's analysis does.
    """
    titles = default_titles(words=Words.PRESCHOOL if preschool else Words.SCHOOL) | {"": _("Other indicators")}
    groups: dict[str, list[Trend]] = {key: [] for key in titles}
    for figure in shares_of(figures):
        key = next((key for key in figure.area_keys if key in groups), "")
        groups[key].append(trend(figure))
    return tuple(Group(key or "other", titles[key], tuple(charts)) for key, charts in groups.items() if charts)


def draw(figures: Sequence[Figure], at_most: int) -> Drawn:
    """The first ``at_most`` of the figures that are drawn; a report has room for no more."""
    drawn = shares_of(figures)[:at_most]
    told = [figure for figure in figures if figure.measure == Indicator.Measure.COUNT][:COUNTS] + drawn
    years = sorted({point.school_year for figure in told for point in figure.points})
    charts = tuple(trend(figure) for figure in drawn)
    return Drawn(
        charts=charts,
        years=tuple(str(year) for year in years),
        rows=tuple(_row(figure, years) for figure in told),
        notes=tuple(_("%(title)s. %(note)s") % {"title": chart.title, "note": note} for chart in charts for note in chart.notes),
        origins=tuple(dict.fromkeys(text for chart in charts for text in (chart.origin, chart.compared_origin) if text)),
    )


def shares_of(figures: Iterable[Figure]) -> list[Figure]:
    """Those that are drawn: a mere count says more as a number."""
    return [figure for figure in figures if figure.measure != Indicator.Measure.COUNT]


def _row(figure: Figure, years: Sequence[SchoolYear]) -> TableRow:
    by_year = {point.school_year: point.shown.text for point in figure.points}
    latest = figure.latest.shown
    people = latest.text if latest.masked else latest.people
    return TableRow(figure.short_title, tuple(by_year.get(year, "") for year in years), " ".join(compared_with(figure)), people)


def with_charts(content: dict[str, Any]) -> dict[str, Any]:
    """A report's content made ready to draw: frozen figures of units and municipality as diagrams and table."""
    return content | {
        "drawn": draw([thaw(figure) for figure in content.get("figures", ())], ON_SPREAD),
        "units": [unit | {"drawn": draw([thaw(figure) for figure in unit["figures"]], ON_SPREAD)} for unit in content["units"]],
    }
