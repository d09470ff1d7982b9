"""The page of a plan, and of a version: its goals as chains, from what they rest on to what came of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse

from analyses.models import Analysis, AnalysisVersion, Conclusion
from plans.content import Cited, GoalText, PlanText, Rest, goal_text, rests_prefetch, thaw, units_under
from plans.models import FollowUp, Goal, Measure, Plan, PlanVersion
from plans.queries.progress import Freshness, freshness
from plans.workflow import State
from schoolplan.kit import clock
from schoolplan.kit.access import may
from units.access import holds
from units.models import MunicipalitySettings, Node, User

UNITS_NAMED = 4
PRIORITIES_AT_MOST = 3


@dataclass(frozen=True)
class LinkedRest:
    """A conclusion with the address where the reader can read it in its place; empty when it is not open to the reader."""

    rest: Rest
    url: str


@dataclass(frozen=True)
class LinkedCite:
    cited: Cited
    url: str


@dataclass(frozen=True)
class MeasureCard:
    measure: Measure
    latest: FollowUp | None
    freshness: Freshness


@dataclass(frozen=True)
class GoalCard:
    """A goal as it is read. ``goal`` and ``measures`` are missing in a version: they tell of the work, not of the text."""

    number: int
    text: GoalText
    rests: list[LinkedRest]
    cites: list[LinkedCite]
    goal: Goal | None = None
    measures: tuple[MeasureCard, ...] = ()

    @property
    def cites_left_out(self) -> int:
        return len(self.text.units_cited) - len(self.cites)

    @property
    def late(self) -> int:
        return sum(card.freshness == Freshness.LATE for card in self.measures)

    @property
    def stale(self) -> int:
        return sum(card.freshness == Freshness.STALE for card in self.measures)


@dataclass(frozen=True)
class WithoutConclusions:
    """There is nothing yet that a goal could rest on. ``analysis`` is where they would be drawn, if it has been begun."""

    analysis: Analysis | None


@dataclass(frozen=True)
class PlanPage:
    plan: Plan
    cards: list[GoalCard]
    units: int
    writes: bool
    follows_up: bool
    candidates: list[Conclusion]
    priorities_at_most: int
    versions: list[PlanVersion]
    lacks: WithoutConclusions | None

    @property
    def too_many(self) -> bool:
        return len(self.cards) > self.priorities_at_most

    @property
    def is_unit(self) -> bool:
        return self.plan.node.kind == "unit"

    def card_of(self, goal_id: int) -> GoalCard:
        return next(card for card in self.cards if card.text.id == goal_id)


@dataclass(frozen=True)
class VersionPage:
    version: PlanVersion
    text: PlanText
    cards: list[GoalCard]

    @property
    def is_unit(self) -> bool:
        return self.version.plan.node.kind == "unit"


def plan_page(plan: Plan, user: User) -> PlanPage:
    """The plan as its reader sees it. What its goals rest on is living in a draft, and as adopted in an adopted plan."""
    goals = list(_goals(plan))
    versions = list(plan.versions.select_related("made_by").order_by("-number"))
    frozen = _frozen_rests(versions) if plan.state == State.ADOPTED else None
    texts = [goal_text(goal, None if frozen is None else frozen.get(goal.pk, ())) for goal in goals]
    links = _Links(user, plan.node, texts)
    writes = may(user, "plans.write_plan", plan)
    nowhere = list(candidates(plan)) if writes else []
    return PlanPage(
        plan=plan,
        cards=[_card(number, text, links, goal) for number, (goal, text) in enumerate(zip(goals, texts, strict=True), start=1)],
        units=units_under(plan.node),
        writes=writes,
        follows_up=may(user, "plans.follow_up", plan),
        candidates=nowhere,
        priorities_at_most=priorities_at_most(plan.node),
        versions=versions,
        lacks=_without_conclusions(plan) if writes and not nowhere else None,
    )


def version_page(version: PlanVersion, user: User) -> VersionPage:
    text = thaw(version.content)
    links = _Links(user, version.plan.node, text.goals)
    return VersionPage(version, text, [_card(number, goal, links) for number, goal in enumerate(text.goals, start=1)])


def candidates(plan: Plan) -> "QuerySet[Conclusion]":
    """The conclusions of the node's own analyses, of this school year and the one before, that lead nowhere yet."""
    own = Conclusion.objects.filter(finding__analysis__in=_own_analyses(plan))
    nowhere = own.filter(goals=None, no_measure_reason="").exclude(text="").select_related("finding__area", "finding__analysis")
    return nowhere.order_by("-finding__analysis__school_year", "finding__area__position", "position", "pk")


