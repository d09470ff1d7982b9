"""An analysis on paper: PDFs that are made in the background, each for the one who asked."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from analyses.models.analysis import Analysis
from analyses.models.reading import AnalysisVersion
from schoolplan.kit.making import Making, MakingQuerySet
from units.access import paths_where
from units.models import Node


class DocumentQuerySet(MakingQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Their own, while they may read what is printed: the figures are masked for the one who asked, and for nobody else."""
        if not user.is_authenticated:
            return self.none()
        drafts = Q(version=None) & paths_where(user, "analysis.draft", "analysis__node__")
        return self.filter(drafts | Q(version__in=AnalysisVersion.objects.visible_to(user)), asked_by=user)


class AnalysisDocument(Making):
    """One making of an analysis's PDF: of a version, or (``version`` None) of the draft as it stood at that moment."""

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="documents")
    version = models.ForeignKey(AnalysisVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")

    objects = DocumentQuerySet.as_manager()

    class Meta(Making.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["queued", "running", "done", "failed"]), name="document_state_known"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(pdf__isnull=False, pages__gt=0), name="finished_document_has_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version or self.analysis}: {self.get_state_display()}"

    @property
    def number(self) -> int:
        """The version's number; 0 for the draft."""
        return self.version.number if self.version else 0

    @property
    def node(self) -> Node:
        return self.analysis.node
