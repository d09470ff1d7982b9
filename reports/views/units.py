"""All units, and one unit."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from reports.queries.units import unit_list, unit_page
from schoolplan.kit import clock
from units.http import Request
from units.models import Node


@require_GET
def index(request: Request) -> HttpResponse:
    return render(request, "reports/units.html", {"groups": unit_list(request.user)})


@require_GET
def page(request: Request, slug: str) -> HttpResponse:
    unit = get_object_or_404(Node.objects.visible_to(request.user).units(), slug=slug)
    return render(request, "reports/unit.html", {"page": unit_page(unit, request.user), "today": clock.today()})
