"""What others read: the municipality's report, its PDF, and the political body's questions."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from reports.workflow import State
from schoolplan.kit.making import Making, MakingQuerySet
from units.access import paths_where
from units.models import Node, User
from units.years import SchoolYearField


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(
            paths_where(user, "report.prepare", "node__")
            | (Q(state=State.PUBLISHED) & paths_where(user, "report.published", "node__"))
        )


class Report(models.Model):
    """A municipality's quality report for one school year.

    ``content`` is what stands in it, numbers and all, gathered when it is rendered and frozen when published: page and PDF
    are made from the same content.
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="reports")
    school_year = SchoolYearField(_("school year"))
    title = models.CharField(_("title"), max_length=120)
    reference = models.CharField(_("registration number"), max_length=40, blank=True)
    data_date = models.DateField(_("figures up to and including"))
    summary = models.TextField(_("summary"), blank=True)
    questions = models.TextField(_("questions the political body can ask, one a line"), blank=True)
    decisions = models.TextField(_("decisions that are needed, one a line"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    content = models.JSONField(_("content"), default=dict, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-school_year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["node", "school_year"], name="one_report_a_year"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(state="draft") | Q(published_at__isnull=False), name="published_report_has_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED


class RenderingQuerySet(MakingQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Every making for those who prepare reports; for others those of the published text."""
        published = Q(report__state=State.PUBLISHED, of_published=True)
        return self.filter(
            paths_where(user, "report.prepare", "report__node__")
            | (published & paths_where(user, "report.published", "report__node__"))
        )


class Rendering(Making):
    """One making of a report's PDF."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="renderings")
    digest = models.CharField(_("digest of the text it was made from"), max_length=64, blank=True)
    of_published = models.BooleanField(_("of the published text"), default=False)

    objects = RenderingQuerySet.as_manager()

    class Meta(Making.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["queued", "running", "done", "failed"]), name="rendering_state_known"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(pdf__isnull=False, pages__gt=0), name="finished_rendering_has_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_state_display()}"

    @property
    def node(self) -> Node:
        return self.report.node


class ReportConfirmation(models.Model):
    """Somebody has said that words which look like personal data may stand in a report, which others read than an analysis."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="confirmations")
    digest = models.CharField(_("digest of the words"), max_length=64)
    at = models.DateTimeField(_("confirmed"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "digest"], name="confirmed_once_in_report")]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%Y-%m-%d}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(report__state=State.PUBLISHED).filter(paths_where(user, "question.view", "report__node__"))


class Question(models.Model):
    """What a board member asks about a report, and the administration's answer."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="board_questions")
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(answer="") ^ Q(answered_at__isnull=False), name="answer_has_time")]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    @property
    def node(self) -> Node:
        return self.report.node
