"""The demo's plans, with goals that rest on last year's conclusions, and what has been told about their measures."""

import datetime as dt
from typing import Any

from analyses.models import Conclusion
from plans import services
from plans.models import Goal, Measure, Plan
from schoolplan.demo.content import AREAS, read, unit_content
from schoolplan.demo.people import Lindvik
from schoolplan.demo.saving import write
from schoolplan.kit import clock
from units.models import Node, User
from units.years import SchoolYear

NOON = dt.time(12)
ANALYSES_BEGUN = dt.date(2026, 5, 28)  # what is told later is news to those who write


def make_plans(lindvik: Lindvik, year: SchoolYear, *, adopted: dt.datetime, municipal: dt.datetime) -> None:
    for area, _title, rows in AREAS:
        for slug, *_rest in rows:
            by = lindvik.principals[slug]
            _make_plan(lindvik.units[slug], year, unit_content(area, slug)["plan"], writer=by, adopter=by, at=adopted)
    office = lindvik.office
    plan = read("municipality")["plan"]
    _make_plan(lindvik.municipality, year, plan, writer=office["lead"], adopter=office["administration"], at=municipal)


def _make_plan(node: Node, year: SchoolYear, content: dict[str, Any], *, writer: User, adopter: User, at: dt.datetime) -> None:
    measures: list[tuple[Measure, dict[str, Any]]] = []
    with clock.standing_at(at):
        plan = services.start_plan(node=node, school_year=year, by=writer)
        for goal_content in content["goals"]:
            goal = _write_goal(plan, goal_content, writer)
            measures += [(_write_measure(goal, m, writer), m) for m in goal_content["measures"]]
        services.adopt_plan(plan=plan, by=adopter)
    for measure, written in measures:
        _tell(measure, [told for told in written.get("followups", []) if told["on"] <= ANALYSES_BEGUN], writer)


def tell_the_latest(lindvik: Lindvik, year: SchoolYear) -> None:
    """What was told of the units' measures after their analyses were begun."""
    for area, _title, rows in AREAS:
        for slug, *_rest in rows:
            written = [m for goal in unit_content(area, slug)["plan"]["goals"] for m in goal["measures"]]
            for content in written:
                latest = [told for told in content.get("followups", []) if told["on"] > ANALYSES_BEGUN]
                if latest:
                    plan = Plan.objects.get(node=lindvik.units[slug], school_year=year)
                    _tell(Measure.objects.get(goal__plan=plan, text=content["text"]), latest, lindvik.principals[slug])


def _tell(measure: Measure, follow_ups: list[dict[str, Any]], by: User) -> None:
    for told in follow_ups:
        with clock.standing_at(dt.datetime.combine(told["on"], NOON)):
            services.add_follow_up(measure=measure, by=by, **told)


def _write_goal(plan: Plan, content: dict[str, Any], by: User) -> Goal:
    rests_on = Conclusion.objects.filter(
        finding__analysis__node=plan.node,
        finding__analysis__school_year=plan.school_year.previous,
        finding__title__in=content["rests_on"],
    )
    goal = services.add_goal(plan=plan, title=content["title"], conclusions=rests_on, by=by)
    for field in ("change", "baseline", "target", "by", "sign"):
        write(services.save_text, goal, field, content.get(field, ""), by)
    return goal


def _write_measure(goal: Goal, content: dict[str, Any], by: User) -> Measure:
    measure = services.add_measure(goal=goal, by=by)
    for field in ("text", "level", "responsible", "participants", "starts_on", "ends_on", "status"):
        if content.get(field):
            write(services.save_text, measure, field, content[field], by)
    return measure
