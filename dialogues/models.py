"""How we talk about it: the monthly dialogue between a unit or area and the administration."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from dialogues.workflow import PromiseState, Side, State
from units.access import paths_where
from units.models import Node, User
from units.years import SchoolYearField


class Agenda(models.IntegerChoices):
    """The default agenda; ``minutes`` says how long each point takes."""

    SINCE_LAST = 1, _("Since last time")
    NEW_FIGURES = 2, _("What has changed in the figures")
    FOCUS = 3, _("The month's focus")
    STRENGTH = 4, _("A strength to spread")
    SUPPORT = 5, _("Needs of support and decisions")
    READ_ALOUD = 6, _("We read aloud what we promised")

    @property
    def minutes(self) -> int:
        return _MINUTES[self.value]


_MINUTES = {1: 10, 2: 10, 3: 25, 4: 5, 5: 15, 6: 5}
MEETING_MINUTES = sum(_MINUTES.values())


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(paths_where(user, "dialogue.view", "node__"))


class Series(models.Model):
    """A school year's meetings with one unit or area, made in one step."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="series")
    school_year = SchoolYearField(_("school year"))

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "school_year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.node}, {self.school_year}"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(paths_where(user, "dialogue.view", "series__node__"))


class Meeting(models.Model):
    """One monthly dialogue."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField(_("time"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    focus = models.CharField(_("the month's focus"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["series", "starts_at"], name="one_meeting_at_a_time"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="meeting_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.node}, {self.starts_at:%Y-%m-%d}"

    @property
    def node(self) -> Node:
        return self.series.node


class OfMeetingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class Question(models.Model):
    """A short question that both sides answer before the meeting; at most five."""

    municipality = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="preparation_questions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("question"), max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="one_question_number"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=5), name="at_most_five_questions"),
        ]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """One side's answer to a preparation question. Rows for both sides are made with the meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    side = models.CharField(_("side"), max_length=16, choices=Side.choices)
    text = models.TextField(_("answer"), blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["question__number", "side"]
        constraints = [models.UniqueConstraint(fields=["meeting", "question", "side"], name="one_answer_a_side")]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    @property
    def node(self) -> Node:
        return self.meeting.node


class MinuteItem(models.Model):
    """A point of the minutes (protokoll), with its kind, so that nothing is written twice."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("decision")
        ACTION = "action", _("action")
        SUPPORT = "support", _("need of support")
        SPREAD = "spread", _("to spread")
        INFORMATION = "information", _("information")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    agenda = models.PositiveSmallIntegerField(_("point of the agenda"), choices=Agenda.choices)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("note"))

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["agenda", "pk"]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    @property
    def node(self) -> Node:
        return self.meeting.node


class Promise(models.Model):
    """What one side promised the other (löfte): owner and day, followed until kept."""

    State = PromiseState

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="promises")
    side = models.CharField(_("who promises"), max_length=16, choices=Side.choices)
    owner = models.CharField(_("responsible"), max_length=120)
    text = models.TextField(_("promise"))
    due_on = models.DateField(_("by"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    settled_on = models.DateField(_("settled"), null=True, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state="open") ^ Q(settled_on__isnull=False), name="settled_promise_has_day")
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    @property
    def node(self) -> Node:
        return self.meeting.node


class Confirmation(models.Model):
    """One side confirms the minutes (justering). A change made afterwards withdraws it, until the side confirms again."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="confirmations")
    side = models.CharField(_("side"), max_length=16, choices=Side.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("time"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "side"], name="one_confirmation_a_side")]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_side_display()}"


class Correction(models.Model):
    """A correction added to locked minutes; nothing is edited in them."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections")
    text = models.TextField(_("correction"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)
