"""What the annual analysis carries forward from the plan: its priorities, what was done, and what has been told of it.

A plan rests on the analysis of the year before and is answered in the analysis of its own year: the plan for 2025/26 in the
analysis 2025/26. A plan that covers several years is answered every year until there is a newer one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from analyses.models import Analysis, Conclusion, LookBack
from analyses.neighbours import Lead, Priority, Told
from plans.content import GoalText, thaw
from plans.models import FollowUp, Goal, Measure, Plan, PlanVersion
from plans.queries.page import priorities_at_most
from units.models import User
from units.years import SchoolYear

__all__ = [
    "answer_in",
    "lead",
    "leads",
    "leads_of_conclusion",
    "missing",
    "priorities_at_most",
    "titles_of_missing",
    "told_after",
]


@dataclass(frozen=True)
class _Said:
    """A goal as the plan says it: its number, unless only the adopted text has it any longer, and its measures when asked for."""

    goal: int | None
    title: str
    measures: Callable[[], tuple[str, ...]]


def missing(analysis: Analysis) -> list[Priority]:
    said = _not_answered(analysis)
    told = _told(FollowUp.objects.filter(measure__goal__in=[goal.goal for goal in said if goal.goal]))
    return [Priority(goal.goal, goal.title, goal.measures(), tuple(told[goal.goal])) for goal in said]


def titles_of_missing(analysis: Analysis) -> list[str]:
    return [goal.title for goal in _not_answered(analysis)]


def answer_in(look_backs: Mapping[int, LookBack]) -> None:
    for goal in Goal.objects.filter(pk__in=look_backs):
        goal.look_backs.add(look_backs[goal.pk])


def told_after(look_backs: Collection[LookBack]) -> dict[int, list[Told]]:
    answered = FollowUp.objects.filter(measure__goal__look_backs__in=look_backs)
    new = answered.filter(pk__gt=F("measure__goal__look_backs__told_until"))
    found: dict[int, list[Told]] = defaultdict(list)
    for follow_up in _in_order(new).annotate(look_back=F("measure__goal__look_backs")):
        found[follow_up.look_back].append(_as_told(follow_up))
    return found


def leads_of_conclusion(user: User) -> ArraySubquery:
    measures = Measure.objects.filter(goal=OuterRef("pk")).exclude(text="").order_by("position", "pk")
    goals: QuerySet[Any] = Goal.objects.visible_to(user).filter(conclusions=OuterRef("pk"))
    goals = goals.annotate(told=ArraySubquery(measures.values("text"))).order_by("plan__school_year", "position", "pk")
    row = JSONObject(goal="pk", plan="plan_id", year="plan__school_year", title="title", measures="told")
    return ArraySubquery(goals.values(row=row))


def lead(row: dict[str, Any]) -> Lead:
    return Lead(
        title=row["title"],
        plan=str(SchoolYear(row["year"])),
        url=reverse("plans:plan", args=[row["plan"]], fragment=f"goal-{row['goal']}"),
        conclusions=(),
        measures=tuple(row["measures"]),
    )


def leads(analysis: Analysis, user: User) -> list[Lead]:
    own = Conclusion.objects.filter(goals=OuterRef("pk"), finding__analysis=analysis).order_by("pk")
    measures = Measure.objects.filter(goal=OuterRef("pk")).exclude(text="").order_by("position", "pk")
    goals: QuerySet[Any] = (
        Goal.objects.visible_to(user)
        .filter(Exists(own))
        .select_related("plan")
        .annotate(own=ArraySubquery(own.values("pk")), told_measures=ArraySubquery(measures.values("text")))
        .order_by("plan__school_year", "position", "pk")
    )
    return [
        Lead(
            title=goal.title,
            plan=str(goal.plan.school_year),
            url=f"{reverse('plans:plan', args=[goal.plan_id])}#goal-{goal.pk}",
            conclusions=tuple(goal.own),
            measures=tuple(goal.told_measures),
        )
        for goal in goals
    ]


def _not_answered(analysis: Analysis) -> list[_Said]:
    """The goals of the node's newest plan up to the year that have no look-back, as adopted if the plan has been."""
    latest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number").values("content")
    until: QuerySet[Any] = Plan.objects.filter(node=analysis.node_id, school_year__lte=analysis.school_year)
    plans = until.annotate(adopted=Subquery(latest[:1])).order_by("-school_year")
    plan = plans.filter(Q(adopted__isnull=False) | Exists(Goal.objects.filter(plan=OuterRef("pk")))).first()
    if plan is None:
        return []
    answered = Exists(LookBack.objects.filter(goals=OuterRef("pk"), analysis=analysis))
    standing = {goal.pk: goal for goal in plan.goals.annotate(answered=answered)}
    if plan.adopted is None:
        said = [_Said(goal.pk, goal.title, partial(_living, goal)) for goal in standing.values()]
    else:
        said = [
            _Said(goal.id if goal.id in standing else None, goal.title, partial(_frozen, goal))
            for goal in thaw(plan.adopted).goals
        ]
    return [goal for goal in said if goal.title.strip() and not _is_answered(goal, standing, analysis)]


def _living(goal: Goal) -> tuple[str, ...]:
    return tuple(measure.text for measure in goal.measures.all())


def _frozen(goal: GoalText) -> tuple[str, ...]:
    return tuple(measure.text for measure in goal.measures)


def _is_answered(goal: _Said, standing: Mapping[int, Any], analysis: Analysis) -> bool:
    """By its number, or by its title when only the adopted text has it any longer."""
    if goal.goal is None:
        return analysis.look_backs.filter(title=goal.title).exists()
    return bool(standing[goal.goal].answered)


def _told(follow_ups: "QuerySet[FollowUp]") -> dict[int | None, list[Told]]:
    found: dict[int | None, list[Told]] = defaultdict(list)
    for follow_up in _in_order(follow_ups):
        found[follow_up.measure.goal_id].append(_as_told(follow_up))
    return found


def _in_order(follow_ups: "QuerySet[FollowUp]") -> "QuerySet[Any]":
    return follow_ups.select_related("measure").order_by("on", "pk")


def _as_told(follow_up: FollowUp) -> Told:
    return Told(
        number=follow_up.pk,
        on=follow_up.on,
        measure=follow_up.measure.text,
        note=follow_up.note,
        effect=follow_up.effect,
        next=follow_up.next,
    )
