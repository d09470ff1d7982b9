"""The list of analyses, and starting one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from analyses import queries, services
from units.http import Request
from units.models import Node
from units.years import SchoolYear


@require_GET
def index(request: Request) -> HttpResponse:
    page = queries.index_page(request.user, SchoolYear.current())
    return render(request, "analyses/index.html", {"page": page, "to_write": queries.parts_to_write(request.user)})


@require_POST
def start(request: Request, slug: str, year: SchoolYear) -> HttpResponse:
    node = get_object_or_404(Node.objects.visible_to(request.user), slug=slug)
    analysis = services.start_analysis(node=node, school_year=year, by=request.user)
    return redirect("analyses:overview", analysis.pk)
