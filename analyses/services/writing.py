"""Saving what people type, field by field."""

from typing import Any

from django.db import transaction

from analyses.models import Analysis, Cause, Conclusion, Finding, Judgement, LookBack, Observation, Participation, SectionText
from analyses.services.locking import lock_to_write
from journal.services import record
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
def save_text(*, obj: Part, field: str, value: Any, seen: str, by: User) -> Saved:
    """Save one field while the unit writes. Raises Conflict when somebody else has changed the same field since ``seen``."""
    analysis = lock_to_write(obj=obj, by=by)
    if isinstance(value, str):
        value = one_newline(value)
    saved = save_field(obj, field, value, seen=seen)
    if saved.changed:
        record(by=by, verb="edit", obj=obj, node_id=analysis.node_id, changes={field: [saved.before, saved.after]})
    return saved
