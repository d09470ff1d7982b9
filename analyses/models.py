"""What it means: the annual analysis as a chain of linked records, at unit, area and municipality level."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analyses.workflow import State
from units.access import paths_where
from units.models import Node, SchoolForm, User
from units.years import SchoolYearField


class Template(models.Model):
    """The questions of the annual analysis for one kind of unit in one municipality; a new version for new years."""

    municipality = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="templates")
    name = models.CharField(_("name"), max_length=100)
    forms = ArrayField(models.CharField(max_length=10, choices=SchoolForm.choices), default=list, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "name", "version"], name="one_template_version")]

    def __str__(self) -> str:
        return self.name


class TemplateArea(models.Model):
    """An area (område) of a template. ``key`` is the same in every template: units of different kinds stand side by side."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="areas")
    key = models.SlugField(_("key"), max_length=30)
    title = models.CharField(_("title"), max_length=120)
    question = models.CharField(_("question of the judgement"), max_length=300)
    guidance = models.TextField(_("questions to think with, one a line"), blank=True)
    goals = models.TextField(_("national goals, one a line"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["template", "key"], name="one_area_key")]

    def __str__(self) -> str:
        return self.title


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

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "school_year"], name="one_analysis_a_year"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="analysis_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.node}, {self.school_year}"


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


class Finding(models.Model):
    """What we see (iakttagelse): a strength or a challenge in one area."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("strength")
        CHALLENGE = "challenge", _("challenge")

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="findings")
    area = models.ForeignKey(TemplateArea, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("in one sentence"), max_length=200, blank=True)
    text = models.TextField(_("pattern"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfAnalysisQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title or gettext("A finding without a title")

    @property
    def node(self) -> Node:
        return self.analysis.node


class OfFindingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(finding__analysis__in=Analysis.objects.visible_to(user))


class PartOfFinding(models.Model):
    """What hangs on a finding belongs to the finding's analysis and node."""

    objects = OfFindingQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    @property
    def analysis(self) -> Analysis:
        analysis: Analysis = self.finding.analysis  # type: ignore[attr-defined]
        return analysis

    @property
    def node(self) -> Node:
        return self.analysis.node


class Cause(PartOfFinding):
    """What has contributed (orsak). Who can influence it, and how sure we are, is said by those who write, never presumed."""

    class Direction(models.TextChoices):
        PROMOTING = "promoting", _("promoting")
        HINDERING = "hindering", _("hindering")

    class Influence(models.TextChoices):
        UNIT = "unit", _("the unit")
        ADMINISTRATION = "administration", _("the administration")
        HUVUDMAN = "huvudman", _("the municipality as responsible body")
        NONE = "none", _("none of us")

    class Evidence(models.TextChoices):
        STRONG = "strong", _("strong grounds")
        SOME = "some", _("some grounds")
        ASSUMPTION = "assumption", _("assumption")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="causes")
    direction = models.CharField(_("promotes or hinders?"), max_length=10, choices=Direction.choices)
    influence = models.CharField(_("who can influence it"), max_length=16, choices=Influence.choices, blank=True, default="")
    evidence = models.CharField(_("how sure are we?"), max_length=12, choices=Evidence.choices, blank=True, default="")
    text = models.TextField(_("cause"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)


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


class Ground(PartOfFinding):
    """What a finding speaks of (underlag): one exact revision of a figure, or one own observation."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="grounds")
    value = models.ForeignKey("indicators.Value", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, null=True, blank=True, related_name="grounds")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(PartOfFinding.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(condition=Q(value=None) ^ Q(observation=None), name="ground_is_one_thing"),
            models.UniqueConstraint(fields=["finding", "value"], name="one_ground_a_value"),
            models.UniqueConstraint(fields=["finding", "observation"], name="one_ground_an_observation"),
        ]

    def __str__(self) -> str:
        return str(self.observation or self.value_id)


class Conclusion(PartOfFinding):
    """What shall we keep, change, stop or spread (slutsats)? It leads to a goal, or says why no measure is needed."""

    class Kind(models.TextChoices):
        KEEP = "keep", _("keep")
        CHANGE = "change", _("change")
        STOP = "stop", _("stop")
        SPREAD = "spread", _("spread")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="conclusions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("conclusion"), blank=True)
    no_measure_reason = models.TextField(_("why no measure is needed"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)


class VersionQuerySet(models.QuerySet["AnalysisVersion"]):
    def visible_to(self, user: Any) -> Self:
        """Every handed-in wording is open to the unit and its administration; the latest adopted one to the municipality."""
        latest = AnalysisVersion.objects.filter(analysis=models.OuterRef("analysis")).order_by("-number").values("pk")[:1]
        return self.filter(
            paths_where(user, "analysis.draft", "analysis__node__")
            | paths_where(user, "analysis.submitted", "analysis__node__")
            | (
                Q(analysis__state=State.ADOPTED)
                & Q(pk=models.Subquery(latest))
                & paths_where(user, "analysis.adopted", "analysis__node__")
            )
        )


class AnalysisVersion(models.Model):
    """The text as it was handed in or adopted, whole and frozen. What the administration reads and cites."""

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("text"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analysis", "number"], name="one_analysis_version")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.analysis}, version {self.number}"

    @property
    def node(self) -> Node:
        return self.analysis.node


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: Any) -> Self:
        """What the administration writes to a unit stays between the two, also when the analysis is adopted."""
        return self.filter(
            paths_where(user, "analysis.draft", "analysis__node__") | paths_where(user, "analysis.submitted", "analysis__node__")
        )


class Review(models.Model):
    """The administration's word on a handed-in analysis: returned for completion, or adopted."""

    class Decision(models.TextChoices):
        RETURNED = "returned", _("returned for completion")
        ADOPTED = "adopted", _("adopted")

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(AnalysisVersion, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    comment = models.TextField(_("comment"), blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("time"))

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.get_decision_display())

    @property
    def node(self) -> Node:
        return self.analysis.node


class Citation(models.Model):
    """A finding at a higher level rests on a finding below it, in the version that was read."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="citations")
    cited = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="cited_in")
    version = models.ForeignKey(AnalysisVersion, on_delete=models.PROTECT, related_name="citations")
    quote = models.TextField(_("quote"))
    at = models.DateTimeField(_("time"))

    objects = OfFindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "cited"], name="cite_once"),
            models.CheckConstraint(condition=~Q(finding=models.F("cited")), name="cite_another"),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return Truncator(self.quote).chars(80)
