"""The figures of one indicator and school year in one municipality, as a table that readers can sum. Pure.

All are girls and boys, an area is its units, the municipality its areas.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from indicators.masking.door import Audience, Measure, Sight, round_to, sight
from indicators.models import Value

ALL, *SEXES = EVERY = [str(sex) for sex in Value.Sex.values]  # all first, then girls and boys

Key = tuple[int, str]  # a place and a sex


@dataclass(frozen=True)
class Cell:
    """A figure: the ``people`` that it rests on, and the ``amount`` that can be summed.

    The amount is the number itself, of a share how many of the people it stands for, of a mean their sum. Either is None where
    only the publisher knows it.
    """

    inside: Sight
    public: Sight
    amount: int | None
    people: int | None

    def sight(self, audience: Audience) -> Sight:
        return self.inside if audience is Audience.INSIDE else self.public


def cell_of(
    *, number: Decimal | None, denominator: int | None, measure: str, counted: int | None = None, **facts: Any
) -> Cell | None:
    """The cell of a stored value, with what its readers see of it; None when there is no figure.

    The arguments are those of :func:`~indicators.masking.door.sight`, but for the audience and what is withheld. ``counted`` is
    how many people there are of the same place and sex, where the value does not say so itself.
    """
    facts |= {"number": number, "denominator": denominator, "measure": measure, "withheld": False}
    inside, public = (_masked_or(sight(audience=reader, **facts)) for reader in (Audience.INSIDE, Audience.PUBLIC))
    if inside == Sight.NOTHING:
        return None
    if measure == Measure.COUNT:
        people = amount = None if number is None else int(number)
    else:
        people = denominator or counted or None
        amount = None if number is None or people is None else _summed(number, people, measure)
    return Cell(inside, public, amount, people)


def _masked_or(seen: Sight) -> Sight:
    return Sight.MASKED if seen == Sight.FEW_ANSWERED else seen


def _summed(number: Decimal, people: int, measure: str) -> int:
    """The number of people that a share stands for; thousandths of a mean's sum, as means are stored with three decimals."""
    return int(round_to(number * people / 100 if measure == Measure.PERCENT else number * people * 1000, 0))


@dataclass(frozen=True)
class Table:
    """The figures of one indicator and school year in one municipality.

    ``parents`` says of each place, the municipality first, into which place it is summed. ``limits`` is the smallest group shown,
    per audience.
    """

    parents: Mapping[int, int | None]
    cells: Mapping[Key, Cell]
    limits: Mapping[Audience, int]
    measure: str

    @property
    def counts(self) -> bool:
        """Whether the amounts are the people themselves."""
        return self.measure == Measure.COUNT

    @property
    def shares(self) -> bool:
        """Whether the amounts are some of the people."""
        return self.measure == Measure.PERCENT

    @property
    def signed(self) -> bool:
        """Whether the amounts can be less than nothing."""
        return self.measure == Measure.DIFFERENCE

    @cached_property
    def summable(self) -> bool:
        """Whether it is known on how many people each figure rests that anybody may read."""
        return all(cell.people is not None for cell in self.cells.values() if Sight.NUMBER in (cell.inside, cell.public))

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The places that have figures, and those above them. The others have no children or pupils of this kind."""
        found = {place for place, _sex in self.cells}
        for place in list(found):
            above = self.parents[place]
            while above is not None:
                found.add(above)
                above = self.parents[above]
        return tuple(place for place in self.parents if place in found)

    def apart(self) -> "Iterator[Table]":
        """The table in pieces that no sum holds together: what lies under a place without a figure is summed nowhere."""
        held = {place for place, _sex in self.cells}
        tops: dict[int, int] = {}
        for place in self.places:  # those above come first
            above = self.parents[place]
            if above in tops:
                tops[place] = tops[above]
            elif place in held:
                tops[place] = place
        parents: dict[int, dict[int, int | None]] = {top: {} for top in tops.values()}
        cells: dict[int, dict[Key, Cell]] = {top: {} for top in parents}
        for place, top in tops.items():
            parents[top][place] = self.parents[place] if place != top else None
        for key, cell in self.cells.items():
            cells[tops[key[0]]][key] = cell
        for top in parents:
            yield Table(parents[top], cells[top], self.limits, self.measure)

    def hides(self, withheld: "Withheld") -> bool:
        """Whether some figures are hidden from somebody and others shown: else there is nothing to compute from, or to hide."""
        seen = {sight for cell in self.cells.values() for sight in (cell.inside, cell.public)}
        both = seen != {Sight.NUMBER} and seen != {Sight.MASKED}
        return both or not withheld.public.isdisjoint(self.cells)

    @cached_property
    def sexes(self) -> list[str]:
        """All, and girls and boys where anything is known of them."""
        return EVERY if any(sex != ALL for _place, sex in self.cells) else [ALL]

    @cached_property
    def children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {place: [] for place in self.places}
        for place in self.places:
            if (parent := self.parents[place]) is not None:
                found[parent].append(place)
        return found

    def within(self, place: int) -> frozenset[int]:
        """``place`` and everything under it."""
        return frozenset({place}).union(*(self.within(child) for child in self.children[place]))

    @cached_property
    def lines(self) -> list[tuple[Key, tuple[Key, ...]]]:
        """Each total, and the parts that it is the sum of."""
        by_sex = [((place, ALL), tuple((place, sex) for sex in SEXES)) for place in self.places if self.sexes != [ALL]]
        by_place = [
            ((place, sex), tuple((part, sex) for part in parts))
            for place in self.places
            if self.children[place]
            for parts in {tuple(self._parts(place)), tuple(self.leaves(place))}
            for sex in self.sexes
        ]
        return [(total, parts) for total, parts in by_sex + by_place if total in self.cells]

    def _parts(self, place: int) -> Iterator[int]:
        """The places just below; instead of one without a figure of its own, those below it."""
        for child in self.children[place]:
            if self.children[child] and not any((child, sex) in self.cells for sex in EVERY):
                yield from self._parts(child)
            else:
                yield child

    def leaves(self, place: int) -> list[int]:
        """The places under ``place`` that nothing is summed into; itself when it is one."""
        children = self.children[place]
        return [leaf for child in children for leaf in self.leaves(child)] if children else [place]


@dataclass(frozen=True)
class Withheld:
    """The figures withheld from each audience, besides those that are masked. The public never reads more than those inside."""

    inside: set[Key] = field(default_factory=set)
    public: set[Key] = field(default_factory=set)

    def of(self, audience: Audience) -> set[Key]:
        return self.inside if audience is Audience.INSIDE else self.public

    def add(self, key: Key, audience: Audience) -> None:
        self.public.add(key)
        if audience is Audience.INSIDE:
            self.inside.add(key)

    def __len__(self) -> int:
        return len(self.inside) + len(self.public)
