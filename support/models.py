"""Who helps whom: what units need support with, and what was decided."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from analyses.models import Conclusion
from support.workflow import State
from units.access import paths_where
from units.models import Node, User
from units.years import SchoolYearField


class RequestQuerySet(models.QuerySet["SupportRequest"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(paths_where(user, "support.view", "node__"))


class SupportRequest(models.Model):
    """What a unit needs support with (stödbehov), in days of a development teacher, and the decision."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="support_requests")
    school_year = SchoolYearField(_("school year"))
    need = models.TextField(_("what do you need support with, and why?"))
    days_requested = models.PositiveSmallIntegerField(_("days asked for"))
    conclusions = models.ManyToManyField(Conclusion, related_name="support_requests", blank=True, verbose_name=_("rests on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.REQUESTED)
    days_granted = models.PositiveSmallIntegerField(_("days granted"), null=True, blank=True)
    decision = models.TextField(_("decision"), blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="support_state_known"),
            models.CheckConstraint(condition=~Q(state="granted") | Q(days_granted__gt=0), name="granted_support_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.node}: {Truncator(self.need).chars(60)}"
