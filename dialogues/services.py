"""Planning, preparing and holding the dialogue: what is said is noted, what is promised is followed, and both sides confirm."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.models import Agenda, Answer, Confirmation, Correction, Meeting, MinuteItem, Promise, Question, Series
from dialogues.permissions import ACT, CONFIRM, confirmed_sides
from dialogues.workflow import PROMISE_WORKFLOW, WORKFLOW, Side, State
from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.text import one_newline
from schoolplan.kit.versions import Saved, save_field
from schoolplan.kit.workflow import NotPossible
from units.models import Node, User, WheelLine
from units.years import SchoolYear

MONTHS = [8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6]  # July is left out

DEFAULT_QUESTIONS = [
    "Vad är ni mest nöjda med?",
    "Vad bekymrar er mest, och för vilka barn och elever?",
    "Vad har ni prövat, och hur vet ni att det fungerar?",
    "Vad behöver ni av oss?",
    "Vad ska vi sluta med?",
]


@transaction.atomic
def make_series(
    *,
    node: Node,
    school_year: SchoolYear,
    first: dt.datetime,
    place: str,
    by: User,
    count: int = len(MONTHS),
    focus_by_month: Mapping[int, str] | None = None,
) -> Series:
    """A school year's monthly meetings in one step: on the same weekday of the month as the first, until June or ``count``.

    The month's focus is the unit's line in the year wheel, or what ``focus_by_month`` says. Both sides get their questions.
    Raises ValidationError when ``first`` lies outside the school year's months, or the node already has meetings that year.
    """
    require(by, "dialogues.plan_series", node)
    first = timezone.localtime(first)
    if first.month not in MONTHS or SchoolYear.of(first.date()) != school_year:
        raise ValidationError(
            _("The first meeting must lie between August and June of the school year %(year)s.") % {"year": school_year}
        )
    series, is_new = Series.objects.get_or_create(node=node, school_year=school_year)
    if not is_new:
        raise NotPossible(_("%(node)s already has its meetings for %(year)s.") % {"node": node.name, "year": school_year})
    municipality = node.municipality
    focus = _wheel_focus(municipality) | dict(focus_by_month or {})
    meetings = Meeting.objects.bulk_create(
        Meeting(series=series, starts_at=at, place=place.strip(), focus=focus.get(at.month, ""))
        for at in list(_monthly(first))[:count]
    )
    questions = _questions_of(municipality)
    Answer.objects.bulk_create(Answer(meeting=m, question=q, side=side) for m in meetings for q in questions for side in Side)
    record(by=by, verb="add", obj=series, node_id=node.pk, changes={"meetings": [0, len(meetings)]})
    return series


def _monthly(first: dt.datetime) -> Iterator[dt.datetime]:
    """``first``, and the same weekday of each month until June: the second Tuesday, or the last where it is a month's fifth."""
    week = (first.day - 1) // 7
    for month in MONTHS[MONTHS.index(first.month) :]:
        year = SchoolYear.of(first.date()) + (1 if month < 8 else 0)
        weekday_of_first, length = monthrange(year, month)
        days = range(1 + (first.weekday() - weekday_of_first) % 7, length + 1, 7)
        day = dt.date(year, month, days[min(week, len(days) - 1)])
        yield timezone.make_aware(dt.datetime.combine(day, first.time()))


def _wheel_focus(municipality: Node) -> dict[int, str]:
    lines = WheelLine.objects.filter(municipality=municipality, side=WheelLine.Side.UNIT)
    return dict(lines.values_list("month", "text"))


def _questions_of(municipality: Node) -> list[Question]:
    """The municipality's preparation questions; the default ones are made the first time."""
    questions = list(Question.objects.filter(municipality=municipality))
    if questions:
        return questions
    return Question.objects.bulk_create(
        Question(municipality=municipality, number=n, text=text) for n, text in enumerate(DEFAULT_QUESTIONS, 1)
    )


