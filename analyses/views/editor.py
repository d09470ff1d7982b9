"""Writing an analysis. Everything saves itself; the buttons are for decisions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses import queries, services
from analyses.models import Analysis, Cause, Conclusion, Finding
from indicators.charts import facts
from indicators.queries import audience_for, figures_of
from schoolplan.kit.access import may, require
from schoolplan.kit.autosave import autosave_response, editable
from schoolplan.kit.htmx import render_part
from units.http import Request

KINDS: dict[str, Any] = {str(model._meta.model_name): model for model in services.WRITABLE}
REMOVABLE: dict[str, Any] = {str(model._meta.model_name): model for model in (Finding, Cause, Conclusion)}


def _analysis(request: Request, pk: int) -> Analysis:
    return get_object_or_404(Analysis.objects.visible_to(request.user).select_related("node", "template"), pk=pk)


def _finding(request: Request, pk: int) -> Finding:
    return get_object_or_404(Finding.objects.visible_to(request.user).select_related("analysis__node", "area"), pk=pk)


@require_GET
def overview(request: Request, pk: int) -> HttpResponse:
    analysis = _analysis(request, pk)
    context = {
        "analysis": analysis,
        "page": queries.overview(analysis),
        "may_write": may(request.user, "analyses.write_analysis", analysis),
        "reviews": analysis.reviews.visible_to(request.user).select_related("by", "version").order_by("-at"),
        "versions": analysis.versions.visible_to(request.user).defer("content").order_by("-number"),
    }
    return render(request, "analyses/overview.html", context)


@require_GET
def area(request: Request, pk: int, key: str) -> HttpResponse:
    analysis = _analysis(request, pk)
    page = queries.area_page(analysis, key, request.user)
    if page is None:
        raise Http404(key)
    audience = audience_for(request.user, analysis.node)
    figures = figures_of(analysis.node, until=analysis.school_year, audience=audience, area_key=key)
    context = {
        "analysis": analysis,
        "page": page,
        "facts": facts(figures),
        "editing": int(edit) if (edit := request.GET.get("edit", "")).isdecimal() else None,
        "may_write": may(request.user, "analyses.write_analysis", analysis),
    }
    return render(request, "analyses/area.html", context)


@require_GET
def remains(request: Request, pk: int) -> HttpResponse:
    """What remains, for the side columns to fetch again after a save."""
    analysis = _analysis(request, pk)
    page = queries.sides(analysis, request.GET.get("area", ""))
    if page is None:
        return redirect("analyses:overview", pk)
    return render_part(request, "analyses/area.html", "what-remains", {"analysis": analysis, "page": page, "oob": True})


@require_GET
def finding(request: Request, pk: int) -> HttpResponse:
    """One card, for reading or (``?edit=1``) for writing."""
    found = _finding(request, pk)
    return _card(request, found, editing=bool(request.GET.get("edit")))


@require_POST
def add_finding(request: Request, pk: int, key: str) -> HttpResponse:
    analysis = _analysis(request, pk)
    chosen = get_object_or_404(analysis.template.areas, key=key)
    found = services.add_finding(analysis=analysis, area=chosen, kind=request.POST.get("kind", ""), by=request.user)
    return _card(request, found, editing=True, part="new-finding-card")


@require_POST
def add_cause(request: Request, pk: int) -> HttpResponse:
    found = _finding(request, pk)
    cause = services.add_cause(finding=found, by=request.user)
    return _card(request, found, editing=True, focus=cause)


@require_POST
def add_conclusion(request: Request, pk: int) -> HttpResponse:
    found = _finding(request, pk)
    conclusion = services.add_conclusion(finding=found, by=request.user)
    return _card(request, found, editing=True, focus=conclusion)


@require_http_methods(["GET", "POST"])
def remove(request: Request, kind: str, pk: int) -> HttpResponse:
    """Asks once, on a page that says what goes with it."""
    if kind not in REMOVABLE:
        raise Http404(kind)
    obj = get_object_or_404(REMOVABLE[kind].objects.visible_to(request.user), pk=pk)
    require(request.user, "analyses.write_analysis", obj)
    found = obj if isinstance(obj, Finding) else obj.finding
    back = _place(found, editing=not isinstance(obj, Finding))
    if request.method == "POST":
        try:
            services.remove(obj=obj, by=request.user)
            messages.success(request, _("Removed. The words can still be found in the history."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(back)
    return render(request, "analyses/remove.html", {"obj": obj, "kind": kind, "found": found, "back": back})


@require_POST
def save(request: Request, kind: str, pk: int, field: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404(kind)
    model = KINDS[kind]
    obj = get_object_or_404(_readable(model, request.user), pk=pk)
    return autosave_response(
        request,
        editable(obj, field, services.WRITABLE[model]),
        lambda value, seen: services.save_text(obj=obj, field=field, value=value, seen=seen, by=request.user),
        page=_page_of(obj),
    )


def _readable(model: Any, user: Any) -> Any:
    """The records of a kind that the user may read, with the node and area each belongs to, in one query."""
    with_it = {"analysis": ["node"], "judgement": ["analysis__node", "area"], "finding": ["analysis__node", "area"]}
    return model.objects.visible_to(user).select_related(
        *with_it.get(model._meta.model_name, ["finding__analysis__node", "finding__area"])
    )


@require_http_methods(["GET", "POST"])
def submit(request: Request, pk: int) -> HttpResponse:
    analysis = _analysis(request, pk)
    require(request.user, "analyses.submit_analysis", analysis)
    if request.method == "POST":
        services.submit_analysis(analysis=analysis, by=request.user)
        messages.success(request, _("The analysis is handed in. The administration can read it now."))
        return redirect("analyses:overview", analysis.pk)
    return render(request, "analyses/submit.html", {"analysis": analysis, "page": queries.overview(analysis)})


def _card(
    request: Request,
    found: Finding,
    *,
    editing: bool,
    focus: Finding | Cause | Conclusion | None = None,
    part: str = "finding-card",
) -> HttpResponse:
    """The finding's card for htmx, with the eye led to ``focus``; the whole page without."""
    if not request.htmx:
        return redirect(_place(found, editing=editing, focus=focus))
    context = {
        "analysis": found.analysis,
        "card": queries.card(found, request.user),
        "editing": found.pk if editing else None,
        "focus": focus or found,
        "may_write": may(request.user, "analyses.write_analysis", found.analysis),
    }
    return render_part(request, "analyses/area.html", part, context)


def _place(found: Finding, *, editing: bool, focus: Finding | Cause | Conclusion | None = None) -> str:
    page = reverse("analyses:area", args=[found.analysis_id, found.area.key])
    at = focus or found
    return f"{page}{f'?edit={found.pk}' if editing else ''}#{at._meta.model_name}-{at.pk}"


def _page_of(obj: Any) -> str:
    match obj:
        case Analysis():
            return reverse("analyses:overview", args=[obj.pk])
        case Finding():
            return _place(obj, editing=True)
        case Cause() | Conclusion():
            return _place(obj.finding, editing=True)
    return reverse("analyses:area", args=[obj.analysis_id, obj.area.key])
