"""Printing an analysis or saving it: a PDF that is made in the background, and a Word file at once."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from analyses import queries, services
from analyses.models import Analysis, AnalysisDocument
from analyses.printing import render_word
from analyses.queries import Found, WholeText
from schoolplan.kit.htmx import render_part
from units.http import Request

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "POST"])
def page(request: Request, pk: int, number: int) -> HttpResponse:
    """How to print or save a version (0: the draft); a POST has its PDF made. To htmx it tells how far that has come."""
    analysis, whole = _text(request, pk, number)
    unconfirmed = queries.unconfirmed(whole.text)
    if request.method == "POST" and not unconfirmed:
        services.ask_for_document(analysis=analysis, number=number, by=request.user)
        if not request.htmx:
            return redirect("analyses:print", pk, number)
    if request.htmx and not unconfirmed:
        making = queries.newest_document(analysis, number, request.user)
        return render_part(request, "analyses/print.html", "making", {"analysis": analysis, "whole": whole, "document": making})
    return _page(request, analysis, whole, unconfirmed, status=422 if request.method == "POST" else 200)


def _page(request: Request, analysis: Analysis, whole: WholeText, unconfirmed: list[Found], status: int = 200) -> HttpResponse:
    making = queries.newest_document(analysis, whole.version.number, request.user)
    context = {"analysis": analysis, "whole": whole, "document": making, "unconfirmed": unconfirmed}
    return render(request, "analyses/print.html", context, status=status)


@require_GET
def word(request: Request, pk: int, number: int) -> HttpResponse:
    analysis, whole = _text(request, pk, number)
    if unconfirmed := queries.unconfirmed(whole.text):
        return _page(request, analysis, whole, unconfirmed, status=422)
    return _file(render_word(whole), WORD, analysis, number, "docx")


@require_GET
def document(request: Request, pk: int) -> HttpResponse:
    """The finished PDF, for the one who asked for it."""
    mine = AnalysisDocument.objects.visible_to(request.user).finished()
    found = get_object_or_404(mine.select_related("analysis__node", "version"), pk=pk)
    return _file(bytes(found.pdf), "application/pdf", found.analysis, found.number, "pdf")


def _text(request: Request, pk: int, number: int) -> tuple[Analysis, WholeText]:
    analysis = get_object_or_404(queries.known_to(request.user), pk=pk)
    whole = queries.text_by_number(analysis, number, request.user)
    if whole is None:
        raise Http404(number)
    return analysis, whole


def _file(content: bytes, media_type: str, analysis: Analysis, number: int, ending: str) -> HttpResponse:
    edition = f"version {number}" if number else "utkast"
    name = f"{slugify(f'analys {analysis.node.name} {analysis.school_year} {edition}')}.{ending}"
    how = "inline" if ending == "pdf" else "attachment"
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": f'{how}; filename="{name}"'})
