"""What the page of support shows."""

from dataclasses import dataclass

from django.db.models import QuerySet

from analyses.models import AnalysisVersion, Conclusion
from support.models import SupportRequest
from support.workflow import State
from units.access import paths_where
from units.models import Node, User
from units.years import SchoolYear


@dataclass(frozen=True)
class SupportPage:
    """The requests that wait come first; what each unit asked for stands beside what it got."""

    waiting: list[SupportRequest]
    decided: list[SupportRequest]
    may_request_for: list[Node]


def support_page(user: User, school_year: SchoolYear) -> SupportPage:
    requests = _readable(user, school_year)
    waiting = [request for request in requests if request.state == State.REQUESTED]
    decided = [request for request in requests if request.state != State.REQUESTED]
    own = Node.objects.units().filter(paths_where(user, "support.request")).order_by("path")
    return SupportPage(waiting, decided, list(own))


def conclusions_of(user: User) -> "QuerySet[Conclusion]":
    """The conclusions that the person may let a request for support rest on: those of the units they ask for."""
    own = paths_where(user, "support.request", "finding__analysis__node__")
    visible: QuerySet[Conclusion] = Conclusion.objects.visible_to(user).filter(own).select_related("finding__analysis__node")
    return visible.order_by("pk")


def latest_analysis(user: User, unit: Node) -> AnalysisVersion | None:
    """The unit's newest analysis that the reader may read: what the need comes from."""
    readable = AnalysisVersion.objects.visible_to(user).filter(analysis__node=unit).select_related("analysis")
    return readable.order_by("-analysis__school_year", "-number").first()


def _readable(user: User, school_year: SchoolYear) -> "QuerySet[SupportRequest]":
    return (
        SupportRequest.objects.visible_to(user)
        .filter(school_year=school_year)
        .select_related("node")
        .order_by("-days_requested", "pk")
    )
