"""The figures of an area or a municipality together."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from reports.queries.together import thread_page, together
from units.http import Request
from units.models import Kind, Node

TOGETHER = (Kind.MUNICIPALITY, Kind.AREA)


@require_GET
def dispersion(request: Request, slug: str) -> HttpResponse:
    place = get_object_or_404(Node.objects.visible_to(request.user).filter(kind__in=TOGETHER), slug=slug)
    page = together(place, request.user, by_area=request.GET.get("by") == "area")
    return render(request, "reports/together.html", {"page": page})


@require_GET
def thread(request: Request, slug: str) -> HttpResponse:
    place = get_object_or_404(Node.objects.visible_to(request.user).filter(kind__in=TOGETHER), slug=slug)
    return render(request, "reports/thread.html", {"page": thread_page(place, request.user)})
