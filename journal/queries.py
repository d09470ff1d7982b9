"""Reading the journal."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

SITTING = dt.timedelta(minutes=15)


class Told(Protocol):
    """Something that the journal tells of: an event, or what is kept of one."""

    @property
    def at(self) -> dt.datetime: ...
    @property
    def actor_id(self) -> int | None: ...
    @property
    def verb(self) -> str: ...


T = TypeVar("T", bound=Told)


def in_sittings(told: Iterable[T], *, go_on: Callable[[T, T], bool]) -> list[list[T]]:
    """What comes in the order of time, either way, with what one person did in one go put together.

    One person and one verb, at most fifteen minutes between two; ``go_on`` says of two neighbours whether the rest is one too.
    """
    found: list[list[T]] = []
    for each in told:
        if found and _within_a_sitting(found[-1][-1], each) and go_on(found[-1][-1], each):
            found[-1].append(each)
        else:
            found.append([each])
    return found


def _within_a_sitting(one: Told, other: Told) -> bool:
    return (one.actor_id, one.verb) == (other.actor_id, other.verb) and abs(other.at - one.at) <= SITTING
