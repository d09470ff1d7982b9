"""Saving what people type, field by field."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from analyses.models import Analysis, Cause, Conclusion, Finding, Judgement, LookBack, Observation, Participation, SectionText
from analyses.services.guarding import hold, let_go, let_stand, unconfirmed_in
from analyses.services.locking import lock_to_write, read_to_write
from journal.services import record
from schoolplan.kit.guard import Held
from schoolplan.kit.text import one_newline
from schoolplan.kit.versions import Saved, save_field
from units.models import User

Part = Judgement | Observation | Finding | Cause | Conclusion | Analysis | SectionText | LookBack | Participation

# The fields that people write in, by kind of record.
WRITABLE: dict[type[Part], frozenset[str]] = {
    Analysis: frozenset({"summary", "sources", "other_sources"}),
    SectionText: frozenset({"text"}),
    LookBack: frozenset({"did", "happened", "effect", "next"}),
    Participation: frozenset({"ways", "when", "note"}),
    Judgement: frozenset({"level", "reason"}),
    Observation: frozenset({"text", "origin"}),
    Finding: frozenset({"kind", "title", "text"}),
    Cause: frozenset({"direction", "influence", "evidence", "text"}),
    Conclusion: frozenset({"kind", "text", "no_measure_reason"}),
}


@transaction.atomic
def save_text(
    *, obj: Part, field: str, value: Any, seen: str, by: User, confirmed: Collection[str] = (), known: Collection[str] = ()
) -> Saved | Held:
    """Save one field while the unit writes. Raises Conflict when somebody else has changed the same field since ``seen``.

    A text that looks as if it told of a person is kept for its author alone, until it is corrected or its words are among
    ``confirmed`` (digests of hits). ``known`` are the versions of such texts that the page knows of: they go with the saving.
    """
    analysis = lock_to_write(obj=obj, by=by, field=field)
    return _Typed(obj, field, seen, by, frozenset(confirmed), frozenset(known)).save(value, analysis)


@transaction.atomic
def save_typed(
    *, obj: Part, field: str, clean: Callable[[], Any], seen: str, by: User, confirmed: Collection[str], known: Collection[str]
) -> Saved | Held:
    """As :func:`save_text`, as seldom asking the database as can be: ``obj`` needs to know no more than its number.

    ``clean`` makes the value once ``obj`` has been read. Raises DoesNotExist when it is gone.
    """
    analysis = read_to_write(obj=obj, by=by, field=field)
    return _Typed(obj, field, seen, by, frozenset(confirmed), frozenset(known)).save(clean(), analysis)


@dataclass(frozen=True)
class _Typed:
    """What somebody has typed in one field of a record that is held."""

    obj: Part
    field: str
    seen: str
    by: User
    confirmed: frozenset[str]
    known: frozenset[str]

    def save(self, value: Any, analysis: Analysis) -> Saved | Held:
        if isinstance(value, str):
            value = one_newline(value)
            if held := self._held(value, analysis):
                return held
        saved = save_field(self.obj, self.field, value, seen=self.seen)
        if saved.changed:
            changes = {self.field: [saved.before, saved.after]}
            record(by=self.by, verb="edit", obj=self.obj, node_id=analysis.node_id, changes=changes)
        if self.known:
            let_go(obj=self.obj, name=self.field, by=self.by, known=self.known)
        return saved

    def _held(self, text: str, analysis: Analysis) -> Held | None:
        """The text, kept for its author, unless it is clean, confirmed or what others read already."""
        if text == getattr(self.obj, self.field):
            return None
        hits = unconfirmed_in(text, analysis)
        left = tuple(hit for hit in hits if hit.digest not in self.confirmed)
        if left:
            return hold(
                obj=self.obj,
                name=self.field,
                text=text,
                seen=self.seen,
                hits=left,
                analysis=analysis,
                by=self.by,
                known=self.known,
            )
        let_stand(hits=hits, analysis=analysis, obj=self.obj, by=self.by)
        return None
