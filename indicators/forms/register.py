"""What a person decided about the differences between the register and the tree."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from indicators.queries.register import Choices, Comparison


def read_decisions(data: QueryDict, comparison: Comparison) -> tuple[dict[str, Choices], dt.date]:
    """What the person chose about each proposal, and the day from which closed units are closed.

    Raises ValidationError for a day that is none.
    """
    decisions = {}
    for proposal in comparison.proposals:
        choice = data.get(f"choice:{proposal.key}", proposal.decided.choice)
        successors = {int(pk) for pk in data.getlist(f"successor:{proposal.key}") if pk.isdecimal()}
        decisions[proposal.key] = Choices(choice, tuple(sorted(successors)))
    return decisions, _day(data.get("on", ""))


def _day(text: str) -> dt.date:
    try:
        day: Any = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise ValidationError(_("Say from which day closed units are closed."))
    return day  # type: ignore[no-any-return]
