"""Writing an analysis. Everything saves itself; the buttons are for decisions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses import queries, services
from analyses.models import (
    Analysis,
    Cause,
    Conclusion,
    Finding,
    Judgement,
    LookBack,
    Observation,
    Participation,
    Section,
    SectionText,
)
from analyses.queries.editor import Card
from indicators.charts import facts
from schoolplan.kit.access import may, require
from schoolplan.kit.autosave import autosave_response, editable, known_texts
from schoolplan.kit.htmx import render_part
from schoolplan.kit.text import whole_number
from units.http import Request
from units.models import User

KINDS: dict[str, Any] = {str(model._meta.model_name): model for model in services.WRITABLE}


def analysis_of(request: Request, pk: int) -> Analysis:
    return get_object_or_404(Analysis.objects.visible_to(request.user).select_related("node", "template"), pk=pk)


def finding_of(request: Request, pk: int) -> Finding:
    return get_object_or_404(Finding.objects.visible_to(request.user).select_related("analysis__node", "area"), pk=pk)


@require_GET
def overview(request: Request, pk: int) -> HttpResponse:
    analysis = analysis_of(request, pk)
    versions, reviews = queries.versions_of(analysis, request.user), queries.reviews_of(analysis, request.user)
    context = {
        "analysis": analysis,
        "page": queries.overview(analysis),
        "may_write": may(request.user, "analyses.write_analysis", analysis),
        "above": queries.used_above(analysis, request.user),
        "waiting": queries.own_waiting_texts(analysis, request.user),
        "reviews": reviews,
        "versions": versions,
        "steps": queries.steps_of(analysis, versions, reviews),
    }
    return render(request, "analyses/overview.html", context)


@require_GET
def area(request: Request, pk: int, key: str) -> HttpResponse:
    readable = queries.with_help(Analysis.objects.visible_to(request.user).select_related("node", "template"))
    analysis = get_object_or_404(readable, pk=pk)
    editing = whole_number(request.GET.get("edit", ""))
    page = queries.area_page(analysis, key, request.user, editing)
    if page is None:
        raise Http404(key)
    may_write = may(request.user, "analyses.write_part", Judgement(analysis=analysis, area=page.area))
    context = {
        "analysis": analysis,
        "page": page,
        "facts": facts(page.figures),
        "editing": editing,
        "choosing": bool(request.GET.get("choose")),
        "may_write": may_write,
        "fields": queries.fields_of(analysis) if may_write else {},
        "done": queries.deed_of(analysis, request.GET.get("done", "")) if may_write else None,
    }
    return render(request, "analyses/area.html", context)


@require_GET
def remains(request: Request, pk: int) -> HttpResponse:
    """What remains, for the side columns to fetch again after a save."""
    analysis = analysis_of(request, pk)
    kind = queries.SectionState if "section" in request.GET else queries.AreaState
    page = queries.sides(analysis, kind, request.GET.get(kind.kind, ""))
    if page is None:
        return redirect("analyses:overview", pk)
    return render(request, "analyses/_what_remains.html", {"analysis": analysis, "page": page, "oob": True})


@require_GET
def finding(request: Request, pk: int) -> HttpResponse:
    """One card, for reading or (``?edit=1``) for writing."""
    found = finding_of(request, pk)
    return card_of(request, found, editing=bool(request.GET.get("edit")))


@require_POST
def save(request: Request, kind: str, pk: int, field: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404(kind)
    model = KINDS[kind]
    obj: Any = model(pk=pk)
    said = {"confirmed": request.POST.getlist("confirmed"), "known": known_texts(request)}
    return autosave_response(
        request,
        editable(obj, field, services.WRITABLE[model]),
        lambda clean, seen: services.save_typed(obj=obj, field=field, clean=clean, seen=seen, by=request.user, **said),
        page=lambda: page_of(get_object_or_404(readable(model, request.user), pk=pk)),
    )


def readable(model: Any, user: Any) -> Any:
    """The records of a kind that the user may read, with the node and area each belongs to, in one query."""
    in_area, in_section = ["analysis__node", "area"], ["analysis__node"]
    with_it = {"analysis": ["node"], "judgement": in_area, "observation": in_area, "finding": in_area}
    with_it |= {"sectiontext": [*in_section, "section"], "lookback": in_section, "participation": in_section}
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
    context = {"analysis": analysis, "page": queries.overview(analysis), "waiting": queries.waiting_texts(analysis)}
    return render(request, "analyses/submit.html", context)


def card_of(
    request: Request,
    found: Finding,
    *,
    editing: bool,
    focus: Finding | Cause | Conclusion | None = None,
    choosing: bool = False,
    part: str = "",
) -> HttpResponse:
    """The finding's card, or the ``part`` of the page that a deed has changed, for htmx, with the eye led to ``focus``.

    The whole page without htmx.
    """
    if not request.htmx:
        back = place(found, editing=editing, focus=focus, choosing=choosing)
        return redirect(with_deed(back, found.analysis, request.user) if part else back)
    context = {"choosing": choosing, "focus": focus or found} | _card_context(found, request.user, editing=editing)
    if not part:
        return render(request, "analyses/_finding.html", context)
    return render_part(request, "analyses/area.html", part, context | _after_deed(found, focus, context["card"], request.user))


def _card_context(found: Finding, user: User, *, editing: bool) -> dict[str, Any]:
    return {
        "analysis": found.analysis,
        "card": queries.card(found, user, editing=editing),
        "editing": found.pk if editing else None,
        "may_write": may(user, "analyses.write_part", found),
        "fields": queries.fields_of(found.analysis) if editing else {},
    }


def _after_deed(found: Finding, focus: Finding | Cause | Conclusion | None, card: Card, user: User) -> dict[str, Any]:
    """What the parts of the page tell of a deed that has just been done."""
    told: dict[str, Any] = {
        "done": queries.latest_deed(found.analysis, user),
        "is_first": found.analysis.findings.filter(area=found.area).count() == 1,
    }
    if isinstance(focus, Cause):
        return told | {"cause": focus, "number": len(card.chain.causes)}
    if isinstance(focus, Conclusion):
        return told | {"step": next(step for step in card.chain.steps if step.conclusion == focus)}
    return told


def findings_of(request: Request, moved: Finding) -> HttpResponse:
    """The findings of the area in their new order, for htmx, with the one that was in hand still in hand."""
    analysis = moved.analysis
    editing = whole_number(request.POST.get("editing", ""))
    if not request.htmx:
        return redirect(with_deed(place(moved, editing=editing == moved.pk), analysis, request.user))
    context = {
        "analysis": analysis,
        "page": queries.area_page(analysis, moved.area.key, request.user, editing),
        "editing": editing,
        "choosing": False,
        "focus": moved,
        "may_write": True,
        "fields": queries.fields_of(analysis),
        "done": queries.latest_deed(analysis, request.user),
    }
    return render_part(request, "analyses/area.html", "moved-finding", context)


def with_deed(address: str, analysis: Analysis, user: User) -> str:
    """The address with what the person has just done, so that the page can tell of it and take it back."""
    deed = queries.latest_deed(analysis, user)
    page, hash, at = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}done={deed.event.pk}{hash}{at}" if deed else address


def place(found: Finding, *, editing: bool, focus: Finding | Cause | Conclusion | None = None, choosing: bool = False) -> str:
    """Where the finding, or ``focus`` in it, stands on its page."""
    asked = ({"edit": found.pk} if editing else {}) | ({"choose": 1} if choosing else {})
    page = reverse("analyses:area", args=[found.analysis_id, found.area.key], query=asked)
    at = f"grounds-{found.pk}" if choosing else f"{(focus or found)._meta.model_name}-{(focus or found).pk}"
    return f"{page}#{at}"


def page_of(obj: Any) -> str:
    match obj:
        case Analysis():
            return reverse("analyses:overview", args=[obj.pk])
        case Finding():
            return place(obj, editing=True)
        case Cause() | Conclusion():
            return place(obj.finding, editing=True)
        case Observation():
            return reverse("analyses:area", args=[obj.analysis_id, obj.area.key], fragment="observations")
        case SectionText():
            return reverse("analyses:section", args=[obj.analysis_id, obj.section.key])
        case LookBack():
            return reverse("analyses:section", args=[obj.analysis_id, Section.LOOK_BACK])
        case Participation():
            return reverse("analyses:section", args=[obj.analysis_id, Section.SOURCES])
    return reverse("analyses:area", args=[obj.analysis_id, obj.area.key])
