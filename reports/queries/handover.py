"""What somebody who begins to lead a unit needs to know: what was said, planned and promised before, and what comes.

Each part is read through its own ``visible_to``: what a reader may not open elsewhere does not stand here either.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from analyses.models import AnalysisVersion, Review, Section
from analyses.versions import read
from analyses.workflow import State
from dialogues.models import Meeting, Promise
from dialogues.queries.promises import PromiseLine, promise_line, with_node
from dialogues.workflow import PromiseState, Side
from plans.models import Measure, PlanVersion
from reports.queries.parts import AdoptedPlan, InShort, MeasureNow, Priority, adopted_plans, newest_analyses
from schoolplan.kit import clock
from support.models import SupportRequest
from units.access import holds
from units.models import Assignment, Node, User, WheelLine
from units.roles import LEADERS
from units.years import SchoolYear

MONTHS_AHEAD = 6
MEETINGS_AHEAD = 3


@dataclass(frozen=True)
class Leaders:
    """Who leads the unit or the area it lies in today, and who did before; the latest first."""

    now: tuple[Assignment, ...]
    before: tuple[Assignment, ...]


@dataclass(frozen=True)
class MeasureLine:
    """A measure of the plan. It is late when its last day has passed and nobody has told what came of it."""

    now: MeasureNow
    is_late: bool


@dataclass(frozen=True)
class GoalLine:
    priority: Priority
    measures: tuple[MeasureLine, ...]


@dataclass(frozen=True)
class Promises:
    """What has been promised and not yet settled, in both directions."""

    ours: tuple[PromiseLine, ...]
    theirs: tuple[PromiseLine, ...]


@dataclass(frozen=True)
class Month:
    """What the year wheel asks of units in a month to come."""

    first_day: dt.date
    text: str


@dataclass(frozen=True)
class Year:
    """A school year that lies behind: the texts as the reader may read them, and what the administration answered."""

    school_year: SchoolYear
    node: Node  # the unit, or one that it goes on from
    analysis: AnalysisVersion | None
    plan: PlanVersion | None
    reviews: tuple[Review, ...]


@dataclass(frozen=True)
class Handover:
    unit: Node
    leaders: Leaders
    analysis: InShort | None
    priorities: str  # what the principal wrote of them in the analysis
    plan: AdoptedPlan | None
    goals: tuple[GoalLine, ...]
    promises: Promises
    follows_dialogues: bool
    support: tuple[SupportRequest, ...]
    follows_support: bool
    meetings: tuple[Meeting, ...]
    months: tuple[Month, ...]
    years: tuple[Year, ...]

    @property
    def late(self) -> int:
        return sum(line.is_late for goal in self.goals for line in goal.measures)


def handover_page(unit: Node, user: User) -> Handover:
    """The unit as it is handed over to ``user``; the same number of queries whatever has been written."""
    versions = _versions(unit, user)
    adopted = AnalysisVersion.objects.filter(pk__in=[v.pk for v in versions if v.analysis.state == State.ADOPTED])
    analysis = newest_analyses(adopted).get(unit.pk)
    plan = adopted_plans(PlanVersion.objects.visible_to(user).filter(plan__node=unit)).get(unit.pk)
    lines = [promise_line(promise, user) for promise in _open_promises(unit, user)]
    return Handover(
        unit=unit,
        leaders=_leaders(unit),
        analysis=analysis,
        priorities=_priorities(analysis),
        plan=plan,
        goals=tuple(_goal(priority) for priority in plan.priorities) if plan else (),
        promises=Promises(_of(lines, Side.UNIT), _of(lines, Side.ADMINISTRATION)),
        follows_dialogues=holds(user, "dialogue.view", unit),
        support=tuple(SupportRequest.objects.visible_to(user).filter(node=unit).order_by("-requested_at", "-pk")),
        follows_support=holds(user, "support.view", unit),
        meetings=tuple(_meetings(unit, user)),
        months=_months(unit),
        years=_years(unit, user, versions),
    )


def _around(unit: Node) -> list[int]:
    """The unit and the area it lies in: the dialogue is held and led at either."""
    return [node.pk for node in (unit, unit.area) if node]


def _leaders(unit: Node) -> Leaders:
    held = Assignment.objects.filter(node__in=_around(unit), role__in=LEADERS, starts_on__lte=clock.today())
    found = list(held.select_related("user", "node").order_by("-starts_on", "-node__path", "pk"))
    today = clock.today()
    return Leaders(
        tuple(one for one in found if one.ends_on is None or one.ends_on >= today),
        tuple(one for one in found if one.ends_on and one.ends_on < today),
    )


def _priorities(analysis: InShort | None) -> str:
    if analysis is None:
        return ""
    sections = read(analysis.version).sections
    return next((section.text for section in sections if section.key == Section.PRIORITIES), "")


def _goal(priority: Priority) -> GoalLine:
    return GoalLine(priority, tuple(MeasureLine(measure, _is_late(measure)) for measure in priority.measures))


def _is_late(measure: MeasureNow) -> bool:
    last = measure.text.ends_on
    if last is None or last >= clock.today() or measure.status == Measure.Status.DONE:
        return False
    return measure.follow_up is None or measure.follow_up.on < last


def _open_promises(unit: Node, user: User) -> Any:
    return with_node(Promise.objects.visible_to(user).filter(meeting__series__node__in=_around(unit), state=PromiseState.OPEN))


def _of(lines: list[PromiseLine], side: Side) -> tuple[PromiseLine, ...]:
    return tuple(line for line in lines if line.promise.side == side)


def _meetings(unit: Node, user: User) -> Any:
    ahead = Meeting.objects.visible_to(user).filter(series__node__in=_around(unit), starts_at__gte=clock.now())
    return ahead.select_related("series__node").order_by("starts_at", "pk")[:MEETINGS_AHEAD]


def _months(unit: Node) -> tuple[Month, ...]:
    """What the wheel says of this month and the next ones."""
    lines = WheelLine.objects.filter(municipality=unit.municipality, side=WheelLine.Side.UNIT).order_by("month")
    texts = {line.month: line.text for line in lines}
    today = clock.today()
    firsts = [_first_day(today, ahead) for ahead in range(MONTHS_AHEAD)]
    return tuple(Month(first, texts[first.month]) for first in firsts if first.month in texts)


def _first_day(today: dt.date, months_ahead: int) -> dt.date:
    years, month = divmod(today.month - 1 + months_ahead, 12)
    return dt.date(today.year + years, month + 1, 1)


def _versions(unit: Node, user: User) -> list[AnalysisVersion]:
    """The newest version of each of the unit's analyses that the reader may read, and of those of the units it goes on from."""
    readable = AnalysisVersion.objects.visible_to(user).filter(analysis__node__in=_lineage(unit))
    newest = readable.order_by("analysis", "-number").distinct("analysis").defer("content").select_related("analysis__node")
    return sorted(newest, key=lambda version: (-int(version.analysis.school_year), version.node.path))


