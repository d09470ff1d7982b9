"""The chain: findings with what they rest on, causes, conclusions, and citations of findings below."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analyses.models.analysis import Analysis, Observation, OfAnalysisQuerySet
from analyses.models.reading import AnalysisVersion
from analyses.models.templates import TemplateArea, Theme
from units.models import Node


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
    themes = models.ManyToManyField(Theme, related_name="findings", blank=True, verbose_name=_("themes"))
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


def written(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Those with words: a line that was opened and left empty is no cause to those who read."""
    return tuple(cause for cause in causes if cause.text.strip())


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
    """What shall we keep, change, stop or spread (slutsats)?

    It draws on causes and leads to a goal or a request for support, or says why no measure is needed.
    """

    class Kind(models.TextChoices):
        KEEP = "keep", _("keep")
        CHANGE = "change", _("change")
        STOP = "stop", _("stop")
        SPREAD = "spread", _("spread")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="conclusions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("conclusion"), blank=True)
    causes = models.ManyToManyField(Cause, related_name="conclusions", blank=True, verbose_name=_("draws on"))
    no_measure_reason = models.TextField(_("why no measure is needed"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)


class Citation(models.Model):
    """A finding at a higher level rests on a finding below it, in the version that was read."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="citations")
    cited = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="cited_in")
    version = models.ForeignKey(AnalysisVersion, on_delete=models.PROTECT, related_name="citations")
    number_in_version = models.PositiveBigIntegerField(_("the finding's number in the version that was read"))
    quote = models.TextField(_("quote"))
    at = models.DateTimeField(_("time"))

    objects = OfFindingQuerySet.as_manager()

    class Meta:
        constraints = [
            # after a merge two findings that were read apart can be cited as one
            models.UniqueConstraint(fields=["finding", "cited", "number_in_version"], name="cite_once"),
            models.CheckConstraint(condition=~Q(finding=models.F("cited")), name="cite_another"),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return Truncator(self.quote).chars(80)
