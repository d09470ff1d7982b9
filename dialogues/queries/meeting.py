"""One meeting's page: what has happened since last time, preparation, minutes, promises, confirmation."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues import words
from dialogues.models import MEETING_MINUTES, Agenda, Answer, Confirmation, Correction, Meeting, MinuteItem, Promise, Question
from dialogues.permissions import ACT, CONFIRM
from dialogues.queries.news import LateMeasure, NewFigure, late_measures, new_figures
from dialogues.queries.promises import PromiseLine, promise_line, with_node
from dialogues.workflow import PromiseState, Side, State
from schoolplan.kit import clock
from schoolplan.kit.access import may
from units.models import Assignment, Kind, Node, User
from units.roles import LEADERS, OFFICE, Role


@dataclass(frozen=True)
class AgendaPoint:
    """A point of the agenda with its minutes."""

    number: int
    title: str
    minutes: int
    items: list[MinuteItem]


@dataclass(frozen=True)
class SideAnswer:
    """One side's answer, and what it said last time."""

    side: str
    name: str
    answer: Answer
    last_time: str
    may_write: bool

    @property
    def help(self) -> str:
        return _("Last time: %(text)s") % {"text": self.last_time} if self.last_time else ""


@dataclass(frozen=True)
class Prepared:
    """A preparation question with both sides' answers."""

    question: Question
    answers: list[SideAnswer]

    @property
    def is_answered(self) -> bool:
        return any(side.answer.text for side in self.answers)


@dataclass(frozen=True)
class SidePromises:
    """What one side has promised the other."""

    side: str
    title: str
    lines: list[PromiseLine]


@dataclass(frozen=True)
class SideConfirmation:
    """Whether one side has confirmed the minutes; ``withdrawn_at`` when they were changed afterwards."""

    side: str
    name: str
    confirmation: Confirmation | None
    withdrawn_at: dt.datetime | None
    may_confirm: bool


@dataclass(frozen=True)
class Participants:
    """The roles that one side takes part with."""

    name: str
    roles: list[str]


@dataclass(frozen=True)
class SinceLast:
    """What has happened since the previous meeting, filled in for both sides; figures and measures while the minutes are open."""

    previous: Meeting | None
    promises: list[SidePromises]
    figures: list[NewFigure]
    measures: list[LateMeasure]

    @property
    def lines(self) -> list[PromiseLine]:
        return [line for side in self.promises for line in side.lines]

    @property
    def kept(self) -> int:
        return sum(line.promise.state == PromiseState.KEPT for line in self.lines)

    @property
    def late_from_administration(self) -> int:
        return sum(bool(line.days_late) and line.promise.side == Side.ADMINISTRATION for line in self.lines)


@dataclass(frozen=True)
class MeetingPage:
    meeting: Meeting
    node: Node
    since: SinceLast
    agenda: list[AgendaPoint]
    participants: list[Participants]
    prepared: list[Prepared]
    promises: list[PromiseLine]
    confirmations: list[SideConfirmation]
    corrections: list[Correction]
    following: Meeting | None
    has_begun: bool
    acts_for: list[tuple[Side, str]]  # the sides the reader may promise for, as a sentence

    @property
    def is_locked(self) -> bool:
        return self.meeting.state == State.LOCKED

    @property
    def minutes(self) -> int:
        return MEETING_MINUTES

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in MinuteItem.Kind]

    @property
    def noted(self) -> list[AgendaPoint]:
        """The points of the agenda that something is written under."""
        return [point for point in self.agenda if point.items]


def meeting_page(meeting: Meeting, user: User) -> MeetingPage:
    """Everything on the meeting's page, as ``user`` may see it, in a fixed number of queries."""
    meeting = _whole(meeting)
    node = meeting.node
    previous, following = _neighbours(meeting)
    earlier, made_now = _promises(meeting, previous, user)
    return MeetingPage(
        meeting=meeting,
        node=node,
        since=_since_last(meeting, previous, earlier, user),
        agenda=_agenda(meeting),
        participants=_participants(node),
        prepared=_prepared(meeting, previous, user),
        promises=made_now,
        confirmations=_confirmations(meeting, user),
        corrections=list(meeting.corrections.all()),
        following=following,
        has_begun=meeting.starts_at <= clock.now(),
        acts_for=[(side, words.promises(side, node)) for side in Side if may(user, ACT[side], meeting)],
    )


def _whole(meeting: Meeting) -> Meeting:
    confirmations = Prefetch("confirmations", Confirmation.objects.select_related("by"))
    corrections = Prefetch("corrections", Correction.objects.select_related("by").order_by("at", "pk"))
    return Meeting.objects.select_related("series__node").prefetch_related(confirmations, corrections, "items").get(pk=meeting.pk)