def _lineage(unit: Node) -> Any:
    return Node.objects.filter(Q(pk=unit.pk) | Q(successions__successor=unit)).values("pk")


def _years(unit: Node, user: User, versions: list[AnalysisVersion]) -> tuple[Year, ...]:
    """What lies behind, the latest year first; a year with two units that became one has a row for each."""
    readable = PlanVersion.objects.visible_to(user).filter(plan__node__in=_lineage(unit)).defer("content")
    newest = readable.order_by("plan", "-number").distinct("plan").select_related("plan__node")
    plans = {(int(version.plan.school_year), version.node): version for version in newest}
    analyses = {(int(version.analysis.school_year), version.node): version for version in versions}
    reviews = _reviews(user, versions)
    keys = sorted({*plans, *analyses}, key=lambda key: (-key[0], key[1].path))
    return tuple(
        Year(SchoolYear(key[0]), key[1], found := analyses.get(key), plans.get(key), reviews[found.analysis_id] if found else ())
        for key in keys
    )


def _reviews(user: User, versions: list[AnalysisVersion]) -> dict[int, tuple[Review, ...]]:
    """The administration's answers to each analysis, the first one first."""
    readable = Review.objects.visible_to(user).filter(analysis__in=[version.analysis_id for version in versions])
    found = list(readable.select_related("by").order_by("at", "pk"))
    return {v.analysis_id: tuple(review for review in found if review.analysis_id == v.analysis_id) for v in versions}
