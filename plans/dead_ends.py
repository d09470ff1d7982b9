"""Where the chain breaks: reasoning that leads no further, said kindly and to those who can do something about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from analyses.models import Analysis, AnalysisVersion, Cause, Conclusion, Finding, LookBack, Section
from analyses.workflow import State
from plans.models import FollowUp, Goal, Measure, Plan, PlanVersion
from schoolplan.kit import clock
from units.access import holds
from units.models import Node, User
from units.years import SchoolYear

OPEN_AT_MOST = 10


class Kind(StrEnum):
    NO_CAUSE = "no_cause"
    NO_CONCLUSION = "no_conclusion"
    NO_GOAL = "no_goal"
    NO_FOLLOW_UP = "no_follow_up"
    VANISHED = "vanished"

    @property
    def sentence(self) -> str:
        """What there is to do, said once over all the dead ends of the kind."""
        return {
            Kind.NO_CAUSE: _("What has contributed to what you see?"),
            Kind.NO_CONCLUSION: _("What shall we keep or change, now that we know the causes?"),
            Kind.NO_GOAL: _("Add a goal that rests on the conclusion, ask for support, or write why no measure is needed."),
            Kind.NO_FOLLOW_UP: _("What came of the measure? Write a line about it."),
            Kind.VANISHED: _("What came of the priority? The analysis of the year is where it is answered."),
        }[self]


@dataclass(frozen=True)
class DeadEnd:
    """A broken place: the finding, conclusion or measure, its node, and the page where it can be mended or read."""

    kind: Kind
    object: Model
    node: Node
    url_name: str
    url_args: tuple[Any, ...]

    @property
    def title(self) -> str:
        return str(self.object) or _("Without text yet")

    @property
    def url(self) -> str:
        return reverse(self.url_name, args=self.url_args)


@dataclass(frozen=True)
class DeadEndGroup:
    """The dead ends of one kind."""

    kind: Kind
    ends: list[DeadEnd]

    @property
    def is_long(self) -> bool:
        """Whether the list stands closed, so that the other kinds are not far down the page."""
        return len(self.ends) > OPEN_AT_MOST

    @property
    def nodes(self) -> list[tuple[Node, int]]:
        """How many each node has, in the order of the tree."""
        counted: dict[Node, int] = {}
        for end in self.ends:
            counted[end.node] = counted.get(end.node, 0) + 1
        return sorted(counted.items(), key=lambda pair: pair[0].path)


def dead_ends(user: User, nodes: Iterable[Node], school_year: SchoolYear) -> list[DeadEnd]:
    """The dead ends of the year at ``nodes``, in what the user may read: a draft's gaps are its own team's to see."""
    places = [node.pk for node in nodes]
    findings = [_of_finding(user, finding) for finding in _findings(user, places, school_year)]
    conclusions = [_of_conclusion(user, conclusion) for conclusion in _conclusions(user, places, school_year)]
    measures = [_of_measure(measure) for measure in _measures(user, places, school_year)]
    vanished = [_of_goal(user, goal) for goal in _vanished(user, places, school_year)]
    return sorted([*findings, *conclusions, *measures, *vanished], key=lambda end: (list(Kind).index(end.kind), end.node.path))


def dead_end_groups(user: User, node: Node, school_year: SchoolYear) -> list[DeadEndGroup]:
    """The dead ends at the node and under it, by kind; kinds without any are left out."""
    ends = dead_ends(user, Node.objects.within(node), school_year)
    groups = (DeadEndGroup(kind, [end for end in ends if end.kind == kind]) for kind in Kind)
    return [group for group in groups if group.ends]


def _findings(user: User, places: list[int], school_year: SchoolYear) -> "QuerySet[Any]":
    has_cause = Exists(Cause.objects.filter(finding=OuterRef("pk")))
    has_conclusion = Exists(Conclusion.objects.filter(finding=OuterRef("pk")))
    has_loose_cause = Exists(Cause.objects.filter(finding=OuterRef("pk"), conclusions=None).exclude(text=""))
    findings: QuerySet[Any] = (
        Finding.objects.visible_to(user)
        .filter(analysis__node__in=places, analysis__school_year=school_year)
        .annotate(has_cause=has_cause, has_conclusion=has_conclusion, has_loose_cause=has_loose_cause, latest=_latest("analysis"))
        .exclude(has_cause=True, has_conclusion=True, has_loose_cause=False)
        .select_related("analysis__node", "area")
    )
    return findings.order_by("area__position", "position", "pk")


def _conclusions(user: User, places: list[int], school_year: SchoolYear) -> "QuerySet[Any]":
    conclusions: QuerySet[Any] = (
        Conclusion.objects.visible_to(user)
        .filter(finding__analysis__node__in=places, finding__analysis__school_year=school_year)
        .filter(goals=None, support_requests=None, no_measure_reason="")
        .annotate(latest=_latest("finding__analysis"))
        .select_related("finding__analysis__node", "finding__area")
    )
    return conclusions.order_by("finding__area__position", "position", "pk")


def _measures(user: User, places: list[int], school_year: SchoolYear) -> "QuerySet[Any]":
    """Of the year's plans, and those of other years' plans whose last day fell in the year."""
    of_the_year = Q(goal__plan__school_year=school_year) | Q(ends_on__range=(school_year.starts, school_year.ends))
    told = FollowUp.objects.filter(measure=OuterRef("pk"), on__gte=OuterRef("ends_on"))
    return (
        Measure.objects.visible_to(user)
        .filter(of_the_year, goal__plan__node__in=places, ends_on__lt=clock.today())
        .exclude(status=Measure.Status.DONE)
        .exclude(Exists(told))
        .select_related("goal__plan__node")
        .order_by("ends_on", "pk")
    )


def _vanished(user: User, places: list[int], school_year: SchoolYear) -> "QuerySet[Any]":
    """Priorities that the year's handed-in analysis should have answered (:mod:`plans.look_backs`), and has not."""
    asks = Analysis.objects.visible_to(user).filter(template__sections__key=Section.LOOK_BACK, state__in=State.handed_in())
    handed_in = asks.filter(node=OuterRef("plan__node"), school_year=school_year)
    newer = Plan.objects.filter(
        node=OuterRef("plan__node"), school_year__gt=OuterRef("plan__school_year"), school_year__lte=school_year
    )
    answered = LookBack.objects.filter(goals=OuterRef("pk"), analysis__school_year=school_year).exclude(effect="")
    goals: QuerySet[Any] = (
        Goal.objects.visible_to(user)
        .filter(plan__node__in=places, plan__school_year__lte=school_year)
        .filter(~Exists(newer), ~Exists(answered), Exists(PlanVersion.objects.filter(plan=OuterRef("plan"))))
        .annotate(
            analysis=Subquery(handed_in.values("pk")[:1]),
            latest=Subquery(
                AnalysisVersion.objects.filter(analysis__node=OuterRef("plan__node"), analysis__school_year=school_year)
                .order_by("-number")
                .values("number")[:1]
            ),
        )
        .filter(analysis__isnull=False)
        .select_related("plan__node")
    )
    return goals.order_by("position", "pk")


