"""Bringing in figures: choose where from, see what it would change, say whom it is about, confirm, follow it, undo it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from indicators import services
from indicators.forms.imports import FILES, PlacesForm, UploadForm
from indicators.models import ImportRun, Source
from indicators.queries.imports import import_page, may_import_for, run_lines, runs_of
from indicators.queries.previews import Preview
from indicators.services import register
from indicators.workflow import State
from schoolplan.kit.htmx import render_part
from schoolplan.kit.workflow import NotPossible
from units.http import Request

RUNS_A_PAGE = 20


@require_GET
def imports(request: Request) -> HttpResponse:
    """Where figures can come from, and who has brought in what."""
    if not may_import_for(request.user):
        raise PermissionDenied("indicators.import_results")
    runs = Paginator(runs_of(request.user), RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "indicators/imports.html", {"runs": runs, "lines": run_lines(runs)})


@require_http_methods(["GET", "POST"])
def upload(request: Request, source: str) -> HttpResponse:
    municipalities = may_import_for(request.user)
    if not municipalities:
        raise PermissionDenied("indicators.import_results")
    if source not in FILES:
        raise Http404(source)
    form = UploadForm(request.POST or None, request.FILES or None, source=source, municipalities=municipalities)
    if request.method == "POST" and form.is_valid():
        run = _preview(request, form, source)
        if run:
            return redirect("indicators:import", run.pk)
    context = {"form": form, "source": Source(source)}
    return render(request, "indicators/import_upload.html", context, status=422 if form.errors else 200)


def _preview(request: Request, form: UploadForm, source: str) -> ImportRun | None:
    file = form.cleaned_data["file"]
    sent = {"content": file.read(), "file_name": file.name, "municipality": form.cleaned_data["node"], "by": request.user}
    try:
        return register.preview_register(**sent) if source == Source.REGISTER else services.preview_import(source=source, **sent)
    except ValidationError as problem:
        form.add_error("file", problem)
        return None


@require_GET
def show_import(request: Request, pk: int) -> HttpResponse:
    run = get_object_or_404(runs_of(request.user), pk=pk)
    return redirect("indicators:register", pk) if run.source == Source.REGISTER else _page(request, run)


def _page(request: Request, run: ImportRun, form: PlacesForm | None = None) -> HttpResponse:
    page = import_page(run)
    form = form or PlacesForm(preview=page.preview, municipality=run.node)
    context = {"run": run, "page": page, "form": form}
    return render(request, "indicators/import.html", context, status=422 if form.errors else 200)


@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """Keep the answers, and read in the figures unless the person only wants to see what they then change."""
    run = get_object_or_404(runs_of(request.user), pk=pk)
    form = PlacesForm(request.POST, preview=Preview.from_json(run.summary), municipality=run.node)
    try:
        if form.is_valid() and form.answers():
            run = services.answer_places(run=run, answers=form.answers(), by=request.user)
        if form.is_valid() and "look" not in request.POST:
            services.confirm_import(run=run, by=request.user)
    except NotPossible as problem:
        messages.warning(request, " ".join(problem.messages))
    except ValidationError as problem:
        form.add_error(None, problem)
    return _page(request, run, form) if form.errors else redirect("indicators:import", pk)


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    run = get_object_or_404(runs_of(request.user), pk=pk)
    try:
        services.undo_import(run=run, by=request.user)
    except ValidationError as problem:
        messages.warning(request, " ".join(problem.messages))
    return redirect("indicators:import", pk)


@require_GET
def import_progress(request: Request, pk: int) -> HttpResponse:
    """How far the reading has come; when it is over the whole page is asked for again."""
    run = get_object_or_404(runs_of(request.user), pk=pk)
    if "HX-Request" not in request.headers:
        return redirect("indicators:import", pk)
    if run.state not in (State.RUNNING, State.FETCHING):
        return HttpResponseClientRefresh()
    return render_part(request, "indicators/import.html", "progress", {"run": run})
