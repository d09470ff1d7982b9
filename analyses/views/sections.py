"""The sections of an analysis beside its areas."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analyses import queries, services
from analyses.models import LookBack, Section
from analyses.views.editor import analysis_of
from indicators.charts import facts
from schoolplan.kit.access import may
from units.http import Request


@require_GET
def section(request: Request, pk: int, key: str) -> HttpResponse:
    analysis = analysis_of(request, pk)
    page = queries.section_page(analysis, key, request.user)
    if page is None:
        raise Http404(key)
    context = {
        "analysis": analysis,
        "page": page,
        "known": page.known,
        "facts": facts(page.known.figures) if key == Section.BRIEF else (),
        "may_write": may(request.user, "analyses.write_part", page.text or analysis),
    }
    return render(request, "analyses/section.html", context)


@require_POST
def bring_in(request: Request, pk: int) -> HttpResponse:
    """Carry forward what the plan has got since the analysis was begun."""
    analysis = analysis_of(request, pk)
    brought = services.bring_in(analysis=analysis, by=request.user)
    messages.success(request, _("Brought in from the plan: %(titles)s.") % {"titles": ", ".join(map(str, brought))})
    return redirect("analyses:section", pk, Section.LOOK_BACK)


@require_POST
def take_in(request: Request, pk: int) -> HttpResponse:
    """Put what has been told since into a look-back."""
    readable = LookBack.objects.visible_to(request.user).select_related("analysis__node")
    look_back = get_object_or_404(readable, pk=pk)
    services.take_in(look_back=look_back, by=request.user)
    page = reverse("analyses:section", args=[look_back.analysis_id, Section.LOOK_BACK])
    return redirect(f"{page}#lookback-{look_back.pk}")
