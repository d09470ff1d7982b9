"""The figures of an area or a municipality together: how its units differ, and the thread from one year of age to sixteen."""

from dataclasses import dataclass

from indicators.charts.dispersion import Strip, strip
from indicators.charts.thread import Drawn, draw_thread
from indicators.queries import audience_for
from indicators.queries.dispersion import dispersions_of
from indicators.queries.thread import thread_of
from schoolplan.kit import clock
from schoolplan.kit.text import swedish_key
from units.access import holds
from units.models import Kind, Node, User
from units.years import SchoolYear


@dataclass(frozen=True)
class Together:
    """How the units of a place differ. ``areas`` are those inside a municipality."""

    place: Node
    municipality: Node
    areas: tuple[Node, ...]
    count: int
    preschools: tuple[Strip, ...]
    schools: tuple[Strip, ...]
    by_area: bool


@dataclass(frozen=True)
class ThreadPage:
    place: Node
    municipality: Node
    areas: tuple[Node, ...]
    drawn: Drawn


def together(place: Node, user: User, *, by_area: bool = False) -> Together:
    """The measures of the place's units as this reader may see them; a principal finds the own unit's dot."""
    areas, units = _inside(place, user)
    own = {unit.pk for unit in units if holds(user, "analysis.write", unit)}
    found = dispersions_of(
        units,
        municipality=place.municipality,
        until=SchoolYear.current(),
        audience=audience_for(user, place),
        own=own if len(own) < len(units) else (),  # who leads them all needs no mark
    )
    by_area = by_area and len(areas) > 1
    names = {unit.pk: next((area.name for area in areas if area.holds(unit)), "") for unit in units}
    drawn = [(one.of_preschools, strip(one, (lambda node: names[node.pk]) if by_area else None)) for one in found]
    return Together(
        place,
        place.municipality,
        areas,
        len(units),
        preschools=tuple(drawing for preschool, drawing in drawn if preschool),
        schools=tuple(drawing for preschool, drawing in drawn if not preschool),
        by_area=by_area,
    )


def thread_page(place: Node, user: User) -> ThreadPage:
    """The thread of the municipality by its own values, or of an area by those of each of its units."""
    areas, units = _inside(place, user)
    places = [place] if place.kind == Kind.MUNICIPALITY else units
    drawn = draw_thread(thread_of(places, until=SchoolYear.current(), audience=audience_for(user, place)))
    return ThreadPage(place, place.municipality, areas, drawn)


def _inside(place: Node, user: User) -> tuple[tuple[Node, ...], list[Node]]:
    """The areas and the open units under the place that the reader may know of; one query."""
    nodes = list(Node.objects.visible_to(user).within(place).open(clock.today()))
    areas = sorted((node for node in nodes if node.kind == Kind.AREA and node != place), key=lambda node: swedish_key(node.name))
    return tuple(areas), [node for node in nodes if node.kind == Kind.UNIT]
