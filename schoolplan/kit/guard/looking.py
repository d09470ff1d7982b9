"""Looking through a text for all that looks like a person."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schoolplan.kit.guard import names, numbers


class Kind(StrEnum):
    """What the words look like."""

    IDENTITY_NUMBER = "identity_number"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"


LABELS: dict[Kind, Promise] = {
    Kind.IDENTITY_NUMBER: _("looks like a personal identity number"),
    Kind.EMAIL: _("looks like somebody's e-mail address"),
    Kind.PHONE: _("looks like a telephone number"),
    Kind.NAME: _("looks like the name of a child or a guardian"),
}


@dataclass(frozen=True)
class Hit:
    """Words in a text, where they begin, and what they look like."""

    kind: Kind
    words: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.words)

    @property
    def label(self) -> str:
        return str(LABELS[self.kind])

    @property
    def digest(self) -> str:
        """The same for the same words however they are spaced and capitalised: what somebody has said may stand."""
        return hashlib.sha256(f"{self.kind}:{' '.join(self.words.casefold().split())}".encode()).hexdigest()


def look(text: str) -> tuple[Hit, ...]:
    """Everything in ``text`` that looks like personal data, in its order and never twice for the same words in one place."""
    found: list[Hit] = []
    for hit in sorted(_all(text), key=lambda hit: (hit.start, -hit.end)):
        if not found or hit.start >= found[-1].end:
            found.append(hit)
    return tuple(found)


def _all(text: str) -> Iterator[Hit]:
    for kind, spans in (
        (Kind.IDENTITY_NUMBER, numbers.identity_numbers(text)),
        (Kind.EMAIL, numbers.emails(text)),
        (Kind.PHONE, numbers.phones(text)),
        (Kind.NAME, names.names_of_children(text)),
    ):
        for start, end in spans:
            yield Hit(kind, text[start:end], start)
