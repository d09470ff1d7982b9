"""Writing plans, adopting them and following up what they led to."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from analyses.models import Conclusion, Next
from journal.services import record
from plans.content import freeze, text_of
from plans.models import FollowUp, Goal, Measure, Plan, PlanVersion
from plans.workflow import WORKFLOW, State
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.text import one_newline
from schoolplan.kit.versions import Saved, save_field
from units.models import Node, User
from units.years import SchoolYear

EDITABLE = {
    Goal: frozenset({"title", "change", "baseline", "target", "by", "sign"}),
    Measure: frozenset({"text", "level", "responsible", "participants", "starts_on", "ends_on", "status"}),
}


@transaction.atomic
def start_plan(*, node: Node, school_year: SchoolYear, by: User) -> Plan:
    """The node's plan that begins with the year; made the first time, found afterwards."""
    require(by, "plans.start_plan", node)
    plan, created = Plan.objects.get_or_create(node=node, school_year=school_year)
    if created:
        record(by=by, verb="start_plan", obj=plan, node_id=node.pk)
    return plan


@transaction.atomic
def add_goal(*, plan: Plan, by: User, title: str = "", conclusions: Iterable[Conclusion] = ()) -> Goal:
    """A new goal, last in the plan. Raises ValidationError for conclusions of somebody else's analysis."""
    plan = _locked(plan)
    require(by, "plans.write_plan", plan)
    goal = Goal.objects.create(plan=plan, title=title, position=_next_position(plan.goals))
    record(by=by, verb="add", obj=goal, node_id=plan.node_id, changes={"title": ["", title]})
    for conclusion in conclusions:
        rest_on(goal=goal, conclusion=conclusion, by=by)
    return goal


@transaction.atomic
def add_goal_from(*, conclusion: Conclusion, by: User) -> Goal:
    """A new goal that rests on the conclusion, in the plan for the year after the analysis; the plan is begun when there is none.

    Raises ValidationError when that plan is adopted: it has to be opened for changes first.
    """
    plan = start_plan(node=conclusion.node, school_year=conclusion.analysis.school_year.next, by=by)
    if plan.state != State.DRAFT:
        raise ValidationError(_("The plan is adopted. Open it for changes first."))
    return add_goal(plan=plan, conclusions=[conclusion], by=by)


@transaction.atomic
def rest_on(*, goal: Goal, conclusion: Conclusion, by: User) -> None:
    """Let the goal rest on a conclusion of its own node's analysis. Saying it twice changes nothing."""
    plan = _locked(goal.plan)
    require(by, "plans.write_plan", plan)
    if conclusion.node.pk != plan.node_id:
        raise ValidationError(_("A goal rests on conclusions of the plan's own analysis. This one belongs to another unit."))
    if goal.conclusions.contains(conclusion):
        return
    goal.conclusions.add(conclusion)
    record(by=by, verb="rest_on", obj=goal, node_id=plan.node_id, changes={"conclusion": ["", conclusion.text]})


@transaction.atomic
def rest_no_more(*, goal: Goal, conclusion: Conclusion, by: User) -> None:
    """The goal does not rest on the conclusion any longer."""
    plan = _locked(goal.plan)
    require(by, "plans.write_plan", plan)
    if goal.conclusions.contains(conclusion):
        goal.conclusions.remove(conclusion)
        record(by=by, verb="rest_no_more", obj=goal, node_id=plan.node_id, changes={"conclusion": [conclusion.text, ""]})


@transaction.atomic
def add_measure(*, goal: Goal, by: User) -> Measure:
    """A new measure, last under its goal."""
    plan = _locked(goal.plan)
    require(by, "plans.write_plan", plan)
    measure = Measure.objects.create(goal=goal, position=_next_position(goal.measures))
    record(by=by, verb="add", obj=measure, node_id=plan.node_id)
    return measure


@transaction.atomic
def save_text(*, obj: Goal | Measure, field: str, value: Any, seen: str, by: User) -> Saved:
    """Save one field. Only in a draft, but a measure's status follows the work in an adopted plan too.

    Raises Conflict when somebody else has written in the field since ``seen``, and ValidationError for a measure that
    would end before it starts.
    """
    if field not in EDITABLE[type(obj)]:
        raise ValueError(field)
    plan = _locked(obj.plan)
    require(by, "plans.follow_up" if field == "status" else "plans.write_plan", plan)
    obj.refresh_from_db(fields=sorted(EDITABLE[type(obj)]))
    if isinstance(obj, Measure):
        _check_dates(obj, field, value)
    saved = save_field(obj, field, value, seen=seen)
    if saved.changed:
        record(by=by, verb="edit", obj=obj, node_id=plan.node_id, changes={field: [saved.before, saved.after]})
    return saved


