"""What has been done with a municipality's templates, from the journal: words that are gone can be read here as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from analyses.models import Template, TemplateArea, TemplateField, TemplateSection
from journal.models import Event
from journal.queries import in_sittings
from units.models import Node

_PARTS: dict[str, Any] = {model._meta.label_lower: model for model in (TemplateArea, TemplateSection, TemplateField)}
_TEMPLATE = Template._meta.label_lower
NAMED = 3  # parts; of more only the number is told


@dataclass(frozen=True)
class TemplateLine:
    """What one person did in one go with a template or a part of it.

    ``version`` is where it was done, ``about`` in which parts of it, and ``fields`` the texts that were changed, with the address
    of their wordings. ``gone`` are the words of what is there no more.
    """

    event: Event
    words: str
    about: str
    version: Template | None
    fields: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]


def template_events(municipality: Node) -> "QuerySet[Event]":
    """Newest first."""
    return Event.objects.filter(node_id=municipality.pk, object_type__in=[_TEMPLATE, *_PARTS]).order_by("-at", "-id")


def happened(newest_first: Iterable[Event]) -> list[TemplateLine]:
    """The events as lines, in four queries: what somebody wrote in one go, or took away with its version, is one."""
    sittings = in_sittings(newest_first, go_on=_go_on)
    versions = _versions([event for sitting in sittings for event in sitting])
    return [_line(sitting, versions) for sitting in sittings]


def _go_on(later: Event, earlier: Event) -> bool:
    is_one = (earlier.object_type, earlier.object_id) == (later.object_type, later.object_id)
    return later.verb == "remove" or (later.verb == "edit" and is_one)


def _versions(events: list[Event]) -> dict[tuple[str, int], Template]:
    """The version of each template and part that is still there, by kind and number."""
    numbers: dict[str, set[int]] = {}
    for event in events:
        numbers.setdefault(event.object_type, set()).add(event.object_id)
    found = {(_TEMPLATE, pk): one for pk, one in Template.objects.in_bulk(numbers.get(_TEMPLATE, ())).items()}
    for label, model in _PARTS.items():
        for part in model._default_manager.filter(pk__in=numbers.get(label, ())).select_related("template"):
            found[label, part.pk] = part.template
    return found


def _line(newest_first: list[Event], versions: dict[tuple[str, int], Template]) -> TemplateLine:
    last = newest_first[0]
    version = versions.get((last.object_type, last.object_id))
    is_whole = version is not None and last.object_type == _TEMPLATE
    in_order = newest_first[::-1]
    about = "" if is_whole else _parts(list(dict.fromkeys(capfirst(event.object_name) for event in in_order)))
    fields = tuple(_addresses(in_order)) if version else ()
    gone = () if version else tuple(_words_gone(in_order))
    return TemplateLine(last, _sentence(last), about, version, fields, gone)


def _parts(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= NAMED else _("%(n)s parts") % {"n": len(names)}


def _sentence(event: Event) -> str:
    kind = "" if event.object_type == _TEMPLATE else "part"
    sentences = {
        ("add", ""): _("The template is begun."),
        ("begin_version", ""): _("A new version is begun."),
        ("publish", ""): _("The version is published."),
        ("discard", ""): _("The version is thrown away."),
        ("edit", ""): _("The school forms are changed."),
        ("add", "part"): _("A part is added."),
        ("edit", "part"): _("The words are changed."),
        ("move", "part"): _("An area is moved."),
        ("remove", "part"): _("Parts are taken away."),
    }
    return sentences.get((event.verb, kind)) or _("Something else in the templates is changed.")


def _texts(events: Iterable[Event]) -> Iterable[tuple[Event, str, str, Any]]:
    """Every text that the events tell of: the event, the field's name, what it is called, and its wordings before and after."""
    for event in events:
        model = _PARTS.get(event.object_type)
        named = {field.name: field for field in model._meta.concrete_fields} if model else {}
        for name, pair in event.changes.items():
            if name in named and isinstance(pair[0], str):
                yield event, name, capfirst(named[name].verbose_name), pair


def _addresses(events: list[Event]) -> Iterable[tuple[str, str]]:
    return {
        (label, reverse("analyses:template_wordings", args=[event.object_type.partition(".")[2], event.object_id, name])): None
        for event, name, label, _pair in _texts(events)
    }


def _words_gone(events: list[Event]) -> Iterable[tuple[str, str]]:
    """The words of parts that are no more, each under the name of its part."""
    for event, _name, label, (before, after) in _texts(events):
        text = before if event.verb == "remove" else after
        if text.strip():
            yield f"{capfirst(event.object_name)}: {label}", text
