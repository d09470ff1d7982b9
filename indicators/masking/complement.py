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
Numbers = dict[Key, int]


@dataclass(frozen=True)
class _Fit:
    """Numbers in every cell; ``left`` says where the people do not add up and by how many, ``wrong`` by how much in all."""

    people: Numbers
    amounts: Numbers
    left: Counter[Point]
    wrong: int


class _World:
    """One municipality that agrees with all that is published: the truth where we know it, else what could be true.

    Where a total counts many more people than its parts (schools that others run, units without figures) it says nothing of them:
    ``strangers`` are the ways by which those come and go.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.keys = [(place, sex) for place in table.places for sex in table.sexes]
        self.streets = {key: self._street(key, by_sex=table.sexes != [ALL]) for key in self.keys}
        fits = [self._people_first(), self._reached_first()] if table.shares else [self._people_first()]
        fit = min(fits, key=lambda fit: fit.wrong)
        self.people, self.amounts = fit.people, fit.amounts
        self.strangers = [
            Arc(point, ROOT, 0, -inf, inf) for point, many in fit.left.items() if abs(many) >= max(table.limits.values())
        ]

    def arc(self, key: Key, sight: Sight) -> Arc:
        """The figure as a stream, with how little and how much it can be for one who sees so much of it."""
        if not self.table.summable:
            return Arc(*self.streets[key], 0, -inf, inf)
        return Arc(*self.streets[key], self.amounts[key], *self._bounds(self.people[key], sight))

    def _street(self, key: Key, *, by_sex: bool) -> tuple[Point, Point]:
        """Girls and boys walk down to the units, all walk up; those who are not told apart come to the units by other ways."""
        place, sex = key
        parent = self.table.parents[place]
        high: Point = ROOT if parent is None else (parent, sex)
        low: Point = (place, sex) if self.table.children[place] else place if by_sex else ROOT
        return (low, high) if sex == ALL else (high, low)

    def _bounds(self, people: int | None, sight: Sight) -> tuple[float, float]:
        """How little and how much an amount can be, of so many people if that is known."""
        if sight == Sight.NEARLY and people is not None:
            return max(people - NOT_REACHED_AT_MOST, 0), people - 1
        return (-inf if self.table.signed else 0), (people if self.table.shares and people is not None else inf)

    def _people_first(self) -> _Fit:
        """First how many there are, then how many of them: right where most groups are of known size."""
        people, left = self._settle(self._known_people, lambda key, _sight: (1 if self._somebody(key) else 0, inf))
        if self.table.counts:
            return _Fit(people, people, left, _size(left))
        amounts, rest = self._settle(self._known_amounts, lambda key, sight: self._bounds(people[key], sight))
        return _Fit(people, amounts, left, _size(left) + _size(rest))

    def _reached_first(self) -> _Fit:
        """Those who reached a goal, and those who missed it, each by themselves: right where the size of groups is unknown."""
        known = self._known_people
        amounts, left = self._settle(self._known_amounts, lambda key, sight: self._bounds(known.get(key), sight), start=1)
        missed = {key: None if people is None else people - amounts[key] for key, people in known.items()}
        others, rest = self._settle(
            missed, lambda _key, sight: (1, NOT_REACHED_AT_MOST) if sight == Sight.NEARLY else (0, inf), 1
        )
        people = {key: amounts[key] + others[key] for key in self.keys}
        return _Fit(people, amounts, _sum(left, rest), _size(left) + _size(rest))

    @property
    def _known_people(self) -> Mapping[Key, int | None]:
        return {key: cell.people for key, cell in self.table.cells.items()}

    @property
    def _known_amounts(self) -> Mapping[Key, int | None]:
        return {key: cell.amount for key, cell in self.table.cells.items()}

    def _somebody(self, key: Key) -> bool:
        """Whether there are people behind a figure though it is masked: of nobody there is no share and no mean."""
        return key in self.table.cells and not self.table.counts

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


def _size(left: Counter[Point]) -> int:
    return sum(abs(many) for many in left.values())


def _sum(one: Counter[Point], other: Counter[Point]) -> Counter[Point]:
    """Point by point; ``+`` would forget what is less than nothing."""
    return Counter({point: one[point] + other[point] for point in (*one, *other)})
