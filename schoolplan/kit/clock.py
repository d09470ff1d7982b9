"""What time it is, for everything the product says about time.

The demo stands on one day, so that its stories (a promise four days late, a meeting next Tuesday) stay true
whenever somebody opens it; the time of day goes on as usual.
"""

import datetime as dt

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """This moment in Swedish time; in the demo the same time of day on the demo's day."""
    moment = timezone.localtime()
    day: dt.date | None = settings.DEMO_DAY
    if day is None:
        return moment
    return timezone.make_aware(dt.datetime.combine(day, moment.time().replace(tzinfo=None)))


def today() -> dt.date:
    return now().date()