def _check_dates(measure: Measure, field: str, value: Any) -> None:
    starts_on = value if field == "starts_on" else measure.starts_on
    ends_on = value if field == "ends_on" else measure.ends_on
    if starts_on and ends_on and ends_on < starts_on:
        raise ValidationError(_("The measure would end before it starts."))


@transaction.atomic
def remove_goal(*, goal: Goal, by: User) -> None:
    """Take the goal and its measures out of a draft; the journal keeps their texts."""
    plan = _locked(goal.plan)
    require(by, "plans.write_plan", plan)
    for measure in goal.measures.all():
        _remove_measure(measure, plan, by)
    _record_removal(goal, plan, by)
    goal.delete()


@transaction.atomic
def remove_measure(*, measure: Measure, by: User) -> None:
    """Take the measure out of a draft; the journal keeps its text. What has been followed up stays."""
    plan = _locked(measure.plan)
    require(by, "plans.write_plan", plan)
    _remove_measure(measure, plan, by)


def _remove_measure(measure: Measure, plan: Plan, by: User) -> None:
    if measure.follow_ups.exists():
        raise ValidationError(
            _("This measure has been followed up. Say in a follow-up that you stop, so that what happened can be read.")
        )
    _record_removal(measure, plan, by)
    measure.delete()


def _record_removal(obj: Goal | Measure, plan: Plan, by: User) -> None:
    texts = {field: [getattr(obj, field), None] for field in sorted(EDITABLE[type(obj)]) if getattr(obj, field)}
    if isinstance(obj, Goal):
        texts["conclusions"] = [[conclusion.text for conclusion in obj.conclusions.all()], None]
    record(by=by, verb="remove", obj=obj, node_id=plan.node_id, changes=texts)


@transaction.atomic
def add_follow_up(*, measure: Measure, on: dt.date, note: str, effect: str, next: str, by: User) -> FollowUp:
    """Tell what happened, at any time. A measure that is stopped or made permanent is done."""
    plan = _locked(measure.plan)
    require(by, "plans.follow_up", plan)
    follow_up = FollowUp.objects.create(measure=measure, on=on, note=one_newline(note), effect=effect, next=next, by=by)
    record(
        by=by,
        verb="follow_up",
        obj=measure,
        node_id=plan.node_id,
        changes={"note": ["", follow_up.note], "effect": ["", effect], "next": ["", next]},
    )
    if next in (Next.STOP, Next.PERMANENT):
        _finish(measure, plan, by)
    return follow_up


def _finish(measure: Measure, plan: Plan, by: User) -> None:
    measure.refresh_from_db(fields=["status"])
    before, measure.status = measure.status, Measure.Status.DONE
    measure.save(update_fields=["status"])
    record(by=by, verb="finish", obj=measure, node_id=plan.node_id, changes={"status": [before, measure.status]})


@transaction.atomic
def adopt_plan(*, plan: Plan, by: User) -> PlanVersion:
    """Freeze the plan as a version. Raises ValidationError with one sentence for each thing that is missing."""
    plan = _locked(plan)
    target = WORKFLOW.follow("adopt", plan.state)
    require(by, WORKFLOW["adopt"].permission, plan)
    if missing := missing_for_adoption(plan):
        raise ValidationError(missing)
    version = PlanVersion.objects.create(
        plan=plan, number=plan.versions.count() + 1, content=freeze(text_of(plan)), made_at=clock.now(), made_by=by
    )
    _move(plan, target, "adopt", by)
    return version


def missing_for_adoption(plan: Plan) -> list[str]:
    """What a plan still needs before it can be adopted, in sentences."""
    goals = list(plan.goals.all())
    if not goals:
        return [_("The plan has no goal yet.")]
    sentences = []
    for number, goal in enumerate(goals, start=1):
        if not goal.title.strip():
            sentences.append(_("Priority %(number)s needs a name.") % {"number": number})
        if not goal.target.strip():
            sentences.append(_("Priority %(number)s needs to say where you want to be.") % {"number": number})
    return sentences


@transaction.atomic
def revise_plan(*, plan: Plan, by: User) -> Plan:
    """Open an adopted plan for changes. Others read its latest version until it is adopted again."""
    plan = _locked(plan)
    target = WORKFLOW.follow("revise", plan.state)
    require(by, WORKFLOW["revise"].permission, plan)
    return _move(plan, target, "revise", by)


def _move(plan: Plan, target: str, verb: str, by: User) -> Plan:
    before, plan.state = plan.state, target
    plan.save(update_fields=["state"])
    record(by=by, verb=verb, obj=plan, node_id=plan.node_id, changes={"state": [before, target]})
    return plan


def _locked(plan: Plan) -> Plan:
    """The plan as it is now, held until the transaction ends, so that what is adopted is what was read."""
    return Plan.objects.select_for_update(of=("self",)).select_related("node").get(pk=plan.pk)


def _next_position(siblings: "models.Manager[Any]") -> int:
    last: int | None = siblings.aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else last + 1
