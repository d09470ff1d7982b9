"""Who we are: the tree of municipalities, areas and units, the people, and what they do where."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from units.roles import Role


class Kind(models.TextChoices):
    """What a node of the tree is."""

    REGION = "region", _("region")
    MUNICIPALITY = "municipality", _("municipality")
    AREA = "area", _("area")
    UNIT = "unit", _("unit")
    ELSEWHERE = "elsewhere", _("place to compare with")  # the country, and municipalities that do not use this installation


class SchoolForm(models.TextChoices):
    """School forms; the codes are those of SS 12000:2018 (Swedish Standards Institute), except OPPFTH."""

    PRESCHOOL = "FS", _("pre-school")
    PRESCHOOL_CLASS = "FSK", _("pre-school class")
    AFTER_SCHOOL = "FTH", _("after-school centre")
    COMPULSORY = "GR", _("compulsory school")
    ADAPTED_COMPULSORY = "GRS", _("adapted compulsory school")
    UPPER_SECONDARY = "GY", _("upper secondary school")


class NodeQuerySet(MP_NodeQuerySet):
    def units(self) -> Self:
        return self.filter(kind=Kind.UNIT)

    def areas(self) -> Self:
        return self.filter(kind=Kind.AREA)

    def municipalities(self) -> Self:
        return self.filter(kind=Kind.MUNICIPALITY)

    def open(self, on: dt.date) -> Self:
        """Those that had not closed on ``on``."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on))

    def within(self, node: "Node") -> Self:
        """``node`` and everything under it."""
        return self.filter(path__startswith=node.path)

    def visible_to(self, user: Any) -> Self:
        from units.access import paths_where

        return self.filter(paths_where(user, "unit.view"))


class NodeManager(MP_NodeManager.from_queryset(NodeQuerySet)):  # type: ignore[misc]
    """treebeard names its queryset class in its manager, so ours must be named again."""

    def get_queryset(self) -> NodeQuerySet:
        return NodeQuerySet(self.model, using=self._db).order_by("path")


class Node(MP_Node):
    """A place in the tree: region, municipality, area (rektorsområde) or unit. Everything belongs to a node."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    forms = ArrayField(
        models.CharField(max_length=10, choices=SchoolForm.choices), verbose_name=_("school forms"), default=list, blank=True
    )
    grades = models.CharField(_("grades"), max_length=20, blank=True)
    pupils = models.PositiveIntegerField(_("children or pupils"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = NodeManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=Kind.values), name="node_kind_known")]
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name with grades, as in tables: Norrbyskolan, F–6."""
        return f"{self.name}, {self.grades}" if self.grades else self.name

    @property
    def is_preschool(self) -> bool:
        return self.forms == [SchoolForm.PRESCHOOL]

    def holds(self, other: "Node") -> bool:
        """Whether ``other`` is this node or lies under it."""
        return other.path.startswith(self.path)

    @cached_property
    def line(self) -> "list[Node]":
        """The nodes from the root down to this one."""
        steps = range(self.steplen, len(self.path), self.steplen)
        above = Node.objects.filter(path__in=[self.path[:end] for end in steps]).order_by("path")
        return [*above, self]

    @property
    def municipality(self) -> "Node":
        """The municipality this node is or belongs to. Raises LookupError for a region."""
        for node in self.line:
            if node.kind == Kind.MUNICIPALITY:
                return node
        raise LookupError(f"{self} belongs to no municipality")

    @property
    def area(self) -> "Node | None":
        return next((node for node in self.line if node.kind == Kind.AREA), None)


class ExternalId(models.Model):
    """A code that others know a node by, from one day to another. Codes are text: a leading zero belongs to them."""

    class System(models.TextChoices):
        SCHOOL_UNIT = "skolenhetskod", _("school unit code")
        MUNICIPALITY = "kommunkod", _("municipality code")
        KOLADA = "kolada", _("Kolada unit")
        ORGANISATION = "orgnr", _("organisation number")

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="external_ids")
    system = models.CharField(_("system"), max_length=20, choices=System.choices)
    value = models.CharField(_("code"), max_length=40)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "value"], condition=Q(valid_to=None), name="one_node_per_current_code"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.value}"


class FormerName(models.Model):
    """A name that a node had until a day, kept so that older figures and texts can be found."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(_("name"), max_length=200)
    until = models.DateField(_("until"))

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One node's work goes on in another, after a merger or a split."""

    predecessor = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="inheritances")
    on = models.DateField(_("from"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class MunicipalitySettings(models.Model):
    """What a municipality decides for itself."""

    municipality = models.OneToOneField(Node, on_delete=models.PROTECT, related_name="settings")
    administration_name = models.CharField(_("name of the administration"), max_length=200, default="förvaltningen")
    political_body = models.CharField(_("name of the political body"), max_length=200, default="nämnden")
    masked_below_inside = models.PositiveSmallIntegerField(_("smallest group shown inside"), default=5)
    masked_below_public = models.PositiveSmallIntegerField(_("smallest group shown in public"), default=10)
    answers_at_least = models.PositiveSmallIntegerField(_("fewest answers of a survey shown"), default=5)
    response_rate_at_least = models.PositiveSmallIntegerField(_("lowest response rate shown, per cent"), default=50)
    priorities_at_most = models.PositiveSmallIntegerField(_("priorities before a warning"), default=3)

    def __str__(self) -> str:
        return str(self.municipality)


class WheelLine(models.Model):
    """A line of the year wheel (årshjul): what one side does in one month."""

    class Side(models.TextChoices):
        UNIT = "unit", _("unit")
        ADMINISTRATION = "administration", _("administration")
        BOARD = "board", _("political body")

    municipality = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="wheel")
    month = models.PositiveSmallIntegerField(_("month"))
    side = models.CharField(_("who"), max_length=20, choices=Side.choices)
    text = models.CharField(_("what"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "month", "side"], name="one_wheel_line"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="wheel_month"),
        ]
        ordering = ["month", "side"]

    def __str__(self) -> str:
        return f"{self.month}: {self.text}"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. What they may do follows from their assignments alone: there are no superusers."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("may sign in"), default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def on(self, day: dt.date) -> Self:
        """Those that hold on ``day``."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Assignment(models.Model):
    """A person holds a role at a node, from one day to another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "node", "role", "starts_on"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="assignment_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.node}"
