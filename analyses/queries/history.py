"""All that has happened in an analysis, from the journal: what was written, added, moved and removed, handed in and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from analyses.models import (
    Analysis,
    Cause,
    Conclusion,
    Finding,
    Judgement,
    LookBack,
    Observation,
    Participation,
    SectionText,
)
from analyses.queries.deeds import Deed, undone_among
from journal.models import Event
from journal.queries import SITTING

_OF_ANALYSIS = (Judgement, Observation, Finding, SectionText, LookBack, Participation)
_OF_FINDING = (Cause, Conclusion)
_MODELS: dict[str, Any] = {model._meta.label_lower: model for model in (Analysis, *_OF_ANALYSIS, *_OF_FINDING)}


class _Keys(Func):
    """The names of the fields that an event tells of."""

    template = "ARRAY(SELECT jsonb_object_keys(%(expressions)s) ORDER BY 1)"
    output_field = ArrayField(TextField())


@dataclass(frozen=True)
class Happening:
    """What one person did in one go with one record: the numbers of the first and the last event."""

    first: int
    last: int


@dataclass(frozen=True)
class HistoryLine:
    """A happening in words. ``removed`` are the texts that went with a card; ``deed`` is there when it can be undone."""

    event: Event
    words: str
    about: str
    fields: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    deed: Deed | None


def happenings(analysis: Analysis) -> list[Happening]:
    """Newest first, in one query; the texts themselves are read by :func:`told`, a page at a time."""
    rows = _events(analysis).annotate(names=_Keys(F("changes"))).order_by("at", "id")
    found: list[list[Any]] = []
    going: dict[Any, list[Any]] = {}
    for pk, at, *key, names in rows.values_list("pk", "at", "actor_id", "verb", "object_type", "object_id", "names"):
        who = (*key, tuple(names))
        one = going.get(who)
        if one and key[1] == "edit" and at - one[2] <= SITTING:
            one[1:] = [pk, at]
        else:
            going[who] = [pk, pk, at]
            found.append(going[who])
    return [Happening(first, last) for first, last, _at in sorted(found, key=lambda one: (one[2], one[1]), reverse=True)]


def told(page: Sequence[Happening], analysis: Analysis) -> list[HistoryLine]:
    """The happenings of one page, in two queries."""
    events = Event.objects.in_bulk([each.last for each in page])
    undone = undone_among(analysis)
    living = {(label, pk) for label, pk in _living(analysis)}
    return [_line(events[each.last], undone, living) for each in page]


def _events(analysis: Analysis) -> "QuerySet[Event]":
    """The events of the analysis's records, those that are gone too. Comments have conversations of their own."""
    shaping = Q(changes__analysis=[analysis.pk, analysis.pk])
    within = shaping | Q(object_type=Analysis._meta.label_lower, object_id=analysis.pk)
    added = Event.objects.filter(shaping, node_id=analysis.node_id)
    for model in (*_OF_ANALYSIS, *_OF_FINDING):
        label = model._meta.label_lower
        own = model._default_manager.filter(**_belongs(model, analysis)).order_by().values("pk")
        gone = added.filter(object_type=label).order_by().values("object_id")
        within |= Q(object_type=label) & (Q(object_id__in=own) | Q(object_id__in=gone))
    return Event.objects.filter(within, node_id=analysis.node_id, object_type__in=_MODELS)


def _belongs(model: Any, analysis: Analysis) -> dict[str, Analysis]:
    return {"finding__analysis" if model in _OF_FINDING else "analysis": analysis}


def _living(analysis: Analysis) -> "QuerySet[Any]":
    """Label and number of every record that is there, in one query."""
    kinds = [
        model._default_manager.filter(**_belongs(model, analysis))
        .order_by()
        .values_list(Value(model._meta.label_lower, output_field=TextField()), "pk")
        for model in (*_OF_ANALYSIS, *_OF_FINDING)
    ]
    own = Analysis.objects.filter(pk=analysis.pk).values_list(Value(Analysis._meta.label_lower, output_field=TextField()), "pk")
    return own.union(*kinds)


def _line(event: Event, undone: set[int], living: set[tuple[str, int]]) -> HistoryLine:
    is_living = (event.object_type, event.object_id) in living
    deed = Deed(event, event.pk in undone) if "rows" in event.changes else None
    about = deed.about if deed else "" if event.object_type == Analysis._meta.label_lower else event.object_name
    removed = tuple(_removed(event)) if event.verb == "remove" else ()
    fields = tuple(_fields(event, is_living)) if event.verb == "edit" else ()
    return HistoryLine(event, deed.words if deed else _words(event), about, fields, removed, deed)


def _words(event: Event) -> str:
    sentences = {
        "start": _("The analysis is begun."),
        "submit": _("The analysis is handed in."),
        "return": _("The analysis is returned for completion."),
        "adopt": _("The analysis is adopted."),
        "edit": _("The text is changed."),
        "remove": _("It is removed with the finding that it stood in."),
        "confirm": _("Words that look like personal data are confirmed."),
        "render": _("The analysis is printed."),
    }
    return sentences.get(event.verb) or _("Something else in the analysis is changed.")


def _texts(event: Event) -> list[tuple[str, Any]]:
    """The fields of an event that hold words, by name and model field."""
    model = _MODELS[event.object_type]
    named = {field.name: field for field in model._meta.concrete_fields}
    return [(name, named[name]) for name in event.changes if name in named]


def _removed(event: Event) -> list[tuple[str, str]]:
    found = [(capfirst(field.verbose_name), event.changes[name][0]) for name, field in _texts(event) if not field.choices]
    return [(label, text) for label, text in found if isinstance(text, str) and text.strip()]


def _fields(event: Event, is_living: bool) -> list[tuple[str, str]]:
    """What was written in, with the address of its wordings: none for choices and for what is gone."""
    kind = event.object_type.partition(".")[2]
    return [
        (
            capfirst(field.verbose_name),
            reverse("analyses:wordings", args=[kind, event.object_id, name])
            if is_living and not field.choices and not isinstance(field, ArrayField)
            else "",
        )
        for name, field in _texts(event)
    ]
