"""What a finding rests on, as a page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template

from analyses.models import Ground, Observation
from analyses.queries.grounds import Quotes
from indicators.queries import Quote

register = template.Library()


@dataclass(frozen=True)
class Line:
    """A ground with the figure it points to, or the observation."""

    ground: Ground
    quote: Quote | None
    observation: Observation | None


@register.filter
def quoted_by(grounds: Iterable[Ground], quotes: Quotes) -> list[Line]:
    """The grounds, living or frozen, with their figures as the page's reader may see them."""
    lines = [Line(ground, quotes.get(ground.value_id or 0), ground.observation) for ground in grounds]
    return [line for line in lines if line.quote or line.observation]
