"""What has changed since the previous meeting in the figures and in the measures of the node's units."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from dialogues.models import Meeting
from indicators.queries import Figure, audience_for, fetched_since, figures_of_many
from plans.models import Measure
from schoolplan.kit import clock
from units.models import Node, User
from units.years import SchoolYear

QUIET = dt.timedelta(days=30)


@dataclass(frozen=True)
class NewFigure:
    """A figure whose latest value came after the previous meeting."""

    node: Node
    figure: Figure


@dataclass(frozen=True)
class LateMeasure:
    """A measure that is past its day, or that nobody has noted anything about for a month."""

    measure: Measure
    last_noted: dt.date | None
    past_its_day: bool


def new_figures(meeting: Meeting, previous: Meeting | None, user: User) -> list[NewFigure]:
    """Nothing at the first meeting: then all figures are old news."""
    if previous is None:
        return []
    since = timezone.localtime(previous.starts_at).date()
    nodes = list(Node.objects.within(meeting.node).order_by("path"))
    new = fetched_since(nodes, since)
    touched = [node for node in nodes if any(pk == node.pk for pk, _key, _year in new)]
    figures: dict[int, list[Figure]] = {}
    for audience in {audience_for(user, node) for node in touched}:
        readers = [node for node in touched if audience_for(user, node) == audience]
        figures |= figures_of_many(readers, until=SchoolYear.current(), audience=audience, years=2)
    return [
        NewFigure(node, figure)
        for node in touched
        for figure in figures[node.pk]
        if (node.pk, figure.key, figure.latest.school_year) in new
    ]


def late_measures(node: Node, user: User) -> list[LateMeasure]:
    """Ongoing measures of the plans at and under the node that the reader may see."""
    today = clock.today()
    ongoing = (
        Measure.objects.visible_to(user)
        .filter(goal__plan__node__path__startswith=node.path, status=Measure.Status.ONGOING)
        .annotate(last_noted=Max("follow_ups__on"))
        .select_related("goal__plan__node")
        .order_by("ends_on", "pk")
    )
    found = [LateMeasure(one, one.last_noted, bool(one.ends_on and one.ends_on < today)) for one in ongoing]
    return [late for late in found if late.past_its_day or _is_quiet(late, today)]


def _is_quiet(late: LateMeasure, today: dt.date) -> bool:
    """Nothing noted for a month, counted from the latest note or from when the measure began."""
    last = late.last_noted or late.measure.starts_on
    return last is None or today - last > QUIET
