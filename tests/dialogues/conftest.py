"""A school year of dialogues for the area and for the unit."""

import datetime as dt

import pytest
from django.utils import timezone

from dialogues.services import make_series
from tests.factories import YEAR


def at(year: int, month: int, day: int, hour: int = 13) -> dt.datetime:
    return timezone.make_aware(dt.datetime(year, month, day, hour))


@pytest.fixture
def series(cast):
    """The unit's: second Tuesdays from September; the test's day (2 June) lies between May and June."""
    return make_series(node=cast.unit, school_year=YEAR, first=at(2025, 9, 9), place="Almskolan", by=cast.verksamhetschef)


@pytest.fixture
def may(series):
    """The latest meeting that has begun."""
    return series.meetings.get(starts_at=at(2026, 5, 12))


@pytest.fixture
def june(series):
    """The next meeting."""
    return series.meetings.get(starts_at=at(2026, 6, 9))
