"""Texts that wait for their authors, and words that look like personal data and nobody has said may stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse
from django.utils.text import capfirst

from analyses.models import Analysis, Confirmation, HeldText
from analyses.permissions import readers_of, section_part
from analyses.places import address_of_part
from analyses.versions import ReadArea, ReadVersion
from analyses.versions.outline import outline
from schoolplan.kit.guard import Held, Hit, look
from units.models import User


def held_texts(analysis: Analysis, user: User) -> dict[str, Held]:
    """The reader's own texts that wait, by the key of the field each belongs to. One query, whatever waits."""
    return {each.key: each.held for each in _waiting(analysis, HeldText.objects.visible_to(user))}


@dataclass(frozen=True)
class Waiting:
    """A text that somebody has typed and that nobody else reads."""

    text: HeldText
    held: Held

    @property
    def key(self) -> str:
        return f"{self.text.kind}-{self.text.object_id}-{self.text.field}"

    @property
    def label(self) -> str:
        """What the text is, for those who may not read it too."""
        return str(capfirst(apps.get_model("analyses", self.text.kind)._meta.get_field(self.text.field).verbose_name))


def waiting_texts(analysis: Analysis) -> list[Waiting]:
    """Everybody's texts that wait in the analysis, for telling that they are not handed in; the words are their author's own."""
    return list(_waiting(analysis, HeldText.objects.select_related("user")))


def own_waiting_texts(analysis: Analysis, user: User) -> list[Waiting]:
    return list(_waiting(analysis, HeldText.objects.visible_to(user)))


def _waiting(analysis: Analysis, texts: Any) -> Iterator[Waiting]:
    """A text stays held when its words have been confirmed elsewhere: its author has still to save it."""
    confirmed = Confirmation.objects.filter(analysis=OuterRef("analysis")).order_by("pk").values("digest")
    readers = readers_of(analysis)
    for each in texts.filter(analysis=analysis).annotate(confirmed=ArraySubquery(confirmed)).order_by("at", "pk"):
        hits = tuple(hit for hit in look(each.text) if hit.digest not in each.confirmed)
        yield Waiting(each, Held(each.field, each.text, hits, each.seen, readers))


@dataclass(frozen=True)
class Found:
    """Words that look like personal data in a text that others read, and where they stand."""

    hit: Hit
    part: str
    card: str
    url: str


def unconfirmed(text: ReadVersion) -> list[Found]:
    """Words of a whole text, living or frozen, that look like personal data and may not leave in a document yet.

    Each words once, where they stand first. The database is asked only when there are such.
    """
    analysis = text.version.analysis
    found = {each.hit.digest: each for each in reversed(list(_all(text)))}
    if found:
        known = Confirmation.objects.filter(analysis=analysis, digest__in=found)
        for digest in known.values_list("digest", flat=True):
            del found[digest]
    return list(reversed(found.values()))


def _all(text: ReadVersion) -> Iterator[Found]:
    parts = {part.anchor: part for part in text.parts}
    for part in outline(text, {}):
        for card in part.cards:
            for words in (card.title, *(row.text for row in card.rows)):
                for hit in look(words):
                    yield Found(hit, part.title, card.title, _address(text, parts[part.key], card.key))


def _address(text: ReadVersion, part: Any, card: str) -> str:
    analysis, number = text.version.analysis, text.version.number
    if number:
        return reverse("analyses:version", args=[analysis.pk, number], fragment=part.anchor)
    if isinstance(part, ReadArea):
        finding = card.removeprefix("finding-") if card.startswith("finding-") else ""
        query = {"edit": finding} if finding else {}
        return address_of_part(analysis.pk, part.key, query=query, fragment=card if finding else "")
    return address_of_part(analysis.pk, section_part(part.key))


def digests_of(found: Iterable[Found]) -> frozenset[str]:
    return frozenset(each.hit.digest for each in found)
