"""Writing together: who is invited where, who is here, what they say of each other's cards, and what waits to be shown."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from analyses.models.analysis import Analysis
from analyses.models.reading import Review
from analyses.models.templates import TemplateArea, TemplateSection
from analyses.workflow import State
from units.access import paths_where
from units.models import Node, User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: Any) -> Self:
        """Who writes where is the team's own affair, also when the analysis is handed in."""
        return self.filter(paths_where(user, "analysis.draft", "analysis__node__"))


class Invitation(models.Model):
    """A person who otherwise only reads the draft writes in one of its parts: an area or a section."""

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="invitations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    area = models.ForeignKey(TemplateArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(TemplateSection, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("invited"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(area=None) ^ Q(section=None), name="invited_to_one_part"),
            models.UniqueConstraint(
                fields=["analysis", "user", "area", "section"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="invited_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.area or self.section}"

    @property
    def node(self) -> Node:
        return self.analysis.node


class Presence(models.Model):
    """Where in the analysis a person was seen last. ``place`` is the key of an area or a section."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(_("where"), max_length=30, blank=True)
    seen_at = models.DateTimeField(_("seen"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analysis", "user"], name="one_presence")]

    def __str__(self) -> str:
        return f"{self.user}: {self.place}"


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: Any) -> Self:
        """The team's comments are the team's own. The administration's are its own until they are sent with a review."""
        team = Q(side=Comment.Side.TEAM) & paths_where(user, "analysis.draft", "analysis__node__")
        sent = Q(side=Comment.Side.ADMINISTRATION) & (
            (~Q(review=None) & paths_where(user, "analysis.draft", "analysis__node__"))
            | (Q(analysis__state__in=State.handed_in()) & paths_where(user, "analysis.submitted", "analysis__node__"))
            | (~Q(review=None) & paths_where(user, "analysis.submitted", "analysis__node__"))
        )
        return self.filter(team | sent)


class Comment(models.Model):
    """What somebody says of a card. ``kind`` and ``object_id`` name the card, which keeps them when it is moved or merged.

    ``part`` (the key of an area or a section) and ``about`` say where and of what when the card has been removed. What the
    administration sends is answered by the unit in ``answer``.
    """

    class Side(models.TextChoices):
        TEAM = "team", _("the team")
        ADMINISTRATION = "administration", _("the administration")

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="comments")
    kind = models.CharField(_("kind of card"), max_length=20)  # a model's name: finding, cause, judgement …
    object_id = models.BigIntegerField(_("the card's number"))
    part = models.CharField(_("part"), max_length=30)
    about = models.CharField(_("about"), max_length=300)
    side = models.CharField(_("side"), max_length=14, choices=Side.choices)
    text = models.TextField(_("comment"), max_length=4000)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    at = models.DateTimeField(_("written"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["analysis", "kind", "object_id"])]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    @property
    def node(self) -> Node:
        return self.analysis.node


class HeldTextQuerySet(models.QuerySet["HeldText"]):
    def visible_to(self, user: Any) -> Self:
        """Nobody but the one who typed it, also when they write no longer."""
        return self.filter(user=user.pk)


class HeldText(models.Model):
    """A text that seems to tell of a person: kept for the one who typed it until it is corrected or confirmed.

    ``seen`` is the version of the text that others read, as it was when this one was typed.
    """

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="held_texts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind of record"), max_length=20)
    object_id = models.BigIntegerField(_("the record's number"))
    field = models.CharField(_("field"), max_length=30)
    text = models.TextField(_("text"))
    seen = models.CharField(_("version of the text that was written over"), max_length=32, default="")
    at = models.DateTimeField(_("written"))

    objects = HeldTextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "object_id", "field"], name="one_held_text")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}, {self.field}"


class Confirmation(models.Model):
    """Somebody has said that words which look like personal data may stand in an analysis. ``digest`` is that of the words."""

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="confirmations")
    digest = models.CharField(_("digest of the words"), max_length=64)
    at = models.DateTimeField(_("confirmed"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analysis", "digest"], name="confirmed_once")]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%Y-%m-%d}"
