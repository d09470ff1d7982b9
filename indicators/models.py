"""What the figures say: indicators, their values and markers, and the runs that brought them in."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.workflow import State
from units.models import Node, SchoolForm, User
from units.years import SchoolYearField


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: Any) -> Self:
        """National ones for those who may see some municipality's library; a municipality's own ones for its readers."""
        from units.access import paths_where, places_with

        national = Q(municipality=None) if places_with(user, "indicator.view") else Q(pk__in=[])
        return self.filter(national | paths_where(user, "indicator.view", "municipality__"))

    def known_in(self, municipality: Node) -> Self:
        """What the municipality may use: the national ones and its own."""
        return self.filter(Q(municipality=None) | Q(municipality=municipality))


class Indicator(models.Model):
    """A measure (nyckeltal) as one publisher gives it. Titles and definitions of official ones are data, kept as published.

    National ones belong to no municipality; how a municipality uses them stands in :class:`Placement`.
    """

    class Measure(models.TextChoices):
        PERCENT = "percent", _("per cent")
        COUNT = "count", _("number")
        POINTS = "points", _("points")
        DIFFERENCE = "difference", _("difference from what is expected")
        RATIO = "ratio", _("number per teacher, group or the like")
        MONEY = "money", _("kronor")

    class Direction(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")
        NEUTRAL = "neutral", _("neither")

    class Comparison(models.TextChoices):
        """What a figure is compared with follows from what it is about (domain.md §9)."""

        RESULT = "result", _("result: with the country, similar municipalities and the three years before")
        CONDITION = "condition", _("condition: with the municipality and the country")
        SAFETY = "safety", _("safety: with the country and the municipality")
        EXPECTED = "expected", _("result that has an expected value: with that")

    class Basis(models.TextChoices):
        """What the denominator counts, and so which limit masks the figure."""

        PUPILS = "pupils", _("children or pupils")
        ANSWERS = "answers", _("answers to a survey")
        POSTS = "posts", _("full-time posts")

    class Scope(models.TextChoices):
        """Whose pupils are counted, where the publisher says so in the title."""

        UNSAID = "", _("not said")
        HOME = "home", _("hemkommun: pupils who live in the municipality")
        LOCATION = "location", _("lägeskommun: all schools in the municipality")
        MUNICIPAL = "municipal", _("the municipality's own schools")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    official_id = models.CharField(_("official id"), max_length=80, blank=True)
    title = models.CharField(_("title as published"), max_length=300)
    definition = models.TextField(_("definition as published"), blank=True)
    short_title = models.CharField(_("short title"), max_length=120)
    measure = models.CharField(_("unit of measure"), max_length=10, choices=Measure.choices)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, default=Direction.HIGHER)
    comparison = models.CharField(_("kind"), max_length=10, choices=Comparison.choices, default=Comparison.RESULT)
    basis = models.CharField(_("rests on"), max_length=10, choices=Basis.choices, default=Basis.PUPILS)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices, blank=True, default=Scope.UNSAID)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    source = models.CharField(_("source"), max_length=120)
    municipality = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, blank=True, related_name="own_indicators")
    forms = ArrayField(models.CharField(max_length=10, choices=SchoolForm.choices), default=list, blank=True)
    grade = models.CharField(_("grade"), max_length=10, blank=True)  # "F", "3", "6", "9": data, not a constant
    area_keys = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("areas of the template"))
    counted_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="counts",
        verbose_name=_("indicator that says how many pupils it rests on"),
    )
    counterpart = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="counterpart_of",
        verbose_name=_("the same measure for municipalities and the country, from another publisher"),
    )
    expected = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expected_of",
        verbose_name=_("indicator that holds its expected value"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_use = models.BooleanField(_("in use"), default=True)
    published_on = models.DateField(_("title and definition as published on"), null=True, blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["source", "official_id"], condition=~Q(official_id=""), name="one_official_id"),
            models.CheckConstraint(condition=Q(municipality=None) | Q(official_id=""), name="own_indicator_is_not_official"),
        ]

    def __str__(self) -> str:
        return self.short_title

    @property
    def of_children(self) -> bool:
        """Whether those it counts are called children: the pre-school has no pupils (domain.md §10)."""
        return self.forms == [SchoolForm.PRESCHOOL]


class Placement(models.Model):
    """How one municipality uses a national indicator: whether, in which areas of the analysis, and under which short title."""

    municipality = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="placements")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="placements")
    in_use = models.BooleanField(_("in use"), default=True)
    short_title = models.CharField(_("short title"), max_length=120, blank=True)
    area_keys = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("areas of the template"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "indicator"], name="one_placement")]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.indicator}"


class SeriesBreak(models.Model):
    """From ``school_year`` on the figures of an indicator cannot be compared with those before."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="breaks")
    school_year = SchoolYearField(_("first school year after the break"))
    reason = models.CharField(_("what changed"), max_length=300)

    class Meta:
        ordering = ["school_year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "school_year"], name="one_break_a_year")]

    def __str__(self) -> str:
        return f"{self.school_year}: {self.reason}"


class PeerGroup(models.Model):
    """The municipalities that one municipality is compared with (Kolada: liknande kommuner). The group changes every year."""

    municipality = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="peer_groups")
    official_id = models.CharField(_("official id"), max_length=20)
    title = models.CharField(_("title as published"), max_length=200)
    year = models.PositiveSmallIntegerField(_("calendar year of the group"))
    members = models.ManyToManyField(Node, related_name="+", verbose_name=_("municipalities"))

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["municipality", "official_id"], name="one_peer_group")]

    def __str__(self) -> str:
        return self.title


