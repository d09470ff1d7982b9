"""What the apps that read figures tell the library of indicators, which may not import them.

They register themselves when Django starts (``register``): what the areas of a municipality's templates are called, and what
points to the values of an indicator.
"""

from dataclasses import dataclass
from typing import Protocol

from indicators.models import Indicator
from units.models import Node, User


@dataclass(frozen=True)
class Use:
    """Something that points to a value: its title, where it stands, and the page."""

    title: str
    place: str
    url: str


@dataclass(frozen=True)
class Uses:
    """What points to the values of an indicator in one municipality: what the reader may read, and how many there are in all."""

    readable: tuple[Use, ...] = ()
    in_all: int = 0


class Neighbour(Protocol):
    """A module that knows templates and what figures are used for."""

    def area_titles(self, municipality: Node) -> dict[str, str]:
        """The titles of the areas of the municipality's templates, by key, in their order."""

    def uses_of(self, indicator: Indicator, municipality: Node, user: User) -> Uses:
        """What points to the indicator's values in the municipality."""


_neighbours: list[Neighbour] = []


def register(neighbour: Neighbour) -> None:
    if neighbour not in _neighbours:
        _neighbours.append(neighbour)


def area_titles(municipality: Node) -> dict[str, str]:
    return {key: title for neighbour in _neighbours for key, title in neighbour.area_titles(municipality).items()}


def uses_of(indicator: Indicator, municipality: Node, user: User) -> Uses:
    found = [neighbour.uses_of(indicator, municipality, user) for neighbour in _neighbours]
    return Uses(tuple(use for uses in found for use in uses.readable), sum(uses.in_all for uses in found))