@transaction.atomic
def move_meeting(*, meeting: Meeting, starts_at: dt.datetime, place: str, by: User) -> Meeting:
    """Another time or place for one meeting. Raises NotPossible when the series already has a meeting at that time."""
    meeting = _open_meeting(meeting)
    require(by, "dialogues.move_meeting", meeting)
    if Meeting.objects.filter(series=meeting.series, starts_at=starts_at).exclude(pk=meeting.pk).exists():
        raise NotPossible(_("There is already a meeting at that time."))
    changes = {"starts_at": [meeting.starts_at, starts_at], "place": [meeting.place, place.strip()]}
    meeting.starts_at, meeting.place = starts_at, place.strip()
    meeting.save(update_fields=["starts_at", "place"])
    record(by=by, verb="move", obj=meeting, node_id=meeting.node.pk, changes=changes)
    return meeting


@transaction.atomic
def save_text(*, obj: Answer | Meeting, field: str, value: str, seen: str, by: User) -> Saved:
    """One text that saves itself: an answer, or the meeting's focus or place. Raises Conflict, or NotPossible when locked."""
    meeting = _open_meeting(obj if isinstance(obj, Meeting) else obj.meeting)
    require(by, "dialogues.take_minutes" if isinstance(obj, Meeting) else "dialogues.prepare_answer", obj)
    saved = save_field(obj, field, value, seen=seen)
    if saved.changed:
        record(by=by, verb="edit", obj=obj, node_id=meeting.node.pk, changes={field: [saved.before, saved.after]})
        _withdraw_confirmations(meeting, by)
    return saved


@transaction.atomic
def add_item(*, meeting: Meeting, agenda: int, kind: str, text: str, by: User) -> MinuteItem:
    """A point of the minutes. A side that had confirmed is asked again."""
    meeting = _open_meeting(meeting)
    require(by, "dialogues.take_minutes", meeting)
    item = MinuteItem.objects.create(
        meeting=meeting, agenda=Agenda(agenda), kind=MinuteItem.Kind(kind), text=one_newline(text).strip()
    )
    record(by=by, verb="add", obj=item, node_id=meeting.node.pk, changes={"text": ["", item.text]})
    _withdraw_confirmations(meeting, by)
    return item


@transaction.atomic
def edit_item(*, item: MinuteItem, kind: str, text: str, by: User) -> MinuteItem:
    """Other words or another kind, while the minutes are open."""
    meeting = _open_meeting(item.meeting)
    require(by, "dialogues.take_minutes", meeting)
    changes = {"kind": [item.kind, kind], "text": [item.text, one_newline(text).strip()]}
    item.kind, item.text = MinuteItem.Kind(kind), one_newline(text).strip()
    item.save(update_fields=["kind", "text"])
    record(by=by, verb="edit", obj=item, node_id=meeting.node.pk, changes=changes)
    _withdraw_confirmations(meeting, by)
    return item


@transaction.atomic
def remove_item(*, item: MinuteItem, by: User) -> None:
    """Take a point out of the minutes while they are open; the journal keeps its words."""
    meeting = _open_meeting(item.meeting)
    require(by, "dialogues.take_minutes", meeting)
    record(by=by, verb="remove", obj=item, node_id=meeting.node.pk, changes={"text": [item.text, ""]})
    item.delete()
    _withdraw_confirmations(meeting, by)


@transaction.atomic
def add_promise(*, meeting: Meeting, side: Side, owner: str, text: str, due_on: dt.date, by: User) -> Promise:
    """One side promises the other. Nobody promises for the other side."""
    meeting = _open_meeting(meeting)
    require(by, ACT[Side(side)], meeting)
    promise = Promise.objects.create(
        meeting=meeting, side=side, owner=owner.strip(), text=one_newline(text).strip(), due_on=due_on
    )
    record(by=by, verb="add", obj=promise, node_id=meeting.node.pk, changes={"text": ["", promise.text], "due_on": ["", due_on]})
    _withdraw_confirmations(meeting, by)
    return promise


@transaction.atomic
def remove_promise(*, promise: Promise, by: User) -> None:
    """Take back a promise that was written wrongly, while the minutes are open; the journal keeps its words."""
    meeting = _open_meeting(promise.meeting)
    require(by, ACT[Side(promise.side)], meeting)
    record(by=by, verb="remove", obj=promise, node_id=meeting.node.pk, changes={"text": [promise.text, ""]})
    promise.delete()
    _withdraw_confirmations(meeting, by)


