"""Earlier wordings of a text, and all that has happened in an analysis."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from analyses import queries, services
from analyses.models import Analysis
from analyses.permissions import place_of
from analyses.views.editor import KINDS, analysis_of, page_of, readable
from schoolplan.kit.access import may, require
from schoolplan.kit.autosave import EditableField, editable
from schoolplan.kit.text import whole_number
from units.http import Request

A_PAGE = 20


@require_GET
def wordings(request: Request, kind: str, pk: int, field: str) -> HttpResponse:
    """The wordings of one text of an analysis, a sitting at a time; ``?sitting=`` shows every step of one of them."""
    if kind not in KINDS:
        raise Http404(kind)
    obj = get_object_or_404(readable(KINDS[kind], request.user), pk=pk)
    require(request.user, "analyses.view_history", obj)
    context = {
        "analysis": obj if isinstance(obj, Analysis) else obj.analysis,
        "field": text_field(obj, field, services.WRITABLE[type(obj)]),
        "about": "" if isinstance(obj, Analysis) else str(obj),
        "back": page_of(obj),
        "may_write": may(request.user, "analyses.write_part", place_of(obj, field)),
    }
    return page_of_wordings(request, queries.Wordings(obj, field), context)


def page_of_wordings(request: Request, history: queries.Wordings, context: dict[str, Any]) -> HttpResponse:
    number = whole_number(request.GET.get("sitting", ""))
    sitting = None if number is None else history.sitting_of(number)
    rows: Any = sitting.steps[::-1] if sitting else history.sittings
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    read = (history.read_steps if sitting else history.read)(list(page.object_list))
    context |= {
        "sitting": sitting,
        "page": page,
        "wordings": read,
        "origin": "" if sitting or page.has_next() else history.origin(read),
        "version": history.current_version,
    }
    return render(request, "analyses/wordings.html", context)


def text_field(obj: Any, name: str, allowed: frozenset[str]) -> EditableField:
    """The field, if it holds words: what is chosen among a few has no wordings."""
    field = editable(obj, name, allowed)
    if field.kind not in ("text", "line"):
        raise Http404(name)
    return field


@require_GET
def history(request: Request, pk: int) -> HttpResponse:
    """All that has happened in the analysis, newest first."""
    analysis = analysis_of(request, pk)
    require(request.user, "analyses.view_history", analysis)
    pages = Paginator(queries.happenings(analysis), A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"analysis": analysis, "page": page, "lines": queries.told(list(page.object_list), analysis)}
    return render(request, "analyses/history.html", context)
