"""How fresh what we know about a measure is. Whether it is done, and whether it made a difference, are two other questions."""

import datetime as dt
from enum import StrEnum

from plans.models import Measure

FRESH_DAYS = 30
STALE_DAYS = 90


class Freshness(StrEnum):
    FRESH = "fresh"
    LATE = "late"
    STALE = "stale"
    NOT_EXPECTED = "not_expected"  # nothing to tell: planned, just begun, or done


def under_way(measure: Measure, today: dt.date) -> bool:
    """Whether work goes on: said so, or its first day has come."""
    begun = measure.starts_on is not None and measure.starts_on <= today
    return measure.status == Measure.Status.ONGOING or (measure.status == Measure.Status.PLANNED and begun)


def freshness(measure: Measure, last_on: dt.date | None, today: dt.date) -> Freshness:
    """Fresh within 30 days of a follow-up, then late and after 90 days stale, as long as the measure is ongoing."""
    if last_on and (today - last_on).days <= FRESH_DAYS:
        return Freshness.FRESH
    if measure.status != Measure.Status.ONGOING:
        return Freshness.NOT_EXPECTED
    since = last_on or measure.starts_on
    days = (today - since).days if since else None
    if days is None:
        return Freshness.LATE
    if days <= FRESH_DAYS:
        return Freshness.NOT_EXPECTED
    return Freshness.LATE if days <= STALE_DAYS else Freshness.STALE
