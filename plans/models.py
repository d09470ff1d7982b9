"""What we will do: plans with goals that rest on conclusions, measures, and what came of them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from analyses.models import Conclusion, Effect, LookBack, Next
from plans.workflow import State
from units.access import paths_where
from units.models import Node, User
from units.years import SchoolYearField


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: Any) -> Self:
        """Their own team's always; others' when adopted. A plan under revision is read in its latest version."""
        return self.filter(
            paths_where(user, "plan.draft", "node__") | (Q(state=State.ADOPTED) & paths_where(user, "plan.adopted", "node__"))
        )


class Plan(models.Model):
    """A node's development plan (utvecklingsplan), beginning with one school year."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="plans")
    school_year = SchoolYearField(_("school year"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "school_year"], name="one_plan_a_year"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="plan_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.node}, {self.school_year}"


class OfPlanQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(user))


class Goal(models.Model):
    """A change for children and pupils, from where we are to where we want to be, by a day."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals")
    title = models.CharField(_("priority in a few words"), max_length=200, blank=True)
    change = models.TextField(_("what change for children and pupils?"), blank=True)
    baseline = models.CharField(_("baseline"), max_length=200, blank=True)
    target = models.CharField(_("where we want to be"), max_length=200, blank=True)
    by = models.DateField(_("by"), null=True, blank=True)
    sign = models.CharField(_("an early sign"), max_length=300, blank=True)
    conclusions = models.ManyToManyField(Conclusion, related_name="goals", blank=True, verbose_name=_("rests on"))
    look_backs = models.ManyToManyField(LookBack, related_name="goals", blank=True, verbose_name=_("answered in"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def node(self) -> Node:
        return self.plan.node


class OfGoalQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(goal__plan__in=Plan.objects.visible_to(user))


class Measure(models.Model):
    """Who does what with whom, by when (insats)."""

    class Level(models.TextChoices):
        INDIVIDUAL = "individual", _("individual")
        GROUP = "group", _("group")
        UNIT = "unit", _("unit")
        ORGANISATION = "organisation", _("organisation")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        ONGOING = "ongoing", _("ongoing")
        DONE = "done", _("done")

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="measures")
    text = models.TextField(_("what"), blank=True)
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, default=Level.UNIT)
    responsible = models.CharField(_("responsible"), max_length=120, blank=True)
    participants = models.CharField(_("with whom"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfGoalQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="measure_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    @property
    def plan(self) -> Plan:
        return self.goal.plan

    @property
    def node(self) -> Node:
        return self.goal.plan.node


class FollowUp(models.Model):
    """What happened (uppföljning): a dated note; the effect when it can be judged, with the evidence, and what comes next."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="follow_ups")
    on = models.DateField(_("day"))
    note = models.TextField(_("what happened, and what shows it?"))
    effect = models.CharField(_("did it make a difference?"), max_length=10, choices=Effect.choices)
    next = models.CharField(_("what next?"), max_length=10, choices=Next.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return Truncator(self.note).chars(80)


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def visible_to(self, user: Any) -> Self:
        """Adopted text is open to the whole municipality."""
        return self.filter(paths_where(user, "plan.adopted", "plan__node__") | paths_where(user, "plan.draft", "plan__node__"))


class PlanVersion(models.Model):
    """The plan as adopted, whole and frozen."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("text"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"

    @property
    def node(self) -> Node:
        return self.plan.node
