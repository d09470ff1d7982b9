"""An analysis and what stands in it beside the chain: judgements, observations, sections, look-backs, participation."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from analyses.choices import Choices, sources_for, titles_of_ways, ways_for
from analyses.models.templates import Template, TemplateArea, TemplateSection
from analyses.workflow import State
from units.access import paths_where
from units.models import Node
from units.years import SchoolYearField


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    def visible_to(self, user: Any) -> Self:
        """Those whose living text the user may read: their own team's always, others' while handed in or adopted."""
        return self.filter(
            paths_where(user, "analysis.draft", "node__")
            | (Q(state__in=State.handed_in()) & paths_where(user, "analysis.submitted", "node__"))
            | (Q(state=State.ADOPTED) & paths_where(user, "analysis.adopted", "node__"))
        )


class Analysis(models.Model):
    """A node's analysis of one school year."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="analyses")
    school_year = SchoolYearField(_("school year"))
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="analyses")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    due_on = models.DateField(_("to be handed in"), null=True, blank=True)
    summary = models.TextField(_("the principal's summary"), blank=True)
    sources = ArrayField(
        models.CharField(max_length=20), verbose_name=_("sources used"), default=list, blank=True
    )  # keys of analyses/content/sources.toml
    other_sources = models.CharField(_("other sources"), max_length=300, blank=True)
    deputy_may_submit = models.BooleanField(_("the deputy may hand in"), default=False)

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "school_year"], name="one_analysis_a_year"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="analysis_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.node}, {self.school_year}"

    def choices_of(self, name: str) -> Choices:
        """What can be ticked in the field ``name``."""
        return sources_for(self.node) if name == "sources" else []


class OfAnalysisQuerySet(models.QuerySet[Any]):
    """Parts of an analysis follow the analysis they belong to."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(analysis__in=Analysis.objects.visible_to(user))


class Judgement(models.Model):
    """The unit's judgement of one area, with its reason. Every area of the template has a row from the start."""

    class Level(models.IntegerChoices):
        HIGH = 4, _("to a high degree")
        MAINLY = 3, _("in the main")
        PARTLY = 2, _("partly")
        LOW = 1, _("to a low degree")

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="judgements")
    area = models.ForeignKey(TemplateArea, on_delete=models.PROTECT, related_name="judgements")
    level = models.PositiveSmallIntegerField(_("judgement"), choices=Level.choices, null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = OfAnalysisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analysis", "area"], name="one_judgement"),
            models.CheckConstraint(condition=Q(level=None) | Q(level__gte=1, level__lte=4), name="judgement_level"),
        ]

    def __str__(self) -> str:
        return str(self.area)

    @property
    def node(self) -> Node:
        return self.analysis.node


class Observation(models.Model):
    """What the unit has seen itself (egen iakttagelse): counts as much as a figure. Pre-schools have no test results."""

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="observations")
    area = models.ForeignKey(TemplateArea, on_delete=models.PROTECT, related_name="observations")
    text = models.TextField(_("what we have seen"), blank=True)
    origin = models.CharField(_("how we know"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfAnalysisQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    @property
    def node(self) -> Node:
        return self.analysis.node


class SectionText(models.Model):
    """What the unit writes in one part of the template that is not an area. Every part has a row from the start."""

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="section_texts")
    section = models.ForeignKey(TemplateSection, on_delete=models.PROTECT, related_name="texts")
    text = models.TextField(_("text"), blank=True)

    objects = OfAnalysisQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analysis", "section"], name="one_section_text")]

    def __str__(self) -> str:
        return str(self.section)

    @property
    def node(self) -> Node:
        return self.analysis.node


class Effect(models.TextChoices):
    """Did it make a difference?"""

    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")
    TOO_EARLY = "too_early", _("too early to say")


class Next(models.TextChoices):
    """What becomes of something that was tried."""

    CONTINUE = "continue", _("continue")
    CHANGE = "change", _("change")
    STOP = "stop", _("stop")
    PERMANENT = "permanent", _("make permanent")


class LookBack(models.Model):
    """A priority of last year, carried forward to be answered first: what we did, and what happened (det här sa vi förra året).

    What is known already stands there from the start. The plan's goals point here (``plans.Goal.look_backs``).
    """

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="look_backs")
    title = models.CharField(_("priority"), max_length=200)
    did = models.TextField(_("what we did"), blank=True)
    happened = models.TextField(_("what happened, and what shows it"), blank=True)
    effect = models.CharField(_("did it make a difference?"), max_length=10, choices=Effect.choices, blank=True)
    next = models.CharField(_("what next?"), max_length=10, choices=Next.choices, blank=True)
    told_until = models.PositiveBigIntegerField(
        _("how far what was told is taken in"), default=0
    )  # the number of the plan's latest follow-up that the texts hold
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfAnalysisQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def node(self) -> Node:
        return self.analysis.node


class Participation(models.Model):
    """Who took part in the analysis, how and when (Skollagen 4 kap. 4 §). Each group has a row from the start."""

    class Group(models.TextChoices):
        STAFF = "staff", _("staff")
        PUPILS = "pupils", _("children and pupils")
        GUARDIANS = "guardians", _("guardians")

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="participations")
    group = models.CharField(_("who"), max_length=10, choices=Group.choices)
    ways = ArrayField(
        models.CharField(max_length=20), verbose_name=_("how"), default=list, blank=True
    )  # keys of analyses/content/sources.toml
    when = models.CharField(_("when"), max_length=120, blank=True)
    note = models.CharField(_("something to add"), max_length=300, blank=True)

    objects = OfAnalysisQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analysis", "group"], name="one_row_a_group")]

    def __str__(self) -> str:
        return str(self.get_group_display())

    @property
    def node(self) -> Node:
        return self.analysis.node

    def choices_of(self, name: str) -> Choices:
        """What can be ticked in the field ``name``."""
        return ways_for(self.node, self.group) if name == "ways" else []

    @property
    def titles(self) -> list[str]:
        """How the group took part, in words; living or frozen."""
        return titles_of_ways(self.group, self.ways)
