"""The list of dialogues and the page of one meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from dialogues import services
from dialogues.calendar import ics
from dialogues.forms import CorrectionForm, ItemEditForm, ItemForm, PromiseForm, SeriesForm, TimeAndPlaceForm
from dialogues.models import Answer, Meeting, MinuteItem, Promise
from dialogues.permissions import CONFIRM
from dialogues.queries import dialogue_index, meeting_page, plannable_nodes
from dialogues.workflow import Side
from schoolplan.kit.access import require
from schoolplan.kit.autosave import autosave_response, editable, safe_page
from schoolplan.kit.htmx import render_part
from units.http import Request
from units.years import SchoolYear

PAGE = "dialogues/meeting.html"
EDITABLE = {"answer": (Answer, frozenset({"text"})), "meeting": (Meeting, frozenset({"focus", "place"}))}


@require_GET
def index(request: Request) -> HttpResponse:
    try:
        school_year = SchoolYear.parse(request.GET["year"]) if "year" in request.GET else SchoolYear.current()
    except ValidationError as error:
        raise Http404 from error
    return render(request, "dialogues/index.html", {"page": dialogue_index(request.user, school_year)})


@require_http_methods(["GET", "POST"])
def new_series(request: Request) -> HttpResponse:
    nodes = plannable_nodes(request.user)
    if not nodes.exists():
        raise PermissionDenied("dialogues.plan_series")
    form = SeriesForm(request.POST or None, nodes=nodes)
    if request.method == "POST" and form.is_valid():
        data, school_year = form.cleaned_data, SchoolYear.of(form.cleaned_data["day"])
        try:
            services.make_series(
                node=data["node"], school_year=school_year, first=form.starts_at, place=data["place"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The school year's meetings with %(node)s are made.") % {"node": data["node"].name})
            return redirect(f"{reverse('dialogues:index')}?year={school_year.slug}")
    return render(request, "dialogues/new_series.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def meeting(request: Request, pk: int) -> HttpResponse:
    return render(request, PAGE, _page(request, _meeting(request, pk)))


@require_http_methods(["GET", "POST"])
def move(request: Request, pk: int) -> HttpResponse:
    found = _meeting(request, pk)
    require(request.user, "dialogues.move_meeting", found)
    form = TimeAndPlaceForm(request.POST or None, initial=TimeAndPlaceForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.move_meeting(meeting=found, starts_at=form.starts_at, place=form.cleaned_data["place"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The meeting has a new time and place."))
            return redirect("dialogues:meeting", pk)
    return render(request, "dialogues/move.html", {"meeting": found, "form": form}, status=422 if form.errors else 200)


@require_GET
def calendar(request: Request, pk: int) -> HttpResponse:
    found = _meeting(request, pk)
    url = request.build_absolute_uri(reverse("dialogues:meeting", args=[pk]))
    response = HttpResponse(ics(found, url=url, host=request.get_host()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dialog-{found.starts_at:%Y-%m-%d}.ics"'
    return response


@require_POST
def save(request: Request, kind: str, pk: int, field: str) -> HttpResponse:
    if kind not in EDITABLE:
        raise Http404(kind)
    model, allowed = EDITABLE[kind]
    obj: Any = get_object_or_404(model.objects.visible_to(request.user).select_related(_to_series(model)), pk=pk)  # type: ignore[attr-defined]
    found = obj if isinstance(obj, Meeting) else obj.meeting
    return autosave_response(
        request,
        editable(obj, field, allowed),
        lambda clean, seen: services.save_text(obj=obj, field=field, value=clean(), seen=seen, by=request.user),
        page=lambda: reverse("dialogues:meeting", args=[found.pk]),
    )


@require_http_methods(["GET", "POST"])
def add_item(request: Request, pk: int) -> HttpResponse:
    found = _meeting(request, pk)
    if request.method == "GET":
        return redirect("dialogues:meeting", pk)
    require(request.user, "dialogues.view_meeting", found)
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _notes(request, found, form, status=422)
    data = form.cleaned_data

    def add() -> None:
        services.add_item(meeting=found, agenda=data["agenda"], kind=data["kind"], text=data["text"], by=request.user)

    response = _do(request, found, add, "anteckningar")
    if not request.headers.get("HX-Request") or isinstance(response, HttpResponseClientRefresh):
        return response
    return _notes(request, found, ItemForm(initial={"agenda": data["agenda"], "kind": data["kind"]}))


@require_http_methods(["GET", "POST"])
def edit_item(request: Request, pk: int) -> HttpResponse:
    item = _item(request, pk)
    if request.method == "GET":
        return redirect("dialogues:meeting", item.meeting_id)
    form = ItemEditForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, _page(request, item.meeting) | {"edited": item, "edit_form": form}, status=422)
    data = form.cleaned_data
    return _do(
        request,
        item.meeting,
        lambda: services.edit_item(item=item, kind=data["kind"], text=data["text"], by=request.user),
        "anteckningar",
    )


@require_POST
def remove_item(request: Request, pk: int) -> HttpResponse:
    item = _item(request, pk)
    return _do(request, item.meeting, lambda: services.remove_item(item=item, by=request.user), "anteckningar")


@require_http_methods(["GET", "POST"])
def add_promise(request: Request, pk: int) -> HttpResponse:
    found = _meeting(request, pk)
    if request.method == "GET":
        return redirect("dialogues:meeting", pk)
    context = _page(request, found)
    form = PromiseForm(request.POST, sides=context["page"].acts_for, meeting=found, auto_id="promise_%s")
    if not form.is_valid():
        return render(request, PAGE, context | {"promise_form": form}, status=422)
    return _do(request, found, lambda: services.add_promise(meeting=found, by=request.user, **form.cleaned_data), "loften")


@require_POST
def settle_promise(request: Request, pk: int) -> HttpResponse:
    promise = _promise(request, pk)
    kept = request.POST.get("kept") == "yes"
    return _do(
        request, promise.meeting, lambda: services.settle_promise(promise=promise, kept=kept, by=request.user), "sedan-sist"
    )


@require_POST
def reopen_promise(request: Request, pk: int) -> HttpResponse:
    promise = _promise(request, pk)
    return _do(request, promise.meeting, lambda: services.reopen_promise(promise=promise, by=request.user), "sedan-sist")


@require_POST
def remove_promise(request: Request, pk: int) -> HttpResponse:
    promise = _promise(request, pk)
    return _do(request, promise.meeting, lambda: services.remove_promise(promise=promise, by=request.user), "loften")


@require_POST
def confirm(request: Request, pk: int, side: str) -> HttpResponse:
    if side not in CONFIRM:
        raise Http404(side)
    found = _meeting(request, pk)
    return _do(request, found, lambda: services.confirm(meeting=found, side=Side(side), by=request.user), "justera")


@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    found = _meeting(request, pk)
    if request.method == "GET":
        return redirect("dialogues:meeting", pk)
    require(request.user, "dialogues.correct_meeting", found)
    form = CorrectionForm(request.POST, auto_id="correction_%s")
    if not form.is_valid():
        return render(request, PAGE, _page(request, found) | {"correction_form": form}, status=422)
    text = form.cleaned_data["text"]
    return _do(request, found, lambda: services.add_correction(meeting=found, text=text, by=request.user), "rattelser")


def _meeting(request: Request, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("series__node"), pk=pk)


def _item(request: Request, pk: int) -> MinuteItem:
    item: MinuteItem = get_object_or_404(
        MinuteItem.objects.visible_to(request.user).select_related("meeting__series__node"), pk=pk
    )
    return item


def _promise(request: Request, pk: int) -> Promise:
    promise: Promise = get_object_or_404(Promise.objects.visible_to(request.user).select_related("meeting__series__node"), pk=pk)
    return promise


def _to_series(model: type) -> str:
    return "series__node" if model is Meeting else "meeting__series__node"


def _page(request: Request, found: Meeting) -> dict[str, Any]:
    """The whole page with empty forms; a view that has a filled one puts it in their place."""
    page = meeting_page(found, request.user)
    return {
        "page": page,
        "meeting": page.meeting,
        "item_form": ItemForm(),
        "promise_form": PromiseForm(sides=page.acts_for, meeting=found, auto_id="promise_%s"),
        "correction_form": CorrectionForm(auto_id="correction_%s"),
    }


def _notes(request: Request, found: Meeting, form: ItemForm, status: int = 200) -> HttpResponse:
    """The minutes with the composer: alone for htmx, otherwise with the whole page around them."""
    context = _page(request, found) | {"item_form": form}
    if not request.headers.get("HX-Request"):
        return render(request, PAGE, context, status=status)
    return render_part(request, PAGE, "notes", context | {"writing": True}, status=status)


def _do(request: Request, found: Meeting, act: Callable[[], Any], section: str) -> HttpResponse:
    """Do it and come back to the page's section; what was not possible is said in a message."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        if request.headers.get("HX-Request"):
            return HttpResponseClientRefresh()
    return HttpResponseRedirect(safe_page(request, f"{reverse('dialogues:meeting', args=[found.pk])}#{section}"))
