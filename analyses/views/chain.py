"""Writing the chain: findings, causes and conclusions come and go, are tied together and gathered under themes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from analyses import services
from analyses.models import Cause, Conclusion, Finding, Observation
from analyses.views.editor import analysis_of, card_of, finding_of, page_of, place, readable, with_deed
from schoolplan.kit.access import require
from schoolplan.kit.text import whole_number
from units.http import Request

REMOVABLE: dict[str, Any] = {str(model._meta.model_name): model for model in (Finding, Observation, Cause, Conclusion)}


@require_POST
def add_finding(request: Request, pk: int, key: str) -> HttpResponse:
    analysis = analysis_of(request, pk)
    chosen = get_object_or_404(analysis.template.areas, key=key)
    found = services.add_finding(analysis=analysis, area=chosen, kind=request.POST.get("kind", ""), by=request.user)
    return card_of(request, found, editing=True, part="new-finding-card")


@require_POST
def add_cause(request: Request, pk: int) -> HttpResponse:
    found = finding_of(request, pk)
    cause = services.add_cause(finding=found, by=request.user)
    return card_of(request, found, editing=True, focus=cause, part="new-cause")


@require_POST
def add_conclusion(request: Request, pk: int) -> HttpResponse:
    found = finding_of(request, pk)
    conclusion = services.add_conclusion(finding=found, by=request.user)
    return card_of(request, found, editing=True, focus=conclusion, part="new-conclusion")


@require_POST
def remove(request: Request, kind: str, pk: int) -> HttpResponse:
    """Does not ask first: it is undone with one press."""
    if kind not in REMOVABLE:
        raise Http404(kind)
    obj = get_object_or_404(readable(REMOVABLE[kind], request.user), pk=pk)
    require(request.user, "analyses.write_part", obj)
    back = place(obj, editing=False).split("#")[0] + "#findings" if isinstance(obj, Finding) else page_of(obj)
    try:
        services.remove(obj=obj, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    return redirect(with_deed(back, obj.analysis, request.user))


@require_POST
def draw_on(request: Request, pk: int) -> HttpResponse:
    """``more`` is the number of a cause that the conclusion draws on from now on, ``less`` that of one it no longer does."""
    conclusion = get_object_or_404(readable(Conclusion, request.user), pk=pk)
    draws = "more" in request.POST
    number = whole_number(request.POST.get("more" if draws else "less", ""))
    causes = Cause.objects.visible_to(request.user).filter(finding__analysis=conclusion.analysis)
    cause = get_object_or_404(causes.select_related("finding__analysis"), pk=number)
    services.draw_on(conclusion=conclusion, cause=cause, draws=draws, by=request.user)
    return card_of(request, conclusion.finding, editing=True, focus=conclusion, part="draws-on")


@require_POST
def set_theme(request: Request, pk: int) -> HttpResponse:
    """``more`` is the number of a theme that the finding is gathered under, ``less`` that of one it leaves."""
    found = finding_of(request, pk)
    has = "more" in request.POST
    number = whole_number(request.POST.get("more" if has else "less", ""))
    theme = get_object_or_404(found.node.municipality.themes, pk=number)
    try:
        services.set_theme(finding=found, theme=theme, has=has, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return card_of(request, found, editing=True, part="themes")