def _neighbours(meeting: Meeting) -> tuple[Meeting | None, Meeting | None]:
    """The meetings before and after, also in another school year."""
    line = list(Meeting.objects.filter(series__node=meeting.node).select_related("series").order_by("starts_at", "pk"))
    place = next(n for n, other in enumerate(line) if other.pk == meeting.pk)
    return (line[place - 1] if place else None), (line[place + 1] if place + 1 < len(line) else None)


def _promises(meeting: Meeting, previous: Meeting | None, user: User) -> tuple[list[PromiseLine], list[PromiseLine]]:
    """Those that this meeting begins with, and those made at it."""
    wanted = Q(meeting=meeting)
    if previous:
        older = Q(state=PromiseState.OPEN) | Q(settled_on__gte=timezone.localtime(previous.starts_at).date())
        wanted |= Q(meeting=previous) | (Q(meeting__starts_at__lt=previous.starts_at) & older)
    found = with_node(Promise.objects.filter(wanted, meeting__series__node=meeting.node))
    lines = [promise_line(promise, user) for promise in found]
    made_now = [line for line in lines if line.promise.meeting_id == meeting.pk]
    return [line for line in lines if line not in made_now], made_now


def _since_last(meeting: Meeting, previous: Meeting | None, earlier: list[PromiseLine], user: User) -> SinceLast:
    sides = [
        SidePromises(side.value, words.has_promised(side, meeting.node), [line for line in earlier if line.promise.side == side])
        for side in Side
    ]
    if meeting.state == State.LOCKED:
        return SinceLast(previous, sides, [], [])
    return SinceLast(previous, sides, new_figures(meeting, previous, user), late_measures(meeting.node, user))


def _agenda(meeting: Meeting) -> list[AgendaPoint]:
    items: dict[int, list[MinuteItem]] = defaultdict(list)
    for item in meeting.items.all():
        items[item.agenda].append(item)
    return [AgendaPoint(point.value, _title(point, meeting), point.minutes, items[point.value]) for point in Agenda]


def _title(point: Agenda, meeting: Meeting) -> str:
    if point is Agenda.FOCUS and meeting.focus:
        return _("The month's focus: %(focus)s") % {"focus": meeting.focus}
    return str(point.label)


def _participants(node: Node) -> list[Participants]:
    """The node's leaders and the administration that leads the dialogue there, by role, without names."""
    above = [node.path[:end] for end in range(Node.steplen, len(node.path), Node.steplen)]
    held = (
        Assignment.objects.on(clock.today())
        .filter(role__in=LEADERS | OFFICE)
        .filter(Q(node__path__startswith=node.path) | Q(node__path__in=above))
        .select_related("node")
        .order_by("node__path", "pk")
    )
    assigned = list(held)
    leaders = [_role_at(one, node) for one in assigned if one.role in LEADERS]
    office = [str(Role(one.role).label) for one in assigned if one.role in OFFICE]
    return [
        Participants(words.side_name(side, node), list(dict.fromkeys(roles)))
        for side, roles in ((Side.UNIT, leaders), (Side.ADMINISTRATION, office))
    ]


def _role_at(assignment: Assignment, node: Node) -> str:
    role = str(Role(assignment.role).label)
    if node.kind != Kind.AREA or assignment.node_id == node.pk:
        return role
    return f"{role} ({assignment.node.name})"


def _prepared(meeting: Meeting, previous: Meeting | None, user: User) -> list[Prepared]:
    meetings = [meeting, previous] if previous else [meeting]
    answers: Iterable[Answer] = Answer.objects.filter(meeting__in=meetings).select_related("question", "meeting__series__node")
    by_question: dict[Question, list[Answer]] = defaultdict(list)
    last_time: dict[tuple[int, str], str] = {}
    for answer in answers.order_by("question__number", "pk"):  # type: ignore[attr-defined]
        if answer.meeting_id == meeting.pk:
            by_question[answer.question].append(answer)
        else:
            last_time[answer.question_id, answer.side] = answer.text
    return [
        Prepared(
            question,
            [
                SideAnswer(
                    side=one.side,
                    name=words.side_name(one.side, meeting.node),
                    answer=one,
                    last_time=last_time.get((question.pk, one.side), ""),
                    may_write=may(user, "dialogues.prepare_answer", one),
                )
                for one in sorted(found, key=lambda one: list(Side).index(Side(one.side)))
            ],
        )
        for question, found in by_question.items()
    ]


def _confirmations(meeting: Meeting, user: User) -> list[SideConfirmation]:
    stored = {confirmation.side: confirmation for confirmation in meeting.confirmations.all()}
    cards = []
    for side in Side:
        one = stored.get(side)
        holding = one if one and one.withdrawn_at is None else None
        begun = meeting.starts_at <= clock.now()
        name = words.side_name(side, meeting.node)
        cards.append(
            SideConfirmation(
                side.value, name, holding, one.withdrawn_at if one else None, begun and may(user, CONFIRM[side], meeting)
            )
        )
    return cards
