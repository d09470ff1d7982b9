"""The library of indicators: what each figure means, whether the municipality uses it and where, and its own ones."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indicators import neighbours
from indicators.forms.library import BreakForm, OwnForm, PlacementForm, initial_of, placement_of
from indicators.models import Indicator
from indicators.queries.library import Asked, indicator_page, library_page, municipalities_of, others_of
from indicators.services import library as services
from indicators.services.library import MANAGE, Own
from schoolplan.kit.access import may, require
from schoolplan.kit.htmx import render_part
from units.http import Request
from units.models import Node
from units.years import SchoolYear

LIST = "indicators/library.html"


@require_GET
def library(request: Request) -> HttpResponse:
    """All indicators of a municipality; ``?q=…&area=…`` narrows them, also as one types."""
    municipality = _municipality(request)
    if municipality is None:
        raise PermissionDenied("indicators.see_library")
    given = {name: request.GET.get(name, "").strip() for name in ("area", "form", "source", "use")}
    asked = Asked(words=request.GET.get("q", "").strip(), **given)
    context = {
        "municipality": municipality,
        "municipalities": municipalities_of(request.user),
        "asked": asked,
        "page": library_page(municipality, asked),
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render_part(request, LIST, "found", context)
    return render(request, LIST, context)


@require_GET
def indicator(request: Request, key: str) -> HttpResponse:
    """Everything about one indicator, with how the municipality uses it."""
    one = _indicator(request, key)
    municipality = one.municipality or _municipality(request)
    if municipality is None:
        raise Http404(key)
    return _show(request, one, municipality)


def _show(
    request: Request,
    one: Indicator,
    municipality: Node,
    *,
    placing: PlacementForm | None = None,
    breaking: BreakForm | None = None,
) -> HttpResponse:
    page = indicator_page(one, municipality, request.user)
    manages = may(request.user, MANAGE, municipality)
    if manages and one.municipality_id:
        breaking = breaking or BreakForm()
    elif manages:
        placing = placing or PlacementForm(areas=page.area_titles, initial=placement_of(page.placed, page.own_short_title))
    invalid = bool((placing and placing.errors) or (breaking and breaking.errors))
    context = {
        "page": page,
        "municipality": municipality,
        "manages": manages,
        "placing": placing,
        "breaking": breaking,
    }
    return render(request, "indicators/indicator.html", context, status=422 if invalid else 200)


@require_POST
def place(request: Request, key: str, slug: str) -> HttpResponse:
    """How the municipality uses a national indicator."""
    one = _indicator(request, key)
    municipality = get_object_or_404(municipalities_of(request.user), slug=slug)
    if one.municipality_id:
        raise Http404(key)
    require(request.user, MANAGE, municipality)
    form = PlacementForm(request.POST, areas=neighbours.area_titles(municipality))
    if not form.is_valid():
        return _show(request, one, municipality, placing=form)
    services.place(indicator=one, municipality=municipality, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved. It holds everywhere figures are shown."))
    return redirect(f"{reverse('indicators:indicator', args=[key])}?municipality={slug}")


@require_http_methods(["GET", "POST"])
def add(request: Request, slug: str) -> HttpResponse:
    """A new indicator of the municipality's own."""
    municipality = get_object_or_404(municipalities_of(request.user), slug=slug)
    require(request.user, MANAGE, municipality)
    form = OwnForm(request.POST or None, areas=neighbours.area_titles(municipality), others=others_of(municipality))

    def save(own: Own) -> Indicator:
        return services.add_own(municipality=municipality, own=own, by=request.user)

    return _write(request, form, save, {"municipality": municipality})


@require_http_methods(["GET", "POST"])
def edit(request: Request, key: str) -> HttpResponse:
    """Change an indicator of the municipality's own."""
    one, municipality = _own(request, key)
    form = OwnForm(
        request.POST or None,
        areas=neighbours.area_titles(municipality),
        others=others_of(municipality, besides=one),
        locked=services.has_values(indicator=one),
        initial=initial_of(one),
    )

    def save(own: Own) -> Indicator:
        return services.edit_own(indicator=one, own=own, by=request.user)

    return _write(request, form, save, {"municipality": municipality, "indicator": one})


def _write(request: Request, form: OwnForm, save: Callable[[Own], Indicator], context: dict[str, Any]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            written = save(form.own())
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": written.short_title})
            return redirect("indicators:indicator", written.key)
    return render(request, "indicators/indicator_form.html", context | {"form": form}, status=422 if form.errors else 200)


@require_POST
def add_break(request: Request, key: str) -> HttpResponse:
    """From a school year on, the figures of an own indicator cannot be compared with those before."""
    one, municipality = _own(request, key)
    form = BreakForm(request.POST)
    if form.is_valid():
        try:
            services.add_break(indicator=one, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error("school_year", problem)
    return _show(request, one, municipality, breaking=form) if form.errors else redirect("indicators:indicator", key)


@require_POST
def remove_break(request: Request, key: str, year: SchoolYear) -> HttpResponse:
    """Take back a break."""
    one, _municipality = _own(request, key)
    services.remove_break(line=get_object_or_404(one.breaks, school_year=year), by=request.user)
    return redirect("indicators:indicator", key)


def _municipality(request: Request) -> Node | None:
    """The one that is asked for, otherwise the reader's first. None for a reader without any; 404 for one they may not know."""
    theirs = municipalities_of(request.user)
    asked = request.GET.get("municipality", "")
    if not asked:
        return theirs.first()
    try:
        return next(municipality for municipality in theirs if municipality.slug == asked)
    except StopIteration:
        raise Http404(asked) from None


def _indicator(request: Request, key: str) -> Indicator:
    known = Indicator.objects.visible_to(request.user)
    return get_object_or_404(known.select_related("municipality", "counted_by", "counterpart", "expected"), key=key)


def _own(request: Request, key: str) -> tuple[Indicator, Node]:
    """An own indicator that the reader may change: 404 for a national one, which nobody does."""
    one = _indicator(request, key)
    if one.municipality is None:
        raise Http404(key)
    require(request.user, MANAGE, one.municipality)
    return one, one.municipality
