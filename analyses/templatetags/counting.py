"""Drawings of counts: a dot for each unit, bars that share a scale."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from analyses.queries.rollup import AreaCount, CauseCount, Rollup, Row

register = template.Library()

STEP = 14.4
PER_LINE = 21
MOST_DOTS = 210


@register.inclusion_tag("analyses/_dots.html")
def unit_dots(count: AreaCount) -> dict[str, Any]:
    """A dot for each unit: a challenge, a strength, silent, or not handed in."""
    return _dots(["on"] * count.challenge + ["alt"] * count.strength + ["no"] * count.silent + ["wait"] * count.waiting)


@register.inclusion_tag("analyses/_dots.html")
def handed_in_dots(rollup: Rollup) -> dict[str, Any]:
    """A dot for each unit, filled where the analysis is handed in."""
    return _dots(["on"] * rollup.handed_in + ["wait"] * len(rollup.missing))


def _dots(kinds: list[str]) -> dict[str, Any]:
    """So that the number can be counted and those that are missing are seen; none beyond what an eye can take in."""
    shown = kinds if len(kinds) <= MOST_DOTS else []
    lines = max(1, -(-len(shown) // PER_LINE))
    dots = [
        {"kind": kind, "x": f"{7 + STEP * (place % PER_LINE):.1f}", "y": f"{7 + STEP * (place // PER_LINE):.1f}"}
        for place, kind in enumerate(shown)
    ]
    return {"dots": dots, "width": 302, "height": f"{STEP * lines:.0f}"}


@register.simple_tag(takes_context=True)
def judgement_cells(context: template.Context, row: Row) -> SafeString:
    """The unit's squares in the matrix. Each different square is drawn once a page: a municipality has thousands of them."""
    drawn: Any = context.render_context.setdefault("judgement_cells", {})  # type: ignore[arg-type]
    for cell in row.levels:
        if cell not in drawn:
            drawn[cell] = render_to_string("analyses/_cell.html", {"cell": cell})
    return mark_safe("".join(drawn[cell] for cell in row.levels))


@register.filter
def bar_start(count: CauseCount, most: int) -> str:
    """Where the bar of promoting causes begins, so that it ends at the words."""
    return f"{most - count.promoting + 0.5:.1f}"
