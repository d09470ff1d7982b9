"""All units, one unit, and the figures of an area or a municipality over the years."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from reports.queries.handover import handover_page
from reports.queries.units import place_page, unit_list, unit_page
from reports.views.together import TOGETHER
from schoolplan.kit import clock
from schoolplan.kit.access import require
from units.http import Request
from units.models import Node


@require_GET
def index(request: Request) -> HttpResponse:
    return render(request, "reports/units.html", {"groups": unit_list(request.user)})


@require_GET
def page(request: Request, slug: str) -> HttpResponse:
    unit = get_object_or_404(Node.objects.visible_to(request.user).units(), slug=slug)
    return render(request, "reports/unit.html", {"page": unit_page(unit, request.user), "today": clock.today()})


@require_GET
def handover(request: Request, slug: str) -> HttpResponse:
    """For somebody who begins to lead the unit: what was said, planned and promised, and what comes."""
    unit = get_object_or_404(Node.objects.visible_to(request.user).units(), slug=slug)
    require(request.user, "reports.view_handover", unit)
    return render(request, "reports/handover.html", {"page": handover_page(unit, request.user), "today": clock.today()})


@require_GET
def over_years(request: Request, slug: str) -> HttpResponse:
    """The same diagrams as a unit has, for the area or the municipality itself."""
    places = Node.objects.visible_to(request.user).filter(kind__in=TOGETHER)
    page = place_page(get_object_or_404(places, slug=slug), request.user)
    return render(request, "reports/over_years.html", {"page": page})
