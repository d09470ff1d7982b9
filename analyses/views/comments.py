"""What is said of a card, by the team while it writes and by the administration when it answers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from analyses import queries, services
from analyses.conversations import thread_context, threads_of
from analyses.forms import AnswerForm, CommentForm
from analyses.models import Analysis, AnalysisVersion, Comment
from analyses.views.editor import analysis_of
from schoolplan.kit.access import may, require
from schoolplan.kit.autosave import safe_page
from units.http import Request


@require_http_methods(["GET", "POST"])
def thread(request: Request, pk: int, kind: str, number: int) -> HttpResponse:
    """The conversation about a card, for htmx or as a page of its own; what is written is added to it."""
    analysis = analysis_of(request, pk)
    require(request.user, "analyses.view_review", analysis)
    card = queries.card_of_comment(analysis, kind, number)
    if card is None:
        raise Http404(kind)
    if request.method == "GET":
        return _answer(request, analysis, kind, number, about=card, is_closed=bool(request.GET.get("closed")))
    form = CommentForm(request.POST)
    if form.is_valid():
        say = services.pin_comment if _is_pinning(request, analysis) else services.add_comment
        try:
            say(card=card, text=form.cleaned_data["text"], confirmed=form.confirmed, by=request.user)
            return _answer(request, analysis, kind, number, about=card)
        except ValidationError as error:
            form.ask_about("text", error)
    return _answer(request, analysis, kind, number, about=card, form=form)


@require_POST
def resolve(request: Request, pk: int) -> HttpResponse:
    comment, form = _comment(request, pk), AnswerForm(request.POST)
    if form.is_valid():
        try:
            services.resolve_comment(
                comment=comment, answer=form.cleaned_data["answer"], confirmed=form.confirmed, by=request.user
            )
            return _answer(request, comment.analysis, comment.kind, comment.object_id, about=comment.about)
        except ValidationError as error:
            form.ask_about("answer", error)
    return _answer(request, comment.analysis, comment.kind, comment.object_id, about=comment.about, answer=(pk, form))


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    comment = _comment(request, pk)
    services.reopen_comment(comment=comment, by=request.user)
    return _answer(request, comment.analysis, comment.kind, comment.object_id, about=comment.about)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    comment = _comment(request, pk)
    services.remove_comment(comment=comment, by=request.user)
    return _answer(request, comment.analysis, comment.kind, comment.object_id, about=comment.about)


def _comment(request: Request, pk: int) -> Comment:
    return get_object_or_404(Comment.objects.visible_to(request.user).select_related("analysis__node"), pk=pk)


def _is_pinning(request: Request, analysis: Analysis) -> bool:
    """Who does not write the draft speaks for the administration."""
    return not may(request.user, "analyses.comment", analysis)


def _answer(
    request: Request,
    analysis: Analysis,
    kind: str,
    number: int,
    *,
    about: Any,
    form: CommentForm | None = None,
    answer: tuple[int, AnswerForm] | None = None,
    is_closed: bool = False,
) -> HttpResponse:
    if not request.htmx and request.method == "POST" and form is None and answer is None:
        return redirect(safe_page(request, reverse("analyses:overview", args=[analysis.pk])))
    pinning, found = _is_pinning(request, analysis), threads_of(request, analysis)
    version = _latest(request, analysis) if pinning else None
    shown = found.pinned_to(kind, number, version) if version else found.of(kind, number)
    may_pin = may(request.user, "analyses.review_analysis", analysis)
    how = {"is_writing": not is_closed, "is_closed": is_closed}
    context = thread_context(request, analysis, shown, about=about, pinning=pinning and may_pin, **how)
    context |= {"form": form, "focus": True, "answered": answer[0] if answer else None, "answer_form": answer and answer[1]}
    template = "analyses/_comments.html" if request.htmx else "analyses/comments.html"
    return render(request, template, context, status=422 if form or answer else 200)


def _latest(request: Request, analysis: Analysis) -> AnalysisVersion | None:
    return AnalysisVersion.objects.visible_to(request.user).filter(analysis=analysis).defer("content").order_by("number").last()
