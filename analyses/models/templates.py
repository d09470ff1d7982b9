"""The questions: a municipality's templates, in versions, and its themes."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from units.access import paths_where
from units.models import Node, SchoolForm


class TemplateQuerySet(models.QuerySet["Template"]):
    def visible_to(self, user: Any) -> Self:
        """Those that the user writes and publishes. Everybody else meets their questions in an analysis."""
        return self.filter(paths_where(user, "template.manage", "municipality__"))

    def published(self) -> Self:
        """Those that analyses can begin from; the others are being written."""
        return self.exclude(published_at=None)

    def current(self, municipality: Node) -> Self:
        """The newest published version of each of a municipality's templates: those that new analyses begin from."""
        return self.published().filter(municipality=municipality).order_by("name", "-version").distinct("name")


class Template(models.Model):
    """The questions of the annual analysis for one kind of unit in one municipality; a new version for new years."""

    municipality = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="templates")
    name = models.CharField(_("name"), max_length=100)
    forms = ArrayField(models.CharField(max_length=10, choices=SchoolForm.choices), default=list, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name", "version"], name="one_template_version"),
            models.UniqueConstraint(
                fields=["municipality", "name"], condition=Q(published_at=None), name="one_template_being_written"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def node(self) -> Node:
        return self.municipality


class Section(models.TextChoices):
    """The parts of the annual analysis, in their order (domain.md §5). The areas stand between SOURCES and EQUITY."""

    BRIEF = "brief", _("the unit in brief")
    LOOK_BACK = "look_back", _("what we said last year")
    SOURCES = "sources", _("sources and participation")
    EQUITY = "equity", _("the compensatory task and equity")
    HEALTH = "health", _("the contribution of student health")
    STRENGTHS = "strengths", _("strengths to keep and spread")
    PRIORITIES = "priorities", _("prioritised areas to develop")
    SUPPORT = "support", _("what we need support with")
    SUMMARY = "summary", _("the principal's summary")


class PartOfTemplate:
    """What the parts of a template have in common, which are written and published together."""

    saved_at: ClassVar[str] = "save_template"
    wordings_at: ClassVar[str] = "template_wordings"
    template: Any

    @property
    def node(self) -> Node:
        municipality: Node = self.template.municipality
        return municipality


class TemplateSection(PartOfTemplate, models.Model):
    """A part of a template beside its areas: what it is called, what it asks and what a good answer looks like."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="sections")
    key = models.CharField(_("part"), max_length=12, choices=Section.choices)
    title = models.CharField(_("title"), max_length=120)
    question = models.CharField(_("question"), max_length=300, blank=True)
    guidance = models.TextField(_("questions to think with, one a line"), blank=True)
    example = models.TextField(_("an example"), blank=True)
    non_example = models.TextField(_("what it is not"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["template", "key"], name="one_section_key")]

    def __str__(self) -> str:
        return self.title


class TemplateArea(PartOfTemplate, models.Model):
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


class TemplateField(PartOfTemplate, models.Model):
    """What a template says of one field that stands in every area: help, an example and a non-example."""

    class Key(models.TextChoices):
        OBSERVATION = "observation", _("own observation")
        REASON = "reason", _("reason of the judgement")
        FINDING = "finding", _("pattern")
        CAUSE = "cause", _("cause")
        CONCLUSION = "conclusion", _("conclusion")

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="fields")
    key = models.CharField(_("field"), max_length=12, choices=Key.choices)
    help = models.CharField(_("question"), max_length=300, blank=True)
    example = models.TextField(_("an example"), blank=True)
    non_example = models.TextField(_("what it is not"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "key"], name="one_field_key")]

    def __str__(self) -> str:
        return str(self.get_key_display())


TemplatePart = TemplateArea | TemplateSection | TemplateField


class Theme(models.Model):
    """A word that findings of different units and areas are gathered by (tema). A retired one stays where it is."""

    municipality = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="themes")
    name = models.CharField(_("theme"), max_length=60)
    is_used = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="one_theme_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def node(self) -> Node:
        return self.municipality
