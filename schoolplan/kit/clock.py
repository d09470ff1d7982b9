"""What time it is, for everything the product says about time.

The demo stands on one day, so that its stories (a promise four days late, a meeting next Tuesday) stay true
whenever somebody opens it; the time of day goes on as usual.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

_standing_at: ContextVar[dt.datetime | None] = ContextVar("standing_at", default=None)


@contextmanager
def standing_at(moment: dt.datetime) -> Iterator[None]:
    """Let everything inside happen at ``moment``, for telling what has already happened (the demo's earlier years)."""
    token = _standing_at.set(moment if timezone.is_aware(moment) else timezone.make_aware(moment))
    try:
        yield
    finally:
        _standing_at.reset(token)


def now() -> dt.datetime:
    """This moment in Swedish time; in the demo the same time of day on the demo's day."""
    if standing := _standing_at.get():
        return standing
    moment = timezone.localtime()
    day: dt.date | None = settings.DEMO_DAY
    if day is None:
        return moment
    return timezone.make_aware(dt.datetime.combine(day, moment.time().replace(tzinfo=None)))


def today() -> dt.date:
    return now().date()
