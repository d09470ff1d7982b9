"""What was handed in, frozen, and the administration's word on it."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analyses.models.analysis import Analysis
from analyses.workflow import State
from units.access import paths_where
from units.models import Node, User


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
