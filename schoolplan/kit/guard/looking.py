"""Looking through a text for all that looks like a person."""

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
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


# What a reader does not see, or sees as something simpler: signs without width and soft hyphens, the marks of emphasis, spaces
# of other widths, wide digits, and letters that are put together of two signs, as they are in what is copied out of a PDF.
_UNSEEN = re.compile(
    r"(?P<nothing>[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|\\(?=[-@.*_])"
    r"|\*{1,3}(?=[^\W_])|(?<=[^\W_])\*{1,3}(?!\*)|(?<![^\W_])_{1,3}(?=[^\W_])|(?<=[^\W_])_{1,3}(?![^\W_]))"
    r"|(?P<space>[\t\u2000-\u200a\u202f\u205f\u3000])|[\uff10-\uff20]|[^\W\d_][\u0300-\u036f]+"
)


def look(text: str) -> tuple[Hit, ...]:
    """Everything in ``text`` that looks like personal data, in its order and never twice for the same words in one place."""
    seen, places = _as_read(text)
    found: list[Hit] = []
    for kind, start, end in sorted(_all(seen), key=lambda each: (each[1], -each[2])):
        if not found or places[start] >= found[-1].end:
            found.append(Hit(kind, text[places[start] : places[end]], places[start]))
    return tuple(found)


def _as_read(text: str) -> tuple[str, Sequence[int]]:
    """The text as a reader sees it, and for each of its signs, and its end, the place in ``text``."""
    signs, places, end = [], array("L"), 0
    for match in _UNSEEN.finditer(text):
        sign = "" if match["nothing"] else " " if match["space"] else unicodedata.normalize("NFKC", match.group())
        signs += [text[end : match.start()], sign]
        places.extend([*range(end, match.start()), *[match.start()] * len(sign)])
        end = match.end()
    places.extend(range(end, len(text) + 1))
    return "".join([*signs, text[end:]]), places


def _all(text: str) -> Iterator[tuple[Kind, int, int]]:
    for kind, spans in (
        (Kind.IDENTITY_NUMBER, numbers.identity_numbers(text)),
        (Kind.EMAIL, numbers.emails(text)),
        (Kind.PHONE, numbers.phones(text)),
        (Kind.NAME, names.names_of_children(text)),
    ):
        for start, end in spans:
            yield kind, start, end