class Marker(models.TextChoices):
    """What is published in place of a number (Skolverket). Never a number, never summed, never averaged."""

    NONE = "", _("a number")
    MASKED = "masked", _("masked: too few children or pupils")
    MISSING = "missing", _("missing or not applicable")
    NEARLY_ALL = "nearly_all", _("one to four pupils did not reach the goal")
    EXCLUDED = "excluded", _("teachers of whom no licence is required are left out")


Series = tuple[int, int, int, str]  # node, indicator, school year, sex


class ValueQuerySet(models.QuerySet["Value"]):
    def visible_to(self, user: Any) -> Self:
        from units.access import paths_where

        return self.filter(paths_where(user, "unit.view", "node__"))

    def current(self) -> Self:
        """What holds now: of each figure the latest revision that has not been withdrawn."""
        return self.filter(current=True)


class Value(models.Model):
    """One revision of a published or own figure: a number or a marker, for one node, school year and sex.

    A row is never changed but for ``current``, ``withdrawn`` and what is withheld: a figure that its publisher changes gets a new
    revision, and what quoted the former one still points to it. Only :mod:`indicators.masking` turns it into something a page
    may show.
    """

    class Sex(models.TextChoices):
        ALL = "all", _("all")
        GIRLS = "girls", _("girls")
        BOYS = "boys", _("boys")

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="values", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    school_year = SchoolYearField(_("school year"))
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, default=Sex.ALL)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    number = models.DecimalField(_("number"), max_digits=12, decimal_places=3, null=True, blank=True)
    marker = models.CharField(_("marker"), max_length=12, choices=Marker.choices, blank=True, default="")
    rounded = models.BooleanField(_("published as about"), default=False)
    raw = models.CharField(_("as published"), max_length=40)
    denominator = models.PositiveIntegerField(_("number of children, pupils, answers or posts behind it"), null=True, blank=True)
    response_rate = models.DecimalField(_("response rate, per cent"), max_digits=4, decimal_places=1, null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    fetched_on = models.DateField(_("fetched on"))
    run = models.ForeignKey("ImportRun", on_delete=models.PROTECT, null=True, blank=True, related_name="values")
    current = models.BooleanField(_("holds now"), default=True)
    withdrawn = models.BooleanField(_("undone"), default=False)
    withheld_inside = models.BooleanField(_("withheld inside, so that another can not be computed"), default=False)
    withheld_public = models.BooleanField(_("withheld in public, so that another can not be computed"), default=False)

    objects = ValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "indicator", "school_year", "sex", "revision"], name="one_revision"),
            models.UniqueConstraint(
                fields=["node", "indicator", "school_year", "sex"], condition=Q(current=True), name="one_current_value"
            ),
            models.CheckConstraint(condition=Q(number=None) ^ Q(marker=""), name="number_or_marker"),
            models.CheckConstraint(condition=Q(marker__in=Marker.values), name="marker_known"),
            models.CheckConstraint(condition=Q(current=False) | Q(withdrawn=False), name="withdrawn_is_not_current"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.school_year}: {self.raw}"

    @property
    def series(self) -> Series:
        """What it is a revision of."""
        return self.node_id, self.indicator_id, int(self.school_year), self.sex


class PlaceMatch(models.Model):
    """Whom a code or name in a source is about here, as somebody once said; no node: it is to be left out.

    Pre-schools have no national unit code, and schools change theirs: what is matched by hand is remembered.
    """

    municipality = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="place_matches")
    system = models.CharField(_("system"), max_length=20)
    code = models.CharField(_("code or name in the source"), max_length=200)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "system", "code"], name="one_match")]

    def __str__(self) -> str:
        return f"{self.code} → {self.node or '–'}"


class Source(models.TextChoices):
    """Where the figures of a run come from."""

    GRADES = "grades", _("Skolverket's file of final grades")
    PLANNED = "planned", _("Skolverket's statistics by school unit")
    KOLADA = "kolada", _("Kolada")
    SHEET = "sheet", _("a table of one's own, Excel or CSV")
    REGISTER = "register", _("Skolverket's register of school units")


class ImportQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Any) -> Self:
        from units.access import paths_where

        return self.filter(paths_where(user, "results.import", "node__"))


class ImportRun(models.Model):
    """Figures that somebody brings in from one source: what they would change (preview), what they did, and whether undone."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="imports", verbose_name=_("municipality"))
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.GRADES)
    file_name = models.CharField(_("file"), max_length=200)
    asked = models.JSONField(_("what was asked for"), default=dict, blank=True)  # of an API: key figures, years
    content = models.BinaryField(_("content"), default=b"")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREVIEW)
    progress = models.PositiveSmallIntegerField(_("progress in per cent"), default=0)
    summary = models.JSONField(_("what the source holds"), default=dict)
    problem = models.TextField(_("problem"), blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    ended_at = models.DateTimeField(_("read in"), null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="import_source_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="import_state_known"),
        ]

    def __str__(self) -> str:
        return self.file_name