@transaction.atomic
def settle_promise(*, promise: Promise, kept: bool, by: User, on: dt.date | None = None) -> Promise:
    """The side that promised says how it went, also after the minutes are locked."""
    return _follow_promise(promise, "keep" if kept else "break", on or clock.today(), by)


@transaction.atomic
def reopen_promise(*, promise: Promise, by: User) -> Promise:
    """A promise that was settled too soon is on its way again."""
    return _follow_promise(promise, "reopen", None, by)


def _follow_promise(promise: Promise, verb: str, settled_on: dt.date | None, by: User) -> Promise:
    promise = Promise.objects.select_for_update(of=("self",)).select_related("meeting__series__node").get(pk=promise.pk)
    target = PROMISE_WORKFLOW.follow(verb, promise.state)
    require(by, PROMISE_WORKFLOW[verb].permission, promise)
    before, promise.state, promise.settled_on = promise.state, target, settled_on
    promise.save(update_fields=["state", "settled_on"])
    record(by=by, verb=verb, obj=promise, node_id=promise.node.pk, changes={"state": [before, target]})
    return promise


@transaction.atomic
def confirm(*, meeting: Meeting, side: Side, by: User) -> Meeting:
    """One side confirms the minutes; when both have, they are locked.

    Raises NotPossible before the meeting has begun, when the side has confirmed already, and when the minutes are locked.
    """
    meeting, side = _locked_row(meeting), Side(side)
    target = WORKFLOW.follow("confirm", meeting.state)
    if meeting.starts_at > clock.now():
        raise NotPossible(_("The minutes can be confirmed when the meeting has begun."))
    confirmed = confirmed_sides(meeting)
    if side in confirmed:
        raise NotPossible(_("Your side has already confirmed the minutes."))
    require(by, CONFIRM[side], meeting)
    Confirmation.objects.update_or_create(
        meeting=meeting, side=side, defaults={"by": by, "at": clock.now(), "withdrawn_at": None}
    )
    record(by=by, verb="confirm", obj=meeting, node_id=meeting.node.pk, changes={"confirmed_by": ["", side.value]})
    if confirmed | {side} == set(Side):
        before, meeting.state = meeting.state, target
        meeting.save(update_fields=["state"])
        record(by=by, verb="lock", obj=meeting, node_id=meeting.node.pk, changes={"state": [before, target]})
    return meeting


@transaction.atomic
def add_correction(*, meeting: Meeting, text: str, by: User) -> Correction:
    """A correction beside locked minutes, which stay as they were confirmed."""
    meeting = _locked_row(meeting)
    require(by, "dialogues.correct_meeting", meeting)
    correction = Correction.objects.create(meeting=meeting, text=one_newline(text).strip(), by=by, at=clock.now())
    record(by=by, verb="correct", obj=meeting, node_id=meeting.node.pk, changes={"correction": ["", correction.text]})
    return correction


def _withdraw_confirmations(meeting: Meeting, by: User) -> None:
    """What a side confirmed has changed, so it is asked again."""
    for confirmation in meeting.confirmations.filter(withdrawn_at=None):
        confirmation.withdrawn_at = clock.now()
        confirmation.save(update_fields=["withdrawn_at"])
        record(
            by=by,
            verb="withdraw_confirmation",
            obj=meeting,
            node_id=meeting.node.pk,
            changes={"confirmed_by": [confirmation.side, ""]},
        )


def _locked_row(meeting: Meeting) -> Meeting:
    """The meeting freshly read, held for this transaction, so that nothing is written while somebody confirms."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("series__node").get(pk=meeting.pk)


def _open_meeting(meeting: Meeting) -> Meeting:
    """The same, if its minutes are open. Raises NotPossible when both sides have confirmed them."""
    fresh = _locked_row(meeting)
    if fresh.state != State.OPEN:
        raise NotPossible(_("Both sides have confirmed these minutes, so they are locked. Add a correction instead."))
    return fresh
