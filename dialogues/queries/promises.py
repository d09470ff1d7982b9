"""Promises in both directions, and a person's next meeting."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from dialogues import words
from dialogues.models import Meeting, Promise
from dialogues.workflow import PromiseState, Side, State
from schoolplan.kit import clock
from schoolplan.kit.access import may
from units.access import holds
from units.models import Node, User

STAYS_VISIBLE = dt.timedelta(days=14)


@dataclass(frozen=True)
class PromiseLine:
    """A promise with what a reader needs to know today."""

    promise: Promise
    days_late: int
    may_settle: bool

    @property
    def is_open(self) -> bool:
        return self.promise.state == PromiseState.OPEN

    @property
    def late(self) -> str:
        return words.days_late(self.days_late)

    @property
    def sentence(self) -> str:
        return words.promises(self.promise.side, self.promise.node)


def promise_line(promise: Promise, user: User) -> PromiseLine:
    days = (clock.today() - promise.due_on).days if promise.state == PromiseState.OPEN else 0
    return PromiseLine(promise, max(days, 0), may(user, "dialogues.settle_promise", promise))


def with_node(promises: "QuerySet[Promise]") -> "QuerySet[Promise]":
    return promises.select_related("meeting__series__node").order_by("due_on", "pk")


@dataclass(frozen=True)
class OpenPromises:
    """For the start pages: what the reader's side has promised, and what it has been promised."""

    ours: list[PromiseLine]
    theirs: list[PromiseLine]


def open_promises(user: User) -> OpenPromises:
    """Promises on their way, and those settled in the last two weeks, where the person takes part in the dialogue."""
    wanted = Q(state=PromiseState.OPEN) | Q(settled_on__gt=clock.today() - STAYS_VISIBLE)
    lines = [promise_line(promise, user) for promise in with_node(Promise.objects.visible_to(user).filter(wanted))]
    return OpenPromises([line for line in lines if line.may_settle], [line for line in lines if not line.may_settle])


@dataclass(frozen=True)
class NextMeeting:
    """The meeting that comes, and how much of the reader's side is prepared."""

    meeting: Meeting
    questions: int
    unanswered: int

    @property
    def node(self) -> Node:
        return self.meeting.node


def next_meeting(user: User) -> NextMeeting | None:
    """The first open meeting from today on among those the person may take part in."""
    empty = {f"empty_{side}": Count("answers", filter=Q(answers__side=side, answers__text="")) for side in Side}
    meeting = (
        Meeting.objects.visible_to(user)
        .filter(state=State.OPEN, starts_at__gte=clock.now().replace(hour=0, minute=0, second=0, microsecond=0))
        .select_related("series__node")
        .annotate(questions=Count("answers", filter=Q(answers__side=Side.UNIT)), **empty)
        .order_by("starts_at", "pk")
        .first()
    )
    if meeting is None:
        return None
    side = Side.UNIT if holds(user, "dialogue.unit_side", meeting.node) else Side.ADMINISTRATION
    return NextMeeting(meeting, meeting.questions, getattr(meeting, f"empty_{side}"))
