"""Moving, splitting and merging; and undoing what has been done with the shape of an analysis."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses import queries, services
from analyses.forms import MergeForm, MoveForm, SplitForm
from analyses.models import Analysis, Cause, Conclusion, Finding, Observation
from analyses.views.editor import analysis_of, card_of, finding_of, findings_of, page_of, place, readable, with_deed
from journal.models import Event
from schoolplan.kit.access import require
from units.http import Request

MOVABLE: dict[str, Any] = {str(model._meta.model_name): model for model in (Finding, Cause, Conclusion)}


@require_http_methods(["GET", "POST"])
def move(request: Request, kind: str, pk: int) -> HttpResponse:
    """``to`` is ``up`` or ``down``, or the number of the finding or the area where it shall stand."""
    if kind not in MOVABLE:
        raise Http404(kind)
    obj = get_object_or_404(readable(MOVABLE[kind], request.user), pk=pk)
    require(request.user, "analyses.write_part", obj)
    if request.POST.get("to") in ("up", "down"):
        return _step(request, obj, up=request.POST["to"] == "up")
    form = MoveForm(_posted(request), obj=obj, user=request.user)
    if not form.is_valid():
        title = _("Move the finding to another area") if kind == "finding" else _("Move to another finding")
        return _ask(request, obj, form, title, _("Move"))
    if isinstance(obj, Finding):
        services.move_to_area(finding=obj, area=form.cleaned_data["to"], by=request.user)
    else:
        services.move_to_finding(part=obj, finding=form.cleaned_data["to"], by=request.user)
    return redirect(with_deed(page_of(obj), obj.analysis, request.user))


def _posted(request: Request) -> Any:
    """What was sent, also when that is nothing."""
    return request.POST if request.method == "POST" else None


def _step(request: Request, obj: Finding | Cause | Conclusion, *, up: bool) -> HttpResponse:
    services.move_a_step(obj=obj, up=up, by=request.user)
    if isinstance(obj, Finding):
        return findings_of(request, obj)
    return card_of(request, obj.finding, editing=True, focus=obj, part="card")


@require_http_methods(["GET", "POST"])
def split(request: Request, pk: int) -> HttpResponse:
    found = finding_of(request, pk)
    require(request.user, "analyses.write_part", found)
    form = SplitForm(_posted(request), card=queries.card(found, request.user, editing=False))
    if not form.is_valid():
        return _ask(request, found, form, _("Split the finding in two"), _("Make a finding of what is chosen"))
    chosen = form.cleaned_data
    new = services.split_finding(
        finding=found,
        title=chosen["title"],
        causes=found.causes.filter(pk__in=chosen["causes"]),
        conclusions=found.conclusions.filter(pk__in=chosen["conclusions"]),
        grounds=found.grounds.filter(pk__in=chosen["grounds"]),
        by=request.user,
    )
    return redirect(with_deed(place(new, editing=True), found.analysis, request.user))


@require_http_methods(["GET", "POST"])
def merge(request: Request, pk: int) -> HttpResponse:
    """The chosen finding goes into this one."""
    found = finding_of(request, pk)
    require(request.user, "analyses.write_part", found)
    form = MergeForm(_posted(request), finding=found, user=request.user)
    if form.is_valid():
        try:
            services.merge_findings(kept=found, other=form.cleaned_data["other"], by=request.user)
            return redirect(with_deed(place(found, editing=True), found.analysis, request.user))
        except ValidationError as error:
            form.add_error(None, error)
    return _ask(request, found, form, _("Merge with another finding"), _("Merge"))


def _ask(request: Request, obj: Any, form: forms.Form, title: str, act: str) -> HttpResponse:
    """A page with a form of its own: it works the same without script."""
    found = obj if isinstance(obj, Finding) else obj.finding
    context = {"analysis": obj.analysis, "finding": found, "obj": obj, "form": form, "title": title, "act": act}
    context["back"] = page_of(obj)
    return render(request, "analyses/arrange.html", context, status=422 if form.errors else 200)


@require_GET
def deeds(request: Request, pk: int) -> HttpResponse:
    """What has been done with the shape of the analysis, the latest first."""
    analysis = analysis_of(request, pk)
    require(request.user, "analyses.view_history", analysis)
    return render(request, "analyses/deeds.html", {"analysis": analysis, "deeds": queries.deeds_of(analysis)})


@require_POST
def undo(request: Request, pk: int, number: int) -> HttpResponse:
    analysis = analysis_of(request, pk)
    require(request.user, "analyses.view_history", analysis)
    deed = queries.deed_of(analysis, str(number))
    if deed is None:
        raise Http404(number)
    try:
        event = services.undo(event=deed.event, analysis=analysis, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_place_of(deed.event, analysis, request))
    return redirect(with_deed(_place_of(event, analysis, request), analysis, request.user))


def _place_of(event: Event, analysis: Analysis, request: Request) -> str:
    """Where what the event touched stands now, or what it stood in; the whole analysis when neither is there."""
    overview = reverse("analyses:overview", args=[analysis.pk])
    return next(filter(None, _places_of(event, analysis, request)), overview)


def _places_of(event: Event, analysis: Analysis, request: Request) -> Iterator[str]:
    before, after = event.changes["rows"]
    touched = [(*key.partition(":")[::2], row) for rows in (after, before) for key, row in rows.items()]
    touched.sort(key=lambda one: list(WHERE).index(one[0]))
    for kind, pk, _row in touched:
        yield _place(kind, pk, analysis, request)
    for _kind, _pk, row in touched:
        yield _place("finding", row.get("finding_id"), analysis, request)
    for area in analysis.template.areas.filter(pk__in={row.get("area_id") for _kind, _pk, row in touched} - {None}):
        yield reverse("analyses:area", args=[analysis.pk, area.key])


def _place(kind: str, pk: str | int | None, analysis: Analysis, request: Request) -> str:
    within = {"analysis" if kind in ("finding", "observation") else "finding__analysis": analysis}
    found = WHERE[kind] and readable(WHERE[kind], request.user).filter(pk=pk, **within).first()
    return page_of(found) if found else ""


# In the order in which they say best where something happened.
WHERE: dict[str, Any] = {"cause": Cause, "conclusion": Conclusion, "finding": Finding, "observation": Observation}
WHERE |= dict.fromkeys(("ground", "citation", "comment"))
