"""Writing the journal."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from journal.models import Event
from schoolplan.kit import clock
from schoolplan.kit.request_id import current_request_id


class Actor(Protocol):
    """Somebody who does things: a signed-in person, or the system itself."""

    @property
    def pk(self) -> Any: ...

    @property
    def is_active(self) -> bool: ...


class _System:
    """The program itself, where no person asked: a command, a timed task."""

    pk = None
    is_active = True

    def __str__(self) -> str:
        return "schoolplan"


SYSTEM = _System()


class UnknownActor(Exception):
    """Something was to be done without anybody to answer for it."""


def record(*, by: Actor, verb: str, obj: Model, node_id: int | None = None, changes: Mapping[str, Any] | None = None) -> Event:
    """Tell that ``by`` did ``verb`` to ``obj``, within the caller's transaction.

    ``changes`` maps each field to ``[old, new]``. Raises :class:`UnknownActor` when ``by`` is neither a saved, active person nor
    ``SYSTEM``.
    """
    if by is not SYSTEM and (by is None or by.pk is None or not by.is_active):
        raise UnknownActor(verb)
    return Event.objects.create(
        at=clock.now(),
        actor_id=by.pk,
        actor_name=str(by),
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        object_name=str(obj)[:300],
        node_id=node_id,
        changes=_plain(changes or {}),
        request_id=current_request_id.get(),
    )


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    encode = DjangoJSONEncoder().default
    return {
        field: [
            value if isinstance(value, str | int | float | bool | type(None) | list | dict) else encode(value) for value in pair
        ]
        for field, pair in changes.items()
    }
