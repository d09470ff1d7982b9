"""Asking Skolverket and Kolada for figures; what they answer goes on to the page of the import."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from indicators import services
from indicators.forms.fetching import KoladaForm, PlannedForm
from indicators.models import ImportRun
from indicators.queries.fetching import key_figures
from indicators.queries.imports import may_import_for, runs_of
from units.http import Request
from units.models import Node


@require_http_methods(["GET", "POST"])
def planned(request: Request) -> HttpResponse:
    form = PlannedForm(_posted(request), municipalities=_municipalities(request))
    run = _asked(form, lambda data: services.ask_planned(municipality=data["node"], by=request.user))
    return _answer(request, "indicators/fetch_planned.html", form, run)


@require_http_methods(["GET", "POST"])
def kolada(request: Request) -> HttpResponse:
    municipalities = _municipalities(request)
    form = KoladaForm(_posted(request), municipalities=municipalities, key_figures=key_figures(municipalities[0]))
    run = _asked(
        form,
        lambda data: services.ask_kolada(
            municipality=data["node"],
            indicators=data["indicators"],
            first=data["first"],
            last=data["last"],
            by=request.user,
        ),
    )
    return _answer(request, "indicators/fetch_kolada.html", form, run)


@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """The same question once more, as a new import."""
    run = get_object_or_404(runs_of(request.user), pk=pk)
    try:
        run = services.ask_again(run=run, by=request.user)
    except ValidationError as problem:
        messages.warning(request, " ".join(problem.messages))
    return redirect("indicators:import", run.pk)


def _posted(request: Request) -> "dict[str, Any] | None":
    return request.POST if request.method == "POST" else None  # type: ignore[return-value]


def _municipalities(request: Request) -> "QuerySet[Node]":
    municipalities = may_import_for(request.user)
    if not municipalities:
        raise PermissionDenied("indicators.import_results")
    return municipalities


def _asked(form: Form, ask: "Callable[[dict[str, Any]], ImportRun]") -> ImportRun | None:
    """The run that came of the question, or nothing, with the reason in the form."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return ask(form.cleaned_data)
    except ValidationError as problem:
        form.add_error(None, problem)
        return None


def _answer(request: Request, template: str, form: Form, run: ImportRun | None) -> HttpResponse:
    if run:
        return redirect("indicators:import", run.pk)
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
