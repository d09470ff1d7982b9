"""Which figures must be withheld so that no masked one can be computed from those that are shown.

The figures of one indicator and school year in one municipality are a table: places in their tree by all, girls and boys. Every
reader can sum: all are girls and boys, an area is its units, the municipality its areas. We see the table as people who walk
round: as girls and boys out from the municipality through its areas to the units, and back from there as all. Each sum is then
a point where as many come in as go out (:mod:`indicators.masking.flow`).

A masked figure is safe when one person can be sent round a circle of hidden figures that passes through it: that gives another
municipality, which reads exactly the same. Where there is no such circle the masked figure can be computed, and there is a
border, crossed by it and otherwise only by shown figures: one of those must be withheld, and we take the smallest.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf

from indicators.masking.door import NOT_REACHED_AT_MOST, Audience, Sight
from indicators.masking.flow import Arc, Point, balance, reached
from indicators.masking.table import ALL, EVERY, SEXES, Key, Table, Withheld

ROOT = "the municipality"


def withhold(table: Table, already: Withheld | None = None) -> Withheld:
    """What to withhold, besides what is withheld ``already``, so that no reader of the table can compute what is masked."""
    withheld = Withheld(set(already.inside), set(already.public)) if already else Withheld()
    for part in table.apart():
        if part.lines and part.hides(withheld):
            _withhold_in(part, withheld)
    return withheld


def _withhold_in(table: Table, withheld: Withheld) -> None:
    world = _World(table)
    before = -1
    while len(withheld) > before:  # each round withholds more, of a table that has an end
        before = len(withheld)
        for inside in _readers(table, withheld):
            _protect(_View(table, world, withheld, inside))


def _readers(table: Table, withheld: Withheld) -> Iterator[frozenset[int]]:
    """Who reads, as the places at which they are inside: the public, the office, and those who read more of an area or unit."""
    yield frozenset()
    yield frozenset(table.places)
    for place in table.places[1:]:
        here = table.within(place)
        more = {at for (at, _sex), cell in table.cells.items() if cell.inside != cell.public}
        if not here.isdisjoint(more | {at for at, _sex in withheld.public - withheld.inside}):
            yield here


def _protect(view: "_View") -> None:
    view.withhold_the_sexes()
    while (weak := view.weak()) is not None:
        view.withheld.add(weak, view.audience(weak))
        view.withhold_the_sexes()


@dataclass(frozen=True)
class _View:
    """The table as one reader sees it, who is ``inside`` at some places."""

    table: Table
    world: "_World"
    withheld: Withheld
    inside: frozenset[int]

    def audience(self, key: Key) -> Audience:
        return Audience.INSIDE if key[0] in self.inside else Audience.PUBLIC

    def sight(self, key: Key) -> Sight:
        if key not in self.table.cells:
            return Sight.NOTHING
        audience = self.audience(key)
        return Sight.MASKED if key in self.withheld.of(audience) else self.table.cells[key].sight(audience)

    def withhold_the_sexes(self) -> None:
        """Both sexes, where one of all, girls and boys is no number; ``~100`` may stand when all are no number either."""
        for place in self.table.places:
            sights = {sex: self.sight((place, sex)) for sex in EVERY if (place, sex) in self.table.cells}
            if {Sight.MASKED, Sight.NEARLY}.isdisjoint(sights.values()):
                continue
            for sex in SEXES:
                stands = sights.get(sex) == Sight.NEARLY and sights.get(ALL) != Sight.NUMBER
                if sex in sights and sights[sex] != Sight.MASKED and not stands:
                    self.withheld.add((place, sex), self.audience((place, sex)))

    def weak(self) -> Key | None:
        """A figure that must be withheld; None when no masked one can be computed."""
        return next(self._too_small_together(), None) or next(self._computable(), None)

    def _too_small_together(self) -> Iterator[Key]:
        """Where the hidden parts of a shown total are too few, the smallest shown part; the total when there is none."""
        if not self.table.summable:
            return
        for total, parts in self.table.lines:
            hidden = [part for part in parts if self.sight(part) == Sight.MASKED]
            if not hidden or self.sight(total) != Sight.NUMBER:
                continue
            limit = max(self.table.limits[self.audience(part)] for part in hidden)
            shown = [part for part in parts if self.sight(part) in (Sight.NUMBER, Sight.NEARLY)]
            if 0 <= self.world.people[total] - sum(self.world.people[part] for part in shown) < limit:
                others = [part for part in shown if part[0] not in self.inside]
                mine = shown if total[0] in self.inside else []  # nobody's own figure is withheld for the sake of another's
                yield self._smallest(others or mine or [total])

    def _computable(self) -> Iterator[Key]:
        """Where a masked figure can be computed, the smallest shown one that lies between what is and what could be."""
        secret = [key for key in self.table.cells if self._secret(key)]
        if not secret:
            return
        sights = {key: self.sight(key) for key in self.world.keys}
        hidden = {key: self.world.arc(key, sight) for key, sight in sights.items() if sight != Sight.NUMBER}
        for key in secret:
            arc = hidden[key]
            others = [*self.world.strangers, *(other for at, other in hidden.items() if at != key)]
            sides = [(reached(there, others), here) for here, there in arc.ways]
            if any(home in side for side, home in sides):
                continue
            if borders := {at for side, _home in sides for at in self._crossing(side) if at != key}:
                yield self._smallest(borders)

    def _secret(self, key: Key) -> bool:
        """Whether a figure is masked of itself, and not known to be of just those people among whom the reader is inside."""
        if self.table.cells[key].sight(self.audience(key)) == Sight.NUMBER:
            return False
        place, sex = key
        told = [cell for unit in self.table.leaves(place) if unit in self.inside and (cell := self.table.cells.get((unit, sex)))]
        return place in self.inside or not told or sum(cell.people or 0 for cell in told) < self.world.people[key]

    def _crossing(self, side: set[Point]) -> Iterator[Key]:
        """What is shown, and if it were withheld would let one more person out of ``side``."""
        for key in self.table.cells:
            if self.sight(key) in (Sight.NUMBER, Sight.NEARLY):
                ways = self.world.arc(key, Sight.MASKED).ways
                if any(here in side and there not in side for here, there in ways):
                    yield key

    def _smallest(self, keys: Iterable[Key]) -> Key:
        """What few inside have use for before what they have, few people before many; the same one every time."""
        return min(keys, key=lambda key: (key[0] in self.inside, self.world.people[key], key))


Bounds = Callable[[Key, Sight], tuple[float, float]]


class _World:
    """One municipality that agrees with all that is published: the truth where we know it, else what could be true.

    Where a total counts many more people than its parts (schools that others run, units without figures) it says nothing of them:
    ``strangers`` are the ways by which those come and go.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.keys = [(place, sex) for place in table.places for sex in table.sexes]
        self.streets = {key: self._street(key, by_sex=table.sexes != [ALL]) for key in self.keys}
        known = {key: cell.people for key, cell in table.cells.items()}
        amounts = {key: cell.amount for key, cell in table.cells.items()}
        if table.shares:  # those who reached the goal and those who missed it: each of them are summed
            self.amounts, left = self._settle(amounts, self._reached_bounds, start=1)
            missed = {key: None if people is None else people - self.amounts[key] for key, people in known.items()}
            others, more = self._settle(missed, self._missed_bounds, start=1)
            self.people = {key: self.amounts[key] + others[key] for key in self.keys}
            left.update(more)
        else:
            self.people, left = self._settle(known, self._people_bounds)
            self.amounts = self.people if table.counts else self._settle(amounts, self._bounds)[0]
        self.strangers = [
            Arc(point, ROOT, 0, -inf, inf) for point, many in left.items() if abs(many) >= max(table.limits.values())
        ]

    def arc(self, key: Key, sight: Sight) -> Arc:
        """The figure as a stream, with how little and how much it can be for one who sees so much of it."""
        if not self.table.summable:
            return Arc(*self.streets[key], 0, -inf, inf)
        return Arc(*self.streets[key], self.amounts[key], *self._bounds(key, sight))

    def _street(self, key: Key, *, by_sex: bool) -> tuple[Point, Point]:
        """Girls and boys walk down to the units, all walk up; those who are not told apart come to the units by other ways."""
        place, sex = key
        parent = self.table.parents[place]
        high: Point = ROOT if parent is None else (parent, sex)
        low: Point = (place, sex) if self.table.children[place] else place if by_sex else ROOT
        return (low, high) if sex == ALL else (high, low)

    def _people_bounds(self, key: Key, _sight: Sight) -> tuple[float, float]:
        somebody = key in self.table.cells and not self.table.counts  # is behind a mean, though it is masked
        return (1 if somebody else 0), inf

    def _reached_bounds(self, key: Key, sight: Sight) -> tuple[float, float]:
        people = self.table.cells[key].people if key in self.table.cells else None
        if people is None:
            return 0, inf
        return (max(people - NOT_REACHED_AT_MOST, 0), people - 1) if sight == Sight.NEARLY else (0, people)

    def _missed_bounds(self, _key: Key, sight: Sight) -> tuple[float, float]:
        if sight == Sight.NEARLY:
            return 1, NOT_REACHED_AT_MOST
        return 0, inf

    def _bounds(self, key: Key, sight: Sight) -> tuple[float, float]:
        people = self.people[key]
        if sight == Sight.NEARLY:
            return max(people - NOT_REACHED_AT_MOST, 0), people - 1
        return (-inf if self.table.signed else 0), (people if self.table.shares else inf)

    def _settle(self, known: Mapping[Key, int | None], bounds: Bounds, start: int = 0) -> tuple[dict[Key, int], Counter[Point]]:
        """The known numbers, and for the unknown ones, from ``start`` on, such that the sums agree; or by how many not."""
        arcs = {}
        for key in self.keys:
            number = known.get(key)
            least, most = bounds(key, self.table.cells[key].public if key in self.table.cells else Sight.NOTHING)
            amount = number if number is not None else int(min(max(start, least), most))
            arcs[key] = Arc(*self.streets[key], amount, least, most)
        unknown = [arc for key, arc in arcs.items() if known.get(key) is None]
        left = balance((arc for key, arc in arcs.items() if known.get(key) is not None), unknown)
        return {key: arc.amount for key, arc in arcs.items()}, left
