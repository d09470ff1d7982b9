"""Texts that seem to tell of a person: kept for the one who typed them until they are corrected or confirmed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analyses.models import Analysis, Confirmation, HeldText
from analyses.permissions import readers_of
from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.guard import Held, Hit, look
from schoolplan.kit.text import one_newline
from schoolplan.kit.versions import Conflict, version_of
from units.models import User


def unconfirmed_in(text: str, analysis: Analysis) -> tuple[Hit, ...]:
    """What looks like personal data in the text and nobody has said may stand. Asks the database only when something does."""
    hits = look(text)
    if not hits:
        return ()
    known = Confirmation.objects.filter(analysis=analysis, digest__in={hit.digest for hit in hits})
    confirmed = set(known.values_list("digest", flat=True))
    return tuple(hit for hit in hits if hit.digest not in confirmed)


def let_stand(*, hits: Iterable[Hit], analysis: Analysis, obj: Any, by: User) -> None:
    """Somebody says that the words may stand in this analysis. The words themselves are told by the text that they stand in."""
    now = clock.now()
    new = [Confirmation(analysis=analysis, digest=digest, at=now, by=by) for digest in {hit.digest for hit in hits}]
    Confirmation.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        record(by=by, verb="confirm", obj=obj, node_id=analysis.node_id, changes={"confirmed": [None, len(new)]})


def hold(
    *,
    obj: Any,
    name: str,
    text: str,
    seen: str,
    hits: tuple[Hit, ...],
    analysis: Analysis,
    by: User,
    known: Collection[str] = (),
) -> Held:
    """Keep the text for its author alone. What others read, and the journal, know nothing of it.

    Raises Conflict when another text of theirs waits already that the page does not know of: it stands nowhere else. ``known``
    are the versions that it does know of. Who has been shown it writes over it with its version as ``seen``.
    """
    waiting = _waiting(obj, name, by).first()
    is_known = waiting is not None and version_of(waiting.text) in known
    if waiting and seen == version_of(waiting.text):
        seen = waiting.seen
    elif waiting and waiting.text != text and not is_known:
        raise Conflict(field=name, mine=text, theirs=waiting.text)
    defaults = {"analysis": analysis, "text": text, "seen": seen, "at": clock.now()}
    HeldText.objects.update_or_create(**_place(obj, name, by), defaults=defaults)
    told = {hit.digest for hit in look(waiting.text)} if waiting and is_known else set()
    return Held(name, text, hits, seen, readers_of(analysis), is_news=not {hit.digest for hit in hits} <= told)


def let_go(*, obj: Any, name: str, by: User, known: Collection[str]) -> None:
    """The author has saved the field: nothing that the page knows of waits any more."""
    for waiting in _waiting(obj, name, by):
        if version_of(waiting.text) in known:
            waiting.delete()


def _place(obj: Any, name: str, by: User) -> dict[str, Any]:
    return {"user": by, "kind": str(obj._meta.model_name), "object_id": obj.pk, "field": name}


def _waiting(obj: Any, name: str, by: User) -> "QuerySet[HeldText]":
    return HeldText.objects.filter(**_place(obj, name, by))


@transaction.atomic
def let_words_stand(*, analysis: Analysis, hits: Iterable[Hit], by: User) -> None:
    """Say of words that stand in the analysis already, since before anybody looked, that they may leave with it."""
    require(by, "analyses.let_stand", analysis)
    let_stand(hits=hits, analysis=analysis, obj=analysis, by=by)


@transaction.atomic
def throw_away(*, held: HeldText, by: User) -> None:
    """The author does not want the text any more."""
    require(by, "analyses.view_held_text", held)
    held.delete()


@dataclass
class Door:
    """What stands between the texts of a record that is being added and those who would read it.

    ``admit`` gives the words to store, and ``hold_back`` keeps the others for their author when the record has a number.
    """

    analysis: Analysis
    by: User
    _kept: dict[str, tuple[str, tuple[Hit, ...]]] = field(default_factory=dict)

    def admit(self, name: str, text: str) -> str:
        text = one_newline(text)
        hits = unconfirmed_in(text, self.analysis)
        if not hits:
            return text
        self._kept[name] = (text, hits)
        return ""

    def hold_back(self, obj: Any) -> None:
        for name, (text, hits) in self._kept.items():
            hold(obj=obj, name=name, text=text, seen=version_of(""), hits=hits, analysis=self.analysis, by=self.by)


class LooksPersonal(ValidationError):
    """A text that is sent at once, and not as it is typed, holds what looks like personal data. ``hits`` are its words."""

    def __init__(self, hits: tuple[Hit, ...]) -> None:
        said = [_("“%(words)s” %(label)s.") % {"words": hit.words, "label": hit.label} for hit in hits]
        super().__init__(" ".join([*said, _("Correct the text, or say that it may stand, and send it again.")]))
        self.hits = hits


def admit_sent(*, text: str, confirmed: Collection[str], analysis: Analysis, obj: Any, by: User) -> None:
    """Let a comment or an answer through the door. ``confirmed`` are the digests of words that its author says may stand.

    Raises LooksPersonal when other words look like personal data.
    """
    hits = unconfirmed_in(text, analysis)
    if left := tuple(hit for hit in hits if hit.digest not in confirmed):
        raise LooksPersonal(left)
    let_stand(hits=hits, analysis=analysis, obj=obj, by=by)
