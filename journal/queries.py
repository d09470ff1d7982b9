"""Reading the journal."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Model

from journal.models import Event

SITTING = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Line:
    """One readable line: consecutive saves by one person in one sitting become one, with every step kept in ``events``."""

    events: tuple[Event, ...]

    @property
    def first(self) -> Event:
        return self.events[0]

    @property
    def last(self) -> Event:
        return self.events[-1]

    @property
    def wordings(self) -> list[tuple[str, str]]:
        """Each field and each text it has had in these events, oldest first; nothing accepted is left out."""
        return [
            (field, pair[0])
            for event in self.events
            for field, pair in event.changes.items()
            if isinstance(pair[0], str) and pair[0]
        ]


def history(obj: Model) -> list[Line]:
    """What has happened to ``obj``, newest first."""
    lines: list[list[Event]] = []
    for event in Event.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk).order_by("at", "id"):
        if lines and _same_sitting(lines[-1][-1], event):
            lines[-1].append(event)
        else:
            lines.append([event])
    return [Line(tuple(events)) for events in reversed(lines)]


def _same_sitting(earlier: Event, later: Event) -> bool:
    same = (earlier.actor_id, earlier.verb) == (later.actor_id, later.verb)
    return same and later.verb == "edit" and later.at - earlier.at <= SITTING