def _latest(analysis: str) -> Subquery:
    """The number of the analysis's latest version."""
    versions = AnalysisVersion.objects.filter(analysis=OuterRef(analysis)).order_by().values("analysis")
    return Subquery(versions.annotate(number=Max("number")).values("number"))


def _of_finding(user: User, finding: Any) -> DeadEnd:
    kind = Kind.NO_CONCLUSION if finding.has_cause else Kind.NO_CAUSE
    return DeadEnd(kind, finding, finding.analysis.node, *_place(user, finding, finding.latest))


def _of_conclusion(user: User, conclusion: Any) -> DeadEnd:
    finding = conclusion.finding
    return DeadEnd(Kind.NO_GOAL, conclusion, finding.analysis.node, *_place(user, finding, conclusion.latest))


def _of_measure(measure: Measure) -> DeadEnd:
    return DeadEnd(Kind.NO_FOLLOW_UP, measure, measure.node, "plans:plan", (measure.plan.pk,))


def _of_goal(user: User, goal: Any) -> DeadEnd:
    """The look-back itself for its own team; the version for those who read it."""
    if holds(user, "analysis.draft", goal.node):
        return DeadEnd(Kind.VANISHED, goal, goal.node, "analyses:section", (goal.analysis, Section.LOOK_BACK))
    return DeadEnd(Kind.VANISHED, goal, goal.node, "analyses:version", (goal.analysis, goal.latest))


def _place(user: User, finding: Finding, latest: int | None) -> tuple[str, tuple[Any, ...]]:
    """The analysis itself for its own team; the version for those who read it."""
    if latest is None or holds(user, "analysis.draft", finding.analysis.node):
        return "analyses:area", (finding.analysis_id, finding.area.key)
    return "analyses:version", (finding.analysis_id, latest)
