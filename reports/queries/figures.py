"""Figures kept in a report: what its readers may see, frozen as JSON, and made into figures again when page or PDF is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.charts import Trend, trend
from indicators.masking import Shown
from indicators.models import Indicator
from indicators.queries import Figure, Point
from units.years import SchoolYear

_PLAIN = ("key", "title", "short_title", "measure", "decimals", "direction", "source")


def freeze(figure: Figure) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(figure, name) for name in _PLAIN}
    return plain | {
        "area_keys": list(figure.area_keys),
        "points": [_freeze_point(point) for point in figure.points],
        "municipality_points": [_freeze_point(point) for point in figure.municipality_points],
    }


def _freeze_point(point: Point) -> dict[str, Any]:
    shown = point.shown
    return {
        "year": int(point.school_year),
        "text": shown.text,
        "number": None if shown.number is None else str(shown.number),
        "note": shown.note,
        "masked": shown.masked,
        "missing": shown.missing,
        "people": shown.people,
        "interval": [str(end) for end in shown.interval] if shown.interval else None,
    }


def thaw(frozen: dict[str, Any]) -> Figure:
    return Figure(
        **{name: frozen[name] for name in _PLAIN},
        area_keys=tuple(frozen["area_keys"]),
        points=tuple(_thaw_point(point) for point in frozen["points"]),
        municipality_points=tuple(_thaw_point(point) for point in frozen["municipality_points"]),
    )


def _thaw_point(frozen: dict[str, Any]) -> Point:
    ends = frozen["interval"]
    return Point(
        SchoolYear(frozen["year"]),
        Shown(
            text=frozen["text"],
            number=None if frozen["number"] is None else Decimal(frozen["number"]),
            note=frozen["note"],
            masked=frozen["masked"],
            missing=frozen.get("missing", False),  # reports of before it was kept
            people=frozen["people"],
            interval=(Decimal(ends[0]), Decimal(ends[1])) if ends else None,
        ),
    )


ON_SPREAD = 6  # as many diagrams as stand beside each other on the left page of a unit's spread


@dataclass(frozen=True)
class TableRow:
    title: str
    cells: tuple[str, ...]
    municipality: str
    people: str


@dataclass(frozen=True)
class Drawn:
    """A unit's figures as diagrams, and as the table behind them. Mere counts stand in the table only."""

    charts: tuple[Trend, ...]
    years: tuple[str, ...]
    rows: tuple[TableRow, ...]


def draw(figures: Sequence[Figure], at_most: int | None = None) -> Drawn:
    years = sorted({point.school_year for figure in figures for point in figure.points})
    shares = [figure for figure in figures if figure.measure != Indicator.Measure.COUNT]
    return Drawn(
        charts=tuple(trend(figure) for figure in shares[:at_most]),
        years=tuple(str(year) for year in years),
        rows=tuple(_row(figure, years) for figure in figures),
    )


def _row(figure: Figure, years: Sequence[SchoolYear]) -> TableRow:
    by_year = {point.school_year: point.shown.text for point in figure.points}
    municipality = figure.municipality.text if figure.municipality else ""
    latest = figure.latest.shown
    people = latest.text if latest.masked else latest.people
    return TableRow(figure.short_title, tuple(by_year.get(year, "") for year in years), municipality, people)


def with_charts(content: dict[str, Any]) -> dict[str, Any]:
    """A report's content made ready to draw: each unit's frozen figures as diagrams and table."""
    return content | {
        "units": [unit | {"drawn": draw([thaw(figure) for figure in unit["figures"]], ON_SPREAD)} for unit in content["units"]]
    }