def goals_for(conclusion: Conclusion) -> "QuerySet[Goal]":
    """The goals that a conclusion can lead to as well: those with a name in its node's drafts, of its year and the next."""
    year = conclusion.analysis.school_year
    drafts = Goal.objects.filter(plan__node=conclusion.node, plan__state=State.DRAFT, plan__school_year__in=[year, year.next])
    return drafts.exclude(title="").exclude(conclusions=conclusion).order_by("plan__school_year", "position", "pk")


def _own_analyses(plan: Plan) -> "QuerySet[Analysis]":
    return Analysis.objects.filter(node=plan.node, school_year__in=[plan.school_year.previous, plan.school_year])


def _without_conclusions(plan: Plan) -> WithoutConclusions | None:
    concludes = Exists(Conclusion.objects.filter(finding__analysis=OuterRef("pk")).exclude(text=""))
    own = list(_own_analyses(plan).annotate(concludes=concludes).order_by("-school_year"))
    if any(analysis.concludes for analysis in own):
        return None
    return WithoutConclusions(own[0] if own else None)


def _goals(plan: Plan) -> "QuerySet[Goal]":
    measures = Measure.objects.prefetch_related("follow_ups")
    return (
        Goal.objects.filter(plan=plan)
        .select_related("plan__node")
        .prefetch_related(rests_prefetch(), Prefetch("measures", measures))
    )


def _frozen_rests(versions: list[PlanVersion]) -> dict[int, tuple[Rest, ...]]:
    return {goal.id: goal.rests_on for goal in thaw(versions[0].content).goals} if versions else {}


def priorities_at_most(node: Node) -> int:
    """How many priorities the municipality takes to be enough."""
    own = MunicipalitySettings.objects.filter(municipality=node.municipality).first()
    return own.priorities_at_most if own else PRIORITIES_AT_MOST


def _card(number: int, text: GoalText, links: "_Links", goal: Goal | None = None) -> GoalCard:
    return GoalCard(
        number=number,
        text=text,
        rests=[LinkedRest(rest, links.to_conclusion(rest)) for rest in text.rests_on],
        cites=[LinkedCite(cited, links.to_cited(cited)) for cited in text.units_cited[:UNITS_NAMED]],
        goal=goal,
        measures=tuple(measure_card(measure) for measure in goal.measures.all()) if goal else (),
    )


def measure_card(measure: Measure) -> MeasureCard:
    latest = max(measure.follow_ups.all(), key=lambda follow_up: (follow_up.on, follow_up.pk), default=None)
    return MeasureCard(measure, latest, freshness(measure, latest.on if latest else None, clock.today()))


class _Links:
    """Where the reader can read what goals rest on: the team in the analysis itself, others in a version that is open to them."""

    def __init__(self, user: User, node: Node, goals: Iterable[GoalText]) -> None:
        goals = list(goals)
        analyses = {rest.analysis for goal in goals for rest in goal.rests_on} | {
            cited.analysis for goal in goals for cited in goal.cites
        }
        readable = AnalysisVersion.objects.visible_to(user).filter(analysis__in=analyses).order_by("number")
        self._own = holds(user, "analysis.draft", node)
        self._open: dict[int, list[int]] = {}
        for analysis, number in readable.values_list("analysis_id", "number"):
            self._open.setdefault(analysis, []).append(number)

    def to_conclusion(self, rest: Rest) -> str:
        if self._own:
            return reverse("analyses:area", args=[rest.analysis, rest.area_key])
        return self._to_version(rest.analysis)

    def to_cited(self, cited: Cited) -> str:
        return self._to_version(cited.analysis, cited.version)

    def _to_version(self, analysis: int, number: int | None = None) -> str:
        """That version when it is open to the reader, otherwise the latest one that is."""
        numbers = self._open.get(analysis)
        if not numbers:
            return ""
        return reverse("analyses:version", args=[analysis, number if number in numbers else numbers[-1]])
