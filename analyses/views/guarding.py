"""Texts that wait for their author, and words that may leave with a document."""

from collections import defaultdict

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analyses import queries, services
from analyses.models import HeldText
from analyses.views.editor import KINDS, analysis_of, page_of, readable
from schoolplan.kit.access import require
from units.http import Request


@require_GET
def held(request: Request, pk: int) -> HttpResponse:
    """The reader's own texts that nobody else sees yet, whatever has become of the places they were typed in."""
    analysis = analysis_of(request, pk)
    require(request.user, "analyses.view_history", analysis)
    waiting = queries.own_waiting_texts(analysis, request.user)
    places = _places(request, waiting)
    texts = [(each, places.get((each.text.kind, each.text.object_id), "")) for each in waiting]
    return render(request, "analyses/held.html", {"analysis": analysis, "texts": texts})


def _places(request: Request, waiting: list[queries.Waiting]) -> dict[tuple[str, int], str]:
    """Where each text belongs, by kind and number; one query for each kind. What has been removed is nowhere."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for each in waiting:
        numbers[each.text.kind].add(each.text.object_id)
    found = {kind: readable(KINDS[kind], request.user).filter(pk__in=pks).order_by("pk") for kind, pks in numbers.items()}
    return {(kind, obj.pk): page_of(obj) for kind, objects in found.items() for obj in objects}


@require_POST
def throw_away(request: Request, pk: int) -> HttpResponse:
    text = get_object_or_404(HeldText.objects.visible_to(request.user).select_related("analysis__node"), pk=pk)
    services.throw_away(held=text, by=request.user)
    messages.success(request, _("The text is thrown away. What others read is as it was."))
    return redirect("analyses:held", text.analysis_id)


@require_POST
def let_stand(request: Request, pk: int, number: int) -> HttpResponse:
    """Say of words in a version (0: the draft) that they may leave with it."""
    analysis = get_object_or_404(queries.known_to(request.user), pk=pk)
    whole = queries.text_by_number(analysis, number, request.user)
    if whole is None:
        raise Http404(number)
    chosen = set(request.POST.getlist("confirmed"))
    hits = [found.hit for found in queries.unconfirmed(whole.text) if found.hit.digest in chosen]
    services.let_words_stand(analysis=analysis, hits=hits, by=request.user)
    return redirect("analyses:print", pk, number)
