"""What has changed between two texts of an analysis."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from analyses import queries
from units.http import Request


@require_GET
def compare(request: Request, pk: int, old: int, new: int) -> HttpResponse:
    """Two versions side by side; 0 stands for the text as it is now, which is its own team's."""
    analysis = get_object_or_404(queries.known_to(request.user), pk=pk)
    found = queries.difference(analysis, old, new, request.user)
    if found is None:
        raise Http404(f"{old}, {new}")
    versions = analysis.versions.visible_to(request.user).defer("content").order_by("number")
    context = {"analysis": analysis, "found": found, "versions": versions, "newest": max(version.number for version in versions)}
    return render(request, "analyses/compare.html", context)
