"""States and the ways between them, as one table per kind of thing.

An app's ``workflow.py`` names its states and lists its transitions; services ask the table before they act and pages
ask it which buttons to show. Nothing here reads the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _


class NotPossible(ValidationError):
    """The thing is in a state from which this cannot be done; the message is for the person who tried."""

    def __init__(self, message: str = "") -> None:
        already = _("This has already been done, or can not be done any more. Reload the page to see what applies now.")
        super().__init__(message or already)


@dataclass(frozen=True)
class Transition:
    """A named way from some states to another, with the permission it takes and what its button says."""

    name: str
    sources: frozenset[str]
    target: str
    permission: str
    label: str | Promise


class Workflow:
    """A table of transitions."""

    def __init__(self, transitions: Iterable[Transition]) -> None:
        self._by_name = {transition.name: transition for transition in transitions}

    def __iter__(self) -> Any:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def allows(self, name: str, state: str) -> bool:
        """Whether the named transition starts in this state."""
        return state in self._by_name[name].sources

    def follow(self, name: str, state: str) -> str:
        """The state the transition leads to. Raises :class:`NotPossible` when it does not start in ``state``."""
        if not self.allows(name, state):
            raise NotPossible
        return self._by_name[name].target


def transition(name: str, *, sources: Iterable[str], target: str, permission: str, label: str | Promise) -> Transition:
    """A row of the table."""
    return Transition(name, frozenset(sources), target, permission, label)
