"""What the start pages show: what needs doing, by when, and what the other side has promised."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from analyses.models import Analysis, AnalysisVersion
from analyses.queries import Overview, Rollup, overviews, rollup
from analyses.workflow import State
from dialogues.queries import next_meeting, open_promises
from plans.queries import measures_to_follow_up
from reports.models import Question
from schoolplan.kit import clock
from support.models import SupportRequest
from support.workflow import State as SupportState
from units.access import paths_where, places_with
from units.models import Assignment, Kind, Node, User, WheelLine
from units.roles import Role
from units.years import SchoolYear

NEW_FOR = dt.timedelta(days=365)  # how long a principal is led to what the unit was like before


@dataclass(frozen=True)
class MyPage:
    """A unit's leader sees in ten seconds what needs doing."""

    analyses: tuple[Overview, ...]
    to_begin: tuple[Node, ...]
    measures: Any
    promises: Any
    meeting: Any
    focus: str
    place: str
    taken_over: tuple[Node, ...]

    @property
    def unfinished(self) -> list[Overview]:
        return [each for each in self.analyses if each.analysis.state in State.open()]

    @property
    def needs(self) -> int:
        """How many things wait: analyses to write, measures to follow up, a meeting to prepare."""
        return (
            len(self.unfinished)
            + len(self.to_begin)
            + len(self.measures)
            + (1 if self.meeting and self.meeting.unanswered else 0)
        )


def my_page(user: User) -> MyPage:
    year = SchoolYear.current()
    own = list(Node.objects.units().filter(paths_where(user, "analysis.write")).order_by("path"))
    analyses = (
        Analysis.objects.filter(node__in=own, school_year=year)
        .select_related("node")
        .prefetch_related("reviews")
        .order_by("node__path")
    )
    begun = tuple(overviews(list(analyses)))
    with_analysis = {each.analysis.node_id for each in begun}
    return MyPage(
        analyses=begun,
        to_begin=tuple(node for node in own if node.pk not in with_analysis),
        measures=measures_to_follow_up(user),
        promises=open_promises(user),
        meeting=next_meeting(user),
        focus=month_focus(own[0].municipality, WheelLine.Side.UNIT) if own else "",
        place=own[0].name if len(own) == 1 else "",
        taken_over=_taken_over(user),
    )


def _taken_over(user: User) -> tuple[Node, ...]:
    """The units that the person began to lead within the last year."""
    today = clock.today()
    begun = Assignment.objects.on(today).filter(user=user, role=Role.PRINCIPAL, starts_on__gt=today - NEW_FOR)
    return tuple(Node.objects.units().filter(pk__in=begun.values("node")).order_by("path"))


@dataclass(frozen=True)
class OfficePage:
    """The administration sees who has handed in, what waits for an answer, and what it has promised.

    ``answers`` when the person is one of those who answer the units.
    """

    rollup: Rollup
    answers: bool
    to_read: tuple[AnalysisVersion, ...]
    support_waiting: int
    questions: tuple[Question, ...]
    promises: Any
    meeting: Any
    focus: str


def office_page(user: User) -> OfficePage | None:
    """None for someone whose role reaches no municipality or area."""
    year = SchoolYear.current()
    node = Node.objects.filter(paths_where(user, "rollup.view"), kind__in=[Kind.MUNICIPALITY, Kind.AREA]).order_by("path").first()
    if node is None:
        return None
    answers = bool(places_with(user, "analysis.review"))
    theirs = paths_where(user, "analysis.review" if answers else "analysis.submitted", "analysis__node__")
    handed_in = AnalysisVersion.objects.filter(theirs, analysis__school_year=year, analysis__state=State.SUBMITTED)
    newest = handed_in.order_by("analysis", "-number").distinct("analysis").defer("content").select_related("analysis__node")
    unanswered = Question.objects.visible_to(user).filter(
        paths_where(user, "question.answer", "report__node__"), answered_at=None
    )
    return OfficePage(
        rollup=rollup(node, year),
        answers=answers,
        to_read=tuple(sorted(newest, key=lambda version: version.node.path)),
        support_waiting=SupportRequest.objects.visible_to(user).filter(school_year=year, state=SupportState.REQUESTED).count(),
        questions=tuple(unanswered.select_related("report").order_by("asked_at")),
        promises=open_promises(user),
        meeting=next_meeting(user),
        focus=month_focus(node.municipality, WheelLine.Side.ADMINISTRATION),
    )


def month_focus(municipality: Node, side: str) -> str:
    """What the year wheel says of this month, or nothing."""
    line = WheelLine.objects.filter(municipality=municipality, month=clock.today().month, side=side).first()
    return line.text if line else ""
