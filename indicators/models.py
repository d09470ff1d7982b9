"""What the figures say: indicators, their values and markers, and the runs that brought them in."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.workflow import State
from units.models import Node, SchoolForm, User
from units.years import SchoolYearField


class Indicator(models.Model):
    """A measure (nyckeltal). Titles and definitions of official ones are data, kept as published."""

    class Measure(models.TextChoices):
        PERCENT = "percent", _("per cent")
        COUNT = "count", _("number")
        POINTS = "points", _("points")

    class Direction(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")
        NEUTRAL = "neutral", _("neither")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title as published"), max_length=300)
    short_title = models.CharField(_("short title"), max_length=120)
    measure = models.CharField(_("unit of measure"), max_length=10, choices=Measure.choices)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, default=Direction.HIGHER)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    source = models.CharField(_("source"), max_length=120)
    municipality = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, blank=True, related_name="own_indicators")
    forms = ArrayField(models.CharField(max_length=10, choices=SchoolForm.choices), default=list, blank=True)
    area_keys = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("areas of the template"))
    counted_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="counts",
        verbose_name=_("indicator that says how many pupils it rests on"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.short_title


class Marker(models.TextChoices):
    """What is published in place of a number (Skolverket). Never a number, never summed, never averaged."""

    NONE = "", _("a number")
    MASKED = "masked", _("masked: too few children or pupils")
    MISSING = "missing", _("missing or not applicable")
    NEARLY_ALL = "nearly_all", _("one to four pupils did not reach the goal")


class ValueQuerySet(models.QuerySet["Value"]):
    def visible_to(self, user: Any) -> Self:
        from units.access import paths_where

        return self.filter(paths_where(user, "unit.view", "node__"))


class Value(models.Model):
    """One published or own figure: a number or a marker, for one node, school year and sex.

    Only :mod:`indicators.masking` turns it into something a page may show.
    """

    class Sex(models.TextChoices):
        ALL = "all", _("all")
        GIRLS = "girls", _("girls")
        BOYS = "boys", _("boys")

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="values")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    school_year = SchoolYearField(_("school year"))
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, default=Sex.ALL)
    number = models.DecimalField(_("number"), max_digits=12, decimal_places=3, null=True, blank=True)
    marker = models.CharField(_("marker"), max_length=12, choices=Marker.choices, blank=True, default="")
    raw = models.CharField(_("as published"), max_length=40)
    denominator = models.PositiveIntegerField(_("number of children or pupils behind it"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    fetched_on = models.DateField(_("fetched on"))

    objects = ValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "indicator", "school_year", "sex"], name="one_value"),
            models.CheckConstraint(condition=Q(number=None) ^ Q(marker=""), name="number_or_marker"),
            models.CheckConstraint(condition=Q(marker__in=Marker.values), name="marker_known"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.school_year}: {self.raw}"


class ImportQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Any) -> Self:
        from units.access import paths_where

        return self.filter(paths_where(user, "results.import", "node__"))


class ImportRun(models.Model):
    """A file that somebody uploaded: what it would change (preview), and, when confirmed, what it did."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="imports", verbose_name=_("municipality"))
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREVIEW)
    progress = models.PositiveSmallIntegerField(_("progress in per cent"), default=0)
    summary = models.JSONField(_("what the file holds"), default=dict)
    problem = models.TextField(_("problem"), blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
