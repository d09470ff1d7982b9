"""The library of indicators: what each means, how a municipality uses it, and what it is used for."""

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.models import Indicator, Placement
from units.models import Node


@dataclass(frozen=True)
class Placed:
    """An indicator as one municipality uses it."""

    indicator: Indicator
    in_use: bool
    short_title: str
    area_keys: tuple[str, ...]


@dataclass(frozen=True)
class Placements:
    """How some municipalities use the national indicators, read once (:func:`placements_of`)."""

    found: dict[tuple[int, int], Placement]

    def of(self, indicator: Indicator, municipality: Node | None) -> Placed:
        """As the municipality has placed it, otherwise as the catalogue does. Its own ones carry their place themselves."""
        own = self.found.get((municipality.pk, indicator.pk)) if municipality else None
        if own is None:
            return Placed(indicator, indicator.in_use, indicator.short_title, tuple(indicator.area_keys))
        return Placed(indicator, own.in_use, own.short_title or indicator.short_title, tuple(own.area_keys))


def placements_of(municipalities: Iterable[Node]) -> Placements:
    """In one query, how each of the municipalities uses the national indicators."""
    ids = {municipality.pk for municipality in municipalities}
    found = Placement.objects.filter(municipality__in=ids)
    return Placements({(placement.municipality_id, placement.indicator_id): placement for placement in found})
