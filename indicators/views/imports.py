"""Reading in Skolverket's results: choose a file, see what it would change, confirm, follow it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from indicators import services
from indicators.forms.imports import UploadForm
from indicators.models import ImportRun
from indicators.queries.imports import import_page, may_import_for, runs_of
from indicators.workflow import State
from schoolplan.kit.htmx import render_part
from units.http import Request


@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    municipalities = may_import_for(request.user)
    if not municipalities:
        raise PermissionDenied("indicators.import_results")
    form = UploadForm(request.POST or None, request.FILES or None, municipalities=municipalities)
    if request.method == "POST" and form.is_valid():
        run = _preview(request, form)
        if run:
            return redirect("indicators:import", run.pk)
    context = {"form": form, "runs": runs_of(request.user)[:50]}
    return render(request, "indicators/imports.html", context, status=422 if form.errors else 200)


def _preview(request: Request, form: UploadForm) -> ImportRun | None:
    file = form.cleaned_data["file"]
    try:
        return services.preview_import(
            content=file.read(), file_name=file.name, municipality=form.cleaned_data["node"], by=request.user
        )
    except ValidationError as problem:
        form.add_error("file", problem)
        return None


@require_GET
def show_import(request: Request, pk: int) -> HttpResponse:
    run = get_object_or_404(runs_of(request.user), pk=pk)
    return render(request, "indicators/import.html", {"page": import_page(run), "run": run})


@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    run = get_object_or_404(runs_of(request.user), pk=pk)
    try:
        services.confirm_import(run=run, by=request.user)
    except ValidationError as problem:
        messages.warning(request, " ".join(problem.messages))
    return redirect("indicators:import", pk)


@require_GET
def import_progress(request: Request, pk: int) -> HttpResponse:
    """How far the reading has come; when it is over the whole page is asked for again."""
    run = get_object_or_404(runs_of(request.user), pk=pk)
    if "HX-Request" not in request.headers:
        return redirect("indicators:import", pk)
    if run.state != State.RUNNING:
        return HttpResponseClientRefresh()
    return render_part(request, "indicators/import.html", "progress", {"run": run})
