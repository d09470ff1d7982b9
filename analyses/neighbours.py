"""What plans and support tell the analysis, which may not import them.

They register themselves when Django starts: last year's priorities with what came of them and the goals that conclusions have
led to (``register_plans``), and what the unit has asked for support with (``register_support``).
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.postgres.expressions import ArraySubquery

from analyses.models import Analysis, Effect, LookBack, Next
from units.models import Node, User


@dataclass(frozen=True)
class Told:
    """A follow-up of one of the priority's measures, by its number."""

    number: int
    on: dt.date
    measure: str
    note: str
    effect: str
    next: str

    @property
    def effect_words(self) -> str:
        return str(Effect(self.effect).label)

    @property
    def next_words(self) -> str:
        return str(Next(self.next).label)


@dataclass(frozen=True)
class Priority:
    """A goal of the plan that the analysis answers: what was to be done, and what has been told of each measure, oldest first.

    ``goal`` is its number; None when the goal stands in the adopted text only.
    """

    goal: int | None
    title: str
    measures: tuple[str, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Lead:
    """A goal that conclusions of the analysis (by their numbers) have led to, and what is to be done to reach it."""

    title: str
    plan: str
    url: str
    conclusions: tuple[int, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """Something the unit has asked for support with, and the decision."""

    text: str
    days_requested: int
    days_granted: int | None
    state: str
    state_words: str
    decision: str


class Plans(Protocol):
    """A module that knows the development plans."""

    def missing(self, analysis: Analysis) -> Sequence[Priority]:
        """The goals that the analysis has to answer and no look-back of it answers.

        They are those of the node's newest plan up to the year, as adopted if it has been.
        """

    def titles_of_missing(self, analysis: Analysis) -> Sequence[str]:
        """The titles of the same goals, without what has been told of them."""

    def answer_in(self, look_backs: Mapping[int, LookBack]) -> None:
        """Let each goal (by its number) point to the look-back that answers it."""

    def told_after(self, look_backs: Collection[LookBack]) -> dict[int, list[Told]]:
        """What has been told since each look-back (by its pk) took in what there was, oldest first."""

    def leads_of_conclusion(self, user: User) -> ArraySubquery:
        """Inside a query for conclusions: the goals that rest on each, as rows for :meth:`lead`."""

    def lead(self, row: dict[str, Any]) -> Lead:
        """A goal that :meth:`leads_of_conclusion` has read."""

    def leads(self, analysis: Analysis, user: User) -> Sequence[Lead]:
        """The goals that the analysis's conclusions have led to, in plans that the reader may read."""

    def priorities_at_most(self, node: Node) -> int:
        """How many priorities the municipality takes to be enough."""


class Support(Protocol):
    """A module that knows what the units need support with."""

    def needs_of_conclusion(self, user: User) -> ArraySubquery:
        """Inside a query for conclusions: the requests for support that rest on each, as rows for :meth:`need`."""

    def need(self, row: dict[str, Any]) -> Need:
        """A request that :meth:`needs_of_conclusion` has read."""

    def needs(self, analysis: Analysis, user: User) -> Sequence[Need]:
        """What the node has asked for in the year, when the reader may see it."""

    def asking_url(self, node: Node, user: User) -> str:
        """Where the reader asks for support for the node; empty when that is not theirs to do."""


_plans: list[Plans] = []
_support: list[Support] = []


def register_plans(module: Plans) -> None:
    _plans[:] = [module]


def register_support(module: Support) -> None:
    _support[:] = [module]


def plans() -> Plans:
    return _plans[0]


def support() -> Support:
    return _support[0]
