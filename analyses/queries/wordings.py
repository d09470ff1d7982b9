"""Every wording that a text has had, from the journal: who wrote it, when, and what became of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from analyses.models import Template, TemplatePart
from journal.models import Event
from journal.queries import in_sittings
from schoolplan.kit.differences import Pieces, between
from schoolplan.kit.versions import version_of

# Deeds that change words beside what somebody types: they tell of them among the rows they changed (services.undoing).
_SHAPING = ("add", "remove", "merge", "split", "undo")


@dataclass(frozen=True)
class Step:
    """One text that was accepted: when, and by whom."""

    number: int
    at: dt.datetime
    actor: str
    actor_id: int | None
    verb: str


@dataclass(frozen=True)
class Sitting:
    """What one person wrote in one go. ``steps`` are oldest first, and the last of them is what it came to."""

    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        return self.steps[-1]


@dataclass(frozen=True)
class Wording:
    """A text with what differs from the one before it. ``is_current`` when it is what stands there now."""

    sitting: Sitting
    text: str
    before: Pieces
    after: Pieces
    is_current: bool

    @property
    def step(self) -> Step:
        return self.sitting.last


class Wordings:
    """The wordings of one field of one record, in three queries whatever their number.

    ``numbers`` are those of the records that hold the same text in turn, itself among them, where it is not the only one.
    """

    def __init__(self, obj: Any, field: str, *, numbers: Any = None) -> None:
        self._row, self._field, self._current = f"{obj._meta.model_name}:{obj.pk}", field, str(getattr(obj, field) or "")
        told = {f"changes__rows__{side}__{self._row}__has_key": field for side in (0, 1)}
        shaped = Q(node_id=obj.node.pk, verb__in=_SHAPING) & Q(*told.items(), _connector=Q.OR)
        typed = Q(
            object_type=obj._meta.label_lower, object_id__in=[obj.pk] if numbers is None else numbers, changes__has_key=field
        )
        self._events = Event.objects.filter(typed | shaped).order_by("at", "id")
        self.sittings = _sittings(
            [Step(*each) for each in self._events.values_list("pk", "at", "actor_name", "actor_id", "verb")]
        )

    @property
    def current_version(self) -> str:
        """The version that a wording is restored over."""
        return version_of(self._current)

    def origin(self, oldest: Sequence[Wording]) -> str:
        """What stood there before the last of ``oldest``: at the very beginning what was filled in, or copied from elsewhere."""
        return "".join(piece.words for piece in oldest[-1].before) if oldest else self._current

    def sitting_of(self, number: int) -> Sitting | None:
        """The sitting whose last step has the number."""
        return next((sitting for sitting in self.sittings if sitting.last.number == number), None)

    def read(self, sittings: Sequence[Sitting]) -> list[Wording]:
        """Each sitting's text, beside that of the sitting before it."""
        return self._laid_out([(sitting, sitting.steps[0], sitting.last) for sitting in sittings])

    def read_steps(self, steps: Sequence[Step]) -> list[Wording]:
        return self._laid_out([(Sitting((step,)), step, step) for step in steps])

    def _laid_out(self, wanted: list[tuple[Sitting, Step, Step]]) -> list[Wording]:
        numbers = {step.number for _sitting, first, last in wanted for step in (first, last)}
        changes = {event.pk: event.changes for event in self._events.filter(pk__in=numbers)}
        newest = self.sittings[0].last if self.sittings else None
        found = []
        for sitting, first, last in wanted:
            old, new = self._pair(changes[first.number])[0], self._pair(changes[last.number])[1]
            found.append(Wording(sitting, new, *between(old, new), is_current=last == newest and new == self._current))
        return found

    def _pair(self, changes: dict[str, Any]) -> tuple[str, str]:
        if self._field in changes:
            old, new = changes[self._field]
        else:
            old, new = (side.get(self._row, {}).get(self._field) for side in changes["rows"])
        return str(old or ""), str(new or "")


def wordings_of_template(part: TemplatePart, field: str) -> Wordings:
    """The wordings of a text in all versions of a template: a new one goes on from the one before."""
    one = part.template
    versions = Template.objects.filter(municipality=one.municipality_id, name=one.name, version__lte=one.version)
    same = type(part)._default_manager.filter(template__in=versions, key=part.key)
    return Wordings(part, field, numbers=same.values_list("pk", flat=True))


def _sittings(steps: list[Step]) -> tuple[Sitting, ...]:
    """Newest first."""
    found = in_sittings(steps, go_on=lambda _earlier, later: later.verb == "edit")
    return tuple(Sitting(tuple(each)) for each in reversed(found))
