"""What the annual analysis shows of support: what the unit has asked for, and where it asks."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from analyses.models import Analysis, Conclusion
from analyses.neighbours import Need
from schoolplan.kit.access import may
from support.models import SupportRequest
from units.models import Kind, Node, User

TOLD = ("need", "days_requested", "days_granted", "state", "decision")


def needs(analysis: Analysis, user: User) -> list[Need]:
    rests_on = Conclusion.objects.filter(support_requests=OuterRef("pk"), finding__analysis=analysis)
    of_the_analysis = Q(school_year=analysis.school_year) | Exists(rests_on)
    asked = SupportRequest.objects.visible_to(user).filter(of_the_analysis, node=analysis.node)
    return [_need(request) for request in asked.order_by("requested_at", "pk")]


def needs_of_conclusion(user: User) -> ArraySubquery:
    asked: QuerySet[Any] = SupportRequest.objects.visible_to(user).filter(conclusions=OuterRef("pk"))
    return ArraySubquery(asked.order_by("requested_at", "pk").values(row=JSONObject(**{name: name for name in TOLD})))


def need(row: dict[str, Any]) -> Need:
    return _need(SupportRequest(**row))


def _need(request: SupportRequest) -> Need:
    return Need(
        text=request.need,
        days_requested=request.days_requested,
        days_granted=request.days_granted,
        state=request.state,
        state_words=str(request.get_state_display()),
        decision=request.decision,
    )


def asking_url(node: Node, user: User) -> str:
    """Units ask for support; an area or a municipality gives it."""
    may_ask = node.kind == Kind.UNIT and may(user, "support.request_support", node)
    return reverse("support:index") if may_ask else ""
