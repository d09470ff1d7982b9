"""The year wheel as a drawing: twelve months from August, the current one filled. Pure geometry."""

import math
from dataclasses import dataclass

from django.utils.dates import MONTHS, MONTHS_3

OUTER, INNER, MIDDLE, CENTRE = 96.0, 52.0, 74.0, 100.0
GAP_DEGREES = 1.0
FIRST_MONTH = 8


@dataclass(frozen=True)
class Slice:
    path: str
    x: str
    y: str
    short: str
    is_now: bool


@dataclass(frozen=True)
class Wheel:
    slices: tuple[Slice, ...]
    month: str


def year_wheel(month: int) -> Wheel:
    """The wheel with ``month`` (1–12) as the current one."""
    months = [(FIRST_MONTH - 1 + step) % 12 + 1 for step in range(12)]
    return Wheel(tuple(_slice(place, each, each == month) for place, each in enumerate(months)), str(MONTHS[month]))


def _slice(place: int, month: int, is_now: bool) -> Slice:
    start, end = place * 30 + GAP_DEGREES, (place + 1) * 30 - GAP_DEGREES
    corners = [_point(OUTER, start), _point(OUTER, end), _point(INNER, end), _point(INNER, start)]
    a, b, c, d = (f"{x:.1f} {y:.1f}" for x, y in corners)
    path = f"M{a}A{OUTER:.0f} {OUTER:.0f} 0 0 1 {b}L{c}A{INNER:.0f} {INNER:.0f} 0 0 0 {d}Z"
    x, y = _point(MIDDLE, (start + end) / 2)
    return Slice(path, f"{x:.1f}", f"{y:.1f}", str(MONTHS_3[month]), is_now)


def _point(radius: float, degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return CENTRE + radius * math.sin(angle), CENTRE - radius * math.cos(angle)
