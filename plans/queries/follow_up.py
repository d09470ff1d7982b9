"""Measures that wait for a line about how it goes."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Subquery

from plans.models import FollowUp, Measure, PlanVersion
from plans.queries.progress import under_way
from schoolplan.kit import clock
from schoolplan.kit.text import first_sentence
from units.access import paths_where
from units.models import User

SILENCE = dt.timedelta(weeks=6)


class Reason(StrEnum):
    PAST = "past"  # its last day has passed, and nobody has told what came of it
    ENDS_SOON = "ends_soon"
    SILENT = "silent"  # under way, and nothing told for six weeks


@dataclass(frozen=True)
class MeasureDue:
    """A measure to follow up: its last day, if it has one, and when somebody last told what about it."""

    measure: Measure
    reason: Reason
    last_on: dt.date | None
    last_note: str  # its first sentence; empty when nobody has told anything

    @property
    def ends_on(self) -> dt.date | None:
        return self.measure.ends_on


@dataclass(frozen=True)
class FollowUpPage:
    measure: Measure
    follow_ups: list[FollowUp]


def measures_to_follow_up(user: User, within_days: int = 14) -> list[MeasureDue]:
    """The measures of the plans the user writes in that need a line now, those with the earliest last day first."""
    told = FollowUp.objects.filter(measure=OuterRef("pk")).order_by("-on", "-pk")
    adopted_once = Exists(PlanVersion.objects.filter(plan=OuterRef("goal__plan")))
    measures = (
        Measure.objects.filter(paths_where(user, "plan.write", "goal__plan__node__"))
        .filter(adopted_once)
        .exclude(status=Measure.Status.DONE)
        .annotate(last_on=Subquery(told.values("on")[:1]), last_note=Subquery(told.values("note")[:1]))
        .select_related("goal__plan__node")
        .order_by("ends_on", "starts_on", "pk")
    )
    today = clock.today()
    due = ((measure, _reason(measure, measure.last_on, today, within_days)) for measure in measures)
    return [
        MeasureDue(measure, reason, measure.last_on, first_sentence(measure.last_note or "")) for measure, reason in due if reason
    ]


def _reason(measure: Measure, last_on: dt.date | None, today: dt.date, within_days: int) -> Reason | None:
    ends_on = measure.ends_on
    if ends_on and ends_on < today:
        if last_on is None or last_on < ends_on:
            return Reason.PAST
    elif ends_on and (ends_on - today).days <= within_days:
        return Reason.ENDS_SOON
    since = last_on or measure.starts_on
    if under_way(measure, today) and (since is None or today - since > SILENCE):
        return Reason.SILENT
    return None


def follow_up_page(measure: Measure) -> FollowUpPage:
    """The measure with what has been told about it, newest first."""
    return FollowUpPage(measure, list(measure.follow_ups.select_related("by").order_by("-on", "-pk")))
