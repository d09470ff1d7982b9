"""The pages of plans: the list, the plan with its chains, follow-ups, versions and dead ends."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses.models import Conclusion
from plans import queries, services
from plans.dead_ends import dead_end_groups
from plans.forms import ChooseGoalForm, FollowUpForm, RestOnForm
from plans.models import Goal, Measure, Plan, PlanVersion
from schoolplan.kit.access import require
from schoolplan.kit.autosave import autosave_response, editable
from schoolplan.kit.htmx import render_part
from units.http import Request
from units.models import Node
from units.years import SchoolYear

PARTS: dict[str, type[Goal] | type[Measure]] = {"goal": Goal, "measure": Measure}


@require_GET
def index(request: Request) -> HttpResponse:
    year = _year(request.GET.get("year", ""))
    return render(request, "plans/index.html", {"page": queries.plan_index(request.user, year), "year": year})


def _year(text: str) -> SchoolYear:
    """The year asked for; the current one when none, or something else, was asked for."""
    try:
        return SchoolYear.parse(text)
    except ValidationError:
        return SchoolYear.current()


@require_POST
def start(request: Request, slug: str, year: SchoolYear) -> HttpResponse:
    node = get_object_or_404(Node.objects.visible_to(request.user), slug=slug)
    started = services.start_plan(node=node, school_year=year, by=request.user)
    return redirect("plans:plan", started.pk)


@require_GET
def plan(request: Request, pk: int) -> HttpResponse:
    return _plan_page(request, _visible_plan(request, pk))


def _visible_plan(request: Request, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("node"), pk=pk)


def _plan_page(request: Request, shown: Plan, problems: Iterable[object] | None = None) -> HttpResponse:
    page = queries.plan_page(shown, request.user)
    return render(
        request, "plans/plan.html", {"page": page, "plan": shown, "problems": problems}, status=422 if problems else 200
    )


def _back_to(shown: Plan, anchor: str = "") -> HttpResponse:
    return redirect(reverse("plans:plan", args=[shown.pk]) + anchor)


@require_http_methods(["GET", "POST"])
def adopt(request: Request, pk: int) -> HttpResponse:
    return _decide(request, pk, services.adopt_plan, _("The plan is adopted. The whole municipality can read it."))


@require_http_methods(["GET", "POST"])
def revise(request: Request, pk: int) -> HttpResponse:
    done = _("The plan is open for changes. Others read the latest version until you adopt it again.")
    return _decide(request, pk, services.revise_plan, done)


def _decide(request: Request, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    plan = _visible_plan(request, pk)
    if request.method == "GET":
        return _back_to(plan)
    require(request.user, "plans.adopt_plan", plan)
    try:
        act(plan=plan, by=request.user)
    except ValidationError as error:
        return _plan_page(request, plan, error.messages)
    messages.success(request, done)
    return _back_to(plan)


@require_http_methods(["GET", "POST"])
def add_goal(request: Request, pk: int) -> HttpResponse:
    """A new goal, resting on the conclusions that were ticked, if any."""
    shown = _visible_plan(request, pk)
    if request.method == "GET":
        return _back_to(shown)
    require(request.user, "plans.write_plan", shown)
    form = RestOnForm(request.POST, candidates=queries.candidates(shown), required=False)
    if not form.is_valid():
        return _plan_page(request, shown, form.errors["conclusions"])
    goal = services.add_goal(plan=shown, conclusions=form.cleaned_data["conclusions"], by=request.user)
    if not request.headers.get("HX-Request"):
        return _back_to(shown, f"#goal-{goal.pk}")
    page = queries.plan_page(shown, request.user)
    context = {"page": page, "plan": shown, "card": page.card_of(goal.pk), "added": True}
    return render_part(request, "plans/plan.html", "added-goal", context)


def _visible_conclusion(request: Request, pk: int) -> Conclusion:
    visible = Conclusion.objects.visible_to(request.user).select_related("finding__analysis__node", "finding__area")
    conclusion: Conclusion = get_object_or_404(visible, pk=pk)
    require(request.user, "plans.start_plan", conclusion.node)
    return conclusion


@require_POST
def goal_from(request: Request, pk: int) -> HttpResponse:
    """From a conclusion straight to a goal that rests on it, to be written."""
    conclusion = _visible_conclusion(request, pk)
    try:
        goal = services.add_goal_from(conclusion=conclusion, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        plans = Plan.objects.visible_to(request.user).filter(node=conclusion.node)
        return _back_to(plans.get(school_year=conclusion.analysis.school_year.next))
    return _back_to(goal.plan, f"#goal-{goal.pk}")


@require_http_methods(["GET", "POST"])
def lead_on(request: Request, pk: int) -> HttpResponse:
    """Let a goal that there is rest on a conclusion, too."""
    conclusion = _visible_conclusion(request, pk)
    form = ChooseGoalForm(request.POST if request.method == "POST" else None, goals=queries.goals_for(conclusion))
    if request.method == "POST" and form.is_valid():
        services.rest_on(goal=form.cleaned_data["goal"], conclusion=conclusion, by=request.user)
        finding = conclusion.finding
        page = reverse("analyses:area", args=[finding.analysis_id, finding.area.key], fragment=f"finding-{finding.pk}")
        return redirect(page)
    context = {"conclusion": conclusion, "finding": conclusion.finding, "form": form}
    return render(request, "plans/lead_on.html", context, status=422 if form.errors else 200)


def _visible_goal(request: Request, pk: int) -> Goal:
    goal: Goal = get_object_or_404(Goal.objects.visible_to(request.user).select_related("plan__node"), pk=pk)
    return goal


@require_http_methods(["GET", "POST"])
def rest_on(request: Request, pk: int) -> HttpResponse:
    goal = _visible_goal(request, pk)
    if request.method == "GET":
        return _back_to(goal.plan)
    require(request.user, "plans.write_plan", goal)
    form = RestOnForm(request.POST, candidates=queries.candidates(goal.plan))
    if not form.is_valid():
        return _plan_page(request, goal.plan, form.errors["conclusions"])
    for conclusion in form.cleaned_data["conclusions"]:
        services.rest_on(goal=goal, conclusion=conclusion, by=request.user)
    return _back_to(goal.plan, f"#goal-{goal.pk}")


@require_POST
def rest_no_more(request: Request, pk: int, conclusion: int) -> HttpResponse:
    goal = _visible_goal(request, pk)
    require(request.user, "plans.write_plan", goal)
    services.rest_no_more(goal=goal, conclusion=get_object_or_404(goal.conclusions, pk=conclusion), by=request.user)
    return _back_to(goal.plan, f"#goal-{goal.pk}")


@require_http_methods(["GET", "POST"])
def remove_goal(request: Request, pk: int) -> HttpResponse:
    goal = _visible_goal(request, pk)
    if request.method == "GET":
        return _back_to(goal.plan)
    require(request.user, "plans.write_plan", goal)
    try:
        services.remove_goal(goal=goal, by=request.user)
    except ValidationError as error:
        return _plan_page(request, goal.plan, error.messages)
    messages.success(request, _("The goal is removed. Its texts are kept in the journal."))
    return _back_to(goal.plan)


@require_POST
def add_measure(request: Request, pk: int) -> HttpResponse:
    goal = _visible_goal(request, pk)
    require(request.user, "plans.write_plan", goal)
    measure = services.add_measure(goal=goal, by=request.user)
    if not request.headers.get("HX-Request"):
        return _back_to(goal.plan, f"#measure-{measure.pk}")
    page = queries.plan_page(goal.plan, request.user)
    context = {
        "page": page,
        "plan": goal.plan,
        "card": page.card_of(goal.pk),
        "row": queries.measure_card(measure),
        "added": True,
    }
    return render_part(request, "plans/plan.html", "added-measure", context)


def _visible_measure(request: Request, pk: int) -> Measure:
    measure: Measure = get_object_or_404(Measure.objects.visible_to(request.user).select_related("goal__plan__node"), pk=pk)
    return measure


@require_http_methods(["GET", "POST"])
def remove_measure(request: Request, pk: int) -> HttpResponse:
    measure = _visible_measure(request, pk)
    if request.method == "GET":
        return _back_to(measure.plan)
    require(request.user, "plans.write_plan", measure)
    try:
        services.remove_measure(measure=measure, by=request.user)
    except ValidationError as error:
        return _plan_page(request, measure.plan, error.messages)
    messages.success(request, _("The measure is removed. Its text is kept in the journal."))
    return _back_to(measure.plan, f"#goal-{measure.goal_id}")


@require_http_methods(["GET", "POST"])
def follow_up(request: Request, pk: int) -> HttpResponse:
    measure = _visible_measure(request, pk)
    require(request.user, "plans.follow_up", measure)
    form = FollowUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_follow_up(measure=measure, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your follow-up is saved and stands in the plan."))
        return _back_to(measure.plan, f"#measure-{measure.pk}")
    page = queries.follow_up_page(measure)
    return render(request, "plans/follow_up.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@require_POST
def save(request: Request, kind: str, pk: int, field: str) -> HttpResponse:
    """A text that saves itself."""
    if kind not in PARTS:
        raise Http404(kind)
    obj = _visible_goal(request, pk) if kind == "goal" else _visible_measure(request, pk)
    editing = editable(obj, field, services.EDITABLE[PARTS[kind]])
    require(request.user, "plans.follow_up" if field == "status" else "plans.write_plan", obj)
    return autosave_response(
        request,
        editing,
        lambda clean, seen: services.save_text(obj=obj, field=field, value=clean(), seen=seen, by=request.user),
        page=lambda: reverse("plans:plan", args=[obj.plan.pk]),
    )


@require_GET
def version(request: Request, pk: int, number: int) -> HttpResponse:
    versions = PlanVersion.objects.visible_to(request.user).select_related("plan__node", "made_by")
    shown = get_object_or_404(versions, plan=pk, number=number)
    return render(request, "plans/version.html", {"page": queries.version_page(shown, request.user), "version": shown})


@require_GET
def dead_ends(request: Request, slug: str, year: SchoolYear) -> HttpResponse:
    """A page of its own, and for htmx the list alone, which the roll-up shows."""
    node = get_object_or_404(Node.objects.visible_to(request.user), slug=slug)
    require(request.user, "plans.view_dead_ends", node)
    context = {"groups": dead_end_groups(request.user, node, year), "node": node, "year": year}
    if request.headers.get("HX-Request"):
        return render_part(request, "plans/dead_ends.html", "list", context)
    return render(request, "plans/dead_ends.html", context)
