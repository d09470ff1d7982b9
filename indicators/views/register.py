"""Skolverket's register of school units: decide about what differs, carry it out, undo it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from indicators.forms.register import read_decisions
from indicators.models import ImportRun, Source
from indicators.queries.imports import runs_of
from indicators.queries.register import register_page
from indicators.services import register
from indicators.workflow import State
from units.http import Request


def _run(request: Request, pk: int) -> ImportRun:
    return get_object_or_404(runs_of(request.user).filter(source=Source.REGISTER), pk=pk)


@require_http_methods(["GET", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """What differs, with what has been chosen; both “keep my choices” and “carry out” post here."""
    run = _run(request, pk)
    problem = ""
    if request.method == "POST" and run.state == State.PREVIEW:
        try:
            decisions, on = read_decisions(request.POST, register.comparison_of(run))
            run = register.decide(run=run, decisions=decisions, on=on, by=request.user)
            if "carry_out" in request.POST:
                register.carry_out(run=run, by=request.user)
            return redirect("indicators:register", pk)
        except ValidationError as refused:
            problem = " ".join(refused.messages)
    page = register_page(run, register.comparison_of(run)) if run.state == State.PREVIEW else None
    context = {"page": page, "run": run, "problem": problem}
    return render(request, "indicators/register.html", context, status=422 if problem else 200)


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    try:
        register.undo_register(run=_run(request, pk), by=request.user)
    except ValidationError as problem:
        messages.warning(request, " ".join(problem.messages))
    return redirect("indicators:register", pk)
