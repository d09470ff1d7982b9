"""What can be asked for from the open APIs."""

from dataclasses import dataclass

from indicators import neighbours
from indicators.models import Indicator
from indicators.queries.library import Placed, placements_of
from indicators.sources.kolada import PUBLISHER
from units.models import Node


@dataclass(frozen=True)
class KeyFigures:
    """Kolada's key figures in the library as a municipality uses them, under the titles of its areas."""

    groups: tuple[tuple[str, tuple[Placed, ...]], ...]

    @property
    def all(self) -> tuple[Placed, ...]:
        return tuple(placed for _title, group in self.groups for placed in group)


def key_figures(municipality: Node) -> KeyFigures:
    """In the order of the template's areas and of the catalogue; what lies in no area comes last, under no title."""
    titles = neighbours.area_titles(municipality)
    placements = placements_of([municipality])
    found = Indicator.objects.filter(municipality=None, source=PUBLISHER).exclude(official_id="")
    by_area: dict[str, list[Placed]] = {key: [] for key in [*titles, ""]}
    for indicator in found.order_by("position", "key"):
        placed = placements.of(indicator, municipality)
        by_area[next((key for key in placed.area_keys if key in titles), "")].append(placed)
    return KeyFigures(tuple((titles.get(key, ""), tuple(group)) for key, group in by_area.items() if group))
