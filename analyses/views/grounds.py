"""What the unit has seen itself, and what its findings rest on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from analyses import queries, services
from analyses.models import Finding, Ground
from analyses.views.editor import analysis_of, card_of, finding_of, place
from indicators.queries import is_quotable
from schoolplan.kit.htmx import render_part
from schoolplan.kit.text import whole_number
from units.http import Request


@require_POST
def add_observation(request: Request, pk: int, key: str) -> HttpResponse:
    analysis = analysis_of(request, pk)
    chosen = get_object_or_404(analysis.template.areas, key=key)
    observation = services.add_observation(analysis=analysis, area=chosen, by=request.user)
    if not request.htmx:
        page = reverse("analyses:area", args=[pk, key])
        return redirect(f"{page}#observation-{observation.pk}")
    context = {"analysis": analysis, "observation": observation, "focus": observation, "may_write": True}
    context["is_first"] = analysis.observations.filter(area=chosen).count() == 1
    context["done"] = queries.latest_deed(analysis, request.user)
    return render_part(request, "analyses/area.html", "new-observation", context)


@require_POST
def add_ground(request: Request, pk: int) -> HttpResponse:
    """``value`` is the number of a figure's revision, ``observation`` that of an observation of the same analysis."""
    found = finding_of(request, pk)
    value, observation = (whole_number(request.POST.get(name, "")) for name in ("value", "observation"))
    if value is not None:
        if not is_quotable(value, node=found.node):
            raise Http404(value)
        services.add_ground(finding=found, value_id=value, by=request.user)
    else:
        chosen = get_object_or_404(found.analysis.observations, pk=observation)
        services.add_ground(finding=found, observation=chosen, by=request.user)
    return _answer(request, found)


@require_POST
def remove_ground(request: Request, pk: int) -> HttpResponse:
    ground = _ground(request, pk)
    services.remove_ground(ground=ground, by=request.user)
    return _answer(request, ground.finding)


@require_POST
def use_new_figure(request: Request, pk: int) -> HttpResponse:
    ground = _ground(request, pk)
    try:
        services.use_new_figure(ground=ground, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _answer(request, ground.finding)


def _ground(request: Request, pk: int) -> Ground:
    readable = Ground.objects.visible_to(request.user).select_related("finding__analysis__node", "finding__area")
    return get_object_or_404(readable, pk=pk)


def _answer(request: Request, found: Finding) -> HttpResponse:
    """Back to where the person was: choosing, writing or reading."""
    choosing, editing = bool(request.POST.get("choose")), bool(request.POST.get("editing"))
    if not request.htmx:
        return redirect(place(found, editing=editing, choosing=choosing))
    return card_of(request, found, editing=True, choosing=choosing, part="grounds")
