"""Reports and questions: reading, starting a report, asking and answering."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from reports import services
from reports.forms import AnswerForm, AskForm, StartForm
from reports.models import Question
from reports.queries.board import BoardPage, board_page
from schoolplan.kit.access import require
from units.http import Request
from units.years import SchoolYear


@require_GET
def index(request: Request) -> HttpResponse:
    return _page(request, board_page(request.user))


def _page(request: Request, page: BoardPage, *, ask: AskForm | None = None, start: StartForm | None = None) -> HttpResponse:
    """The page with its forms; 422 when one of them came back with errors."""
    status = 422 if ask or start else 200
    if page.may_ask_about and ask is None:
        ask = AskForm(reports=page.may_ask_about, initial={"text": request.GET.get("question", "")})
    if page.may_start_for and start is None:
        start = StartForm(nodes=page.may_start_for, initial={"school_year": SchoolYear.current()})
    return render(request, "reports/index.html", {"page": page, "ask": ask, "start": start}, status=status)


@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    if request.method == "GET":
        return redirect("reports:index")
    page = board_page(request.user)
    if not page.may_start_for:
        raise PermissionDenied("reports.start_report")
    form = StartForm(request.POST, nodes=page.may_start_for)
    if form.is_valid():
        try:
            report = services.start_report(**form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("reports:edit", report.pk)
    return _page(request, page, start=form)


@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    if request.method == "GET":
        return redirect("reports:index")
    page = board_page(request.user)
    if not page.may_ask_about:
        raise PermissionDenied("reports.ask_question")
    form = AskForm(request.POST, reports=page.may_ask_about)
    if not form.is_valid():
        return _page(request, page, ask=form)
    services.ask(**form.cleaned_data, by=request.user)
    messages.success(request, _("Your question is with the administration. The answer comes here."))
    return redirect("reports:index")


@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.visible_to(request.user).select_related("report__node"), pk=pk)
    require(request.user, "reports.answer_question", question)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(question=question, text=form.cleaned_data["text"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The answer is saved and can be read by those who read the question."))
            return redirect("reports:index")
    context: dict[str, Any] = {"question": question, "form": form}
    return render(request, "reports/answer.html", context, status=422 if form.errors else 200)
