"""Who may do what at which address, as tables to be read by people. One module for each app; this one says how a row is read.

A row names an address, what it is tried on (``#draft`` is a thing of the world, other words stand in the address as they are),
and what each persona is answered::

    case("analyses:submit", "#draft", GET={200: RECTOR, 403: TEAM, 404: REST}, POST={302: RECTOR, 403: TEAM, 404: REST})

The first group that a persona belongs to counts. A method that is not named answers 405, and whoever is not signed in is sent to
the sign-in page unless the row says otherwise about ``NOBODY``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from tests.house.world import World
from units.years import SchoolYear

Answers = Mapping[int, frozenset[str]]
Data = Callable[[World], dict[str, Any]]


def people(names: str) -> frozenset[str]:
    return frozenset(names.split())


RECTOR = people("rektor")
LEADERS = people("rektor deputy chief")
TEAM = LEADERS | people("contributor elevhalsa")
OTHER_TEAM = people("other_rektor chief")  # of the other school in the same area
LEAD, OPERATIONS, HEAD = people("utvecklingsledare"), people("verksamhetschef"), people("forvaltningschef")
OFFICE = LEAD | OPERATIONS | HEAD
BOARD, ADMINISTRATOR, REGION = people("politiker"), people("administrator"), people("region")
READERS = TEAM | OFFICE | BOARD | people("other_rektor utvecklingslarare")
KNOWING = READERS | ADMINISTRATOR | REGION  # who know that the municipality's units exist
FOREIGN, STRANGER, NOBODY = people("foreign_rektor"), people("stranger"), people("anonymous")
PERSONAS = KNOWING | FOREIGN | STRANGER | NOBODY
REST = EVERYONE = PERSONAS - NOBODY
ANYBODY = PERSONAS

CLOSED: Answers = {404: ANYBODY}


@dataclass(frozen=True)
class Case:
    """One address tried on one thing."""

    url: str
    on: str
    GET: Answers
    POST: Answers
    data: Data
    query: str
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.url} {self.on}".strip()

    def path(self, world: World) -> str:
        return reverse(self.url, args=[_argument(word, world) for word in self.on.split()]) + self.query

    def expected(self, method: str) -> dict[str, int]:
        answers: Answers = getattr(self, method)
        return {persona: next((s for s, group in answers.items() if persona in group), self.to_sign_in) for persona in PERSONAS}

    @property
    def to_sign_in(self) -> int:
        """htmx is told in a header to open the sign-in page."""
        return 200 if self.headers else 302


def case(
    url: str,
    on: str = "",
    *,
    GET: Answers | None = None,
    POST: Answers | None = None,
    data: Data = lambda _world: {},
    query: str = "",
    htmx: bool = False,
) -> Case:
    is_open = any(group >= NOBODY for answers in (GET, POST) for group in (answers or {}).values())
    other = {405: ANYBODY if is_open else EVERYONE}
    return Case(url, on, GET or other, POST or other, data, query, {"HX-Request": "true"} if htmx else {})


def _argument(word: str, world: World) -> Any:
    if word.startswith("#"):
        return getattr(world, word.removeprefix("#")).pk
    return SchoolYear.parse(word) if re.fullmatch(r"\d{4}-\d{2}", word) else word
