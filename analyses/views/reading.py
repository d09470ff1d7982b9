"""Reading a handed-in wording, and the administration's answer to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analyses import queries, services
from analyses.forms import ReviewForm
from analyses.models import Analysis, AnalysisVersion
from schoolplan.kit.access import may, require
from units.http import Request


@require_GET
def version(request: Request, pk: int, number: int) -> HttpResponse:
    return _page(request, pk, number, ReviewForm())


def _page(request: Request, pk: int, number: int, form: ReviewForm, status: int = 200) -> HttpResponse:
    readable = AnalysisVersion.objects.visible_to(request.user)
    found = get_object_or_404(readable.select_related("analysis__node", "made_by"), analysis=pk, number=number)
    analysis, shown = found.analysis, queries.whole_text(found, request.user)
    page = queries.reading_page(found, request.user)
    context = {
        "version": found,
        "analysis": analysis,
        "text": shown.text,
        "quotes": shown.quotes,
        "gaps": queries.gaps_of_version(shown.text),
        "page": page,
        "form": form,
        "may_review": may(request.user, "analyses.review_analysis", analysis) and page.is_newest,
    }
    return render(request, "analyses/version.html", context, status=status)


@require_POST
def return_analysis(request: Request, pk: int) -> HttpResponse:
    return _review(request, pk, "return")


@require_POST
def adopt(request: Request, pk: int) -> HttpResponse:
    return _review(request, pk, "adopt")


def _review(request: Request, pk: int, verb: str) -> HttpResponse:
    analysis = get_object_or_404(Analysis.objects.visible_to(request.user).select_related("node"), pk=pk)
    require(request.user, "analyses.review_analysis", analysis)
    form = ReviewForm(request.POST)
    latest = analysis.versions.count()
    if not form.is_valid():
        return _page(request, pk, latest, form, status=422)
    try:
        act = services.return_analysis if verb == "return" else services.adopt_analysis
        act(analysis=analysis, comment=form.cleaned_data["comment"], confirmed=form.confirmed, by=request.user)
    except ValidationError as error:
        form.ask_about("comment", error)
        return _page(request, pk, latest, form, status=422)
    done = _("The analysis is returned. The unit sees your comments now.") if verb == "return" else _("The analysis is adopted.")
    messages.success(request, done)
    return redirect("analyses:version", pk, latest)
