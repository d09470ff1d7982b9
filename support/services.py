"""Asking for support and deciding on it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import Conclusion
from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.text import one_newline
from support.models import SupportRequest
from support.workflow import WORKFLOW
from units.models import Node, User
from units.years import SchoolYear


@transaction.atomic
def request_support(
    *, node: Node, school_year: SchoolYear, need: str, days: int, by: User, conclusions: Iterable[Conclusion] = ()
) -> SupportRequest:
    """A unit says what it needs support with, in days of a development teacher, and which of its conclusions the need rests on.

    Raises ValidationError for conclusions of another unit's analysis.
    """
    require(by, "support.request_support", node)
    rests_on = list(conclusions)
    if any(conclusion.node.pk != node.pk for conclusion in rests_on):
        raise ValidationError(_("A request for support rests on conclusions of the unit's own analysis."))
    asked = SupportRequest.objects.create(
        node=node, school_year=school_year, need=one_newline(need), days_requested=days, requested_by=by, requested_at=clock.now()
    )
    asked.conclusions.set(rests_on)
    record(
        by=by,
        verb="request_support",
        obj=asked,
        node_id=node.pk,
        changes={"need": ["", asked.need], "conclusions": [[], [conclusion.pk for conclusion in rests_on]]},
    )
    return asked


@transaction.atomic
def decide(*, request: SupportRequest, grant: bool, days: int | None, decision: str, by: User) -> SupportRequest:
    """The administration grants days or declines, with a reason that the unit reads.

    Raises PermissionDenied, or NotPossible when somebody decided in the meantime.
    """
    request = SupportRequest.objects.select_for_update().select_related("node").get(pk=request.pk)
    verb = "grant" if grant else "decline"
    target = WORKFLOW.follow(verb, request.state)
    require(by, WORKFLOW[verb].permission, request)
    before, request.state = request.state, target
    request.days_granted = days if grant else None
    request.decision = one_newline(decision)
    request.decided_by, request.decided_at = by, clock.now()
    request.save()
    record(
        by=by,
        verb=verb,
        obj=request,
        node_id=request.node_id,
        changes={"state": [before, target], "decision": ["", request.decision]},
    )
    return request
