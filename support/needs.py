"""What the annual analysis shows of support: what the unit has asked for, and where it asks."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from analyses.models import Analysis, Conclusion
from analyses.neighbours import Need
from schoolplan.kit.access import may
from support.models import SupportRequest
from units.models import Kind, Node, User


def needs(analysis: Analysis, user: User) -> list[Need]:
    rests_on = Conclusion.objects.filter(support_requests=OuterRef("pk"), finding__analysis=analysis).order_by("pk")
    asked: QuerySet[Any] = (
        SupportRequest.objects.visible_to(user)
        .filter(Q(school_year=analysis.school_year) | Exists(rests_on), node=analysis.node)
        .annotate(rests_on=ArraySubquery(rests_on.values("pk")))
    )
    return [
        Need(
            text=request.need,
            days_requested=request.days_requested,
            days_granted=request.days_granted,
            state=request.state,
            state_words=str(request.get_state_display()),
            decision=request.decision,
            conclusions=tuple(request.rests_on),
        )
        for request in asked.order_by("requested_at", "pk")
    ]


def asking_url(node: Node, user: User) -> str:
    """Units ask for support; an area or a municipality gives it."""
    may_ask = node.kind == Kind.UNIT and may(user, "support.request_support", node)
    return reverse("support:index") if may_ask else ""
