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
from analyses.models import Analysis, Cause, Conclusion, Finding, Observation
from indicators.charts import facts
from schoolplan.kit.access import may, require
from schoolplan.kit.autosave import autosave_response, editable
from schoolplan.kit.htmx import render_part
from units.http import Request

KINDS: dict[str, Any] = {str(model._meta.model_name): model for model in services.WRITABLE}
REMOVABLE: dict[str, Any] = {str(model._meta.model_name): model for model in (Finding, Observation, Cause, Conclusion)}


def analysis_of(request: Request, pk: int) -> Analysis:
    return get_object_or_404(Analysis.objects.visible_to(request.user).select_related("node", "template"), pk=pk)


def finding_of(request: Request, pk: int) -> Finding:
    return get_object_or_404(Finding.objects.visible_to(request.user).select_related("analysis__node", "area"), pk=pk)


@require_GET
def overview(request: Request, pk: int) -> HttpResponse:
    analysis = analysis_of(request, pk)
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
    analysis = analysis_of(request, pk)
    editing = int(edit) if (edit := request.GET.get("edit", "")).isdecimal() else None
    page = queries.area_page(analysis, key, request.user, editing)
    if page is None:
        raise Http404(key)
    context = {
        "analysis": analysis,
        "page": page,
        "facts": facts(page.figures),
        "editing": editing,
        "choosing": bool(request.GET.get("choose")),
        "may_write": may(request.user, "analyses.write_analysis", analysis),
    }
    return render(request, "analyses/area.html", context)


@require_GET
def remains(request: Request, pk: int) -> HttpResponse:
    """What remains, for the side columns to fetch again after a save."""
    analysis = analysis_of(request, pk)
    page = queries.sides(analysis, request.GET.get("area", ""))
    if page is None:
        return redirect("analyses:overview", pk)
    return render_part(request, "analyses/area.html", "what-remains", {"analysis": analysis, "page": page, "oob": True})


@require_GET
def finding(request: Request, pk: int) -> HttpResponse:
    """One card, for reading or (``?edit=1``) for writing."""
    found = finding_of(request, pk)
    return card_of(request, found, editing=bool(request.GET.get("edit")))


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
    return card_of(request, found, editing=True, focus=cause)


@require_POST
def add_conclusion(request: Request, pk: int) -> HttpResponse:
    found = finding_of(request, pk)
    conclusion = services.add_conclusion(finding=found, by=request.user)
    return card_of(request, found, editing=True, focus=conclusion)


@require_http_methods(["GET", "POST"])
def remove(request: Request, kind: str, pk: int) -> HttpResponse:
    """Asks once, on a page that says what goes with it."""
    if kind not in REMOVABLE:
        raise Http404(kind)
    obj = get_object_or_404(_readable(REMOVABLE[kind], request.user), pk=pk)
    require(request.user, "analyses.write_analysis", obj)
    back = _page_of(obj) if not isinstance(obj, Finding) else place(obj, editing=False)
    if request.method == "POST":
        try:
            services.remove(obj=obj, by=request.user)
            messages.success(request, _("Removed. The words can still be found in the history."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(back)
    return render(request, "analyses/remove.html", {"obj": obj, "kind": kind, "back": back})


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
    in_area = ["analysis__node", "area"]
    with_it = {"analysis": ["node"], "judgement": in_area, "observation": in_area, "finding": in_area}
    return model.objects.visible_to(user).select_related(
        *with_it.get(model._meta.model_name, ["finding__analysis__node", "finding__area"])
    )


@require_http_methods(["GET", "POST"])
def submit(request: Request, pk: int) -> HttpResponse:
    analysis = analysis_of(request, pk)
    require(request.user, "analyses.submit_analysis", analysis)
    if request.method == "POST":
        services.submit_analysis(analysis=analysis, by=request.user)
        messages.success(request, _("The analysis is handed in. The administration can read it now."))
        return redirect("analyses:overview", analysis.pk)
    return render(request, "analyses/submit.html", {"analysis": analysis, "page": queries.overview(analysis)})


def card_of(
    request: Request,
    found: Finding,
    *,
    editing: bool,
    focus: Finding | Cause | Conclusion | None = None,
    choosing: bool = False,
    part: str = "finding-card",
) -> HttpResponse:
    """The finding's card for htmx, with the eye led to ``focus``; the whole page without."""
    if not request.htmx:
        return redirect(place(found, editing=editing, focus=focus, choosing=choosing))
    context = {
        "analysis": found.analysis,
        "card": queries.card(found, request.user, editing=editing),
        "editing": found.pk if editing else None,
        "choosing": choosing,
        "focus": focus or found,
        "may_write": may(request.user, "analyses.write_analysis", found.analysis),
    }
    return render_part(request, "analyses/area.html", part, context)


def place(found: Finding, *, editing: bool, focus: Finding | Cause | Conclusion | None = None, choosing: bool = False) -> str:
    """Where the finding, or ``focus`` in it, stands on its page."""
    asked = ({"edit": found.pk} if editing else {}) | ({"choose": 1} if choosing else {})
    page = reverse("analyses:area", args=[found.analysis_id, found.area.key], query=asked)
    at = f"grounds-{found.pk}" if choosing else f"{(focus or found)._meta.model_name}-{(focus or found).pk}"
    return f"{page}#{at}"


def _page_of(obj: Any) -> str:
    match obj:
        case Analysis():
            return reverse("analyses:overview", args=[obj.pk])
        case Finding():
            return place(obj, editing=True)
        case Cause() | Conclusion():
            return place(obj.finding, editing=True)
        case Observation():
            return reverse("analyses:area", args=[obj.analysis_id, obj.area.key], fragment="observations")
    return reverse("analyses:area", args=[obj.analysis_id, obj.area.key])
