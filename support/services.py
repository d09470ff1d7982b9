"""Asking for support and deciding on it."""

from django.db import transaction

from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.text import one_newline
from support.models import SupportRequest
from support.workflow import WORKFLOW
from units.models import Node, User
from units.years import SchoolYear


@transaction.atomic
def request_support(*, node: Node, school_year: SchoolYear, need: str, days: int, by: User) -> SupportRequest:
    """A unit says what it needs support with, in days of a development teacher."""
    require(by, "support.request_support", node)
    asked = SupportRequest.objects.create(
        node=node, school_year=school_year, need=one_newline(need), days_requested=days, requested_by=by, requested_at=clock.now()
    )
    record(by=by, verb="request_support", obj=asked, node_id=node.pk, changes={"need": ["", asked.need]})
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
