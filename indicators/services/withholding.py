"""Which figures are withheld so that no masked one can be computed from those shown, decided whenever figures change.

It is stored with each value because it depends on all units of the municipality, and a page must not read them all. Most tables
hide nothing: they are never read here, and cost one question to the database however many figures they have.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from indicators.masking import Audience, Limits, Sight, size_said, smallest_group
from indicators.masking.complement import withhold
from indicators.masking.table import Cell, Key, Table, Withheld, cell_of
from indicators.models import Indicator, Value
from indicators.queries.surroundings import limits_for
from units.models import Kind, Node

Pair = tuple[int, int]  # an indicator and a school year


class Held(NamedTuple):
    """What the decision needs to know of a stored value; quicker to make than the whole object."""

    id: int
    node_id: int
    indicator_id: int
    school_year: int
    sex: str
    number: Decimal | None
    marker: str
    denominator: int | None
    response_rate: Decimal | None


def alone() -> None:
    """Let nobody else write figures until the transaction is over. Readers are not held up.

    Two who write at the same time would both find that a figure is not there, and who changes limits would not see what the other
    writes.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE indicators_value IN SHARE ROW EXCLUSIVE MODE")


def renew(*, municipality: Node, touched: Iterable[tuple[int, int]]) -> None:
    """Decide anew for the figures of each (indicator, school year) in ``touched``, and of those that depend on them.

    In a transaction in which nobody else writes figures (:func:`alone`).
    """
    given = {(indicator, int(year)) for indicator, year in touched}
    if not given:
        return
    limits = limits_for(Node.objects.select_related("settings").get(pk=municipality.pk))
    families = _families(given)
    pairs = set().union(*families)
    hiding = _hiding(municipality, pairs, limits)
    _store(municipality, pairs, _Deciding(municipality, limits, families, hiding).decide() if hiding else {})


def renew_all(*, municipality: Node) -> None:
    """Decide anew for all figures of the municipality, as when its limits have changed."""
    alone()
    held = Value.objects.current().filter(node__path__startswith=municipality.path)
    renew(municipality=municipality, touched=held.values_list("indicator_id", "school_year").distinct().order_by())


def _families(touched: set[Pair]) -> list[set[Pair]]:
    """The pairs, each with the same year of those that rest on it, of the same measure elsewhere, and of what is expected."""
    kin: dict[int, set[int]] = defaultdict(set)
    for pk, counted_by, *others in Indicator.objects.values_list("pk", "counted_by", "counterpart", "expected"):
        for other in filter(None, (counted_by, *others)):
            kin[other].add(pk)
        kin[pk].update(filter(None, (counted_by, *others)))
    families: list[set[Pair]] = []
    left = set(touched)
    while left:
        family, waiting = set[Pair](), [left.pop()]
        while waiting:
            pair = waiting.pop()
            if pair not in family:
                family.add(pair)
                waiting += [(other, pair[1]) for other in kin[pair[0]]]
        families.append(family)
        left -= family
    return families


# What could be hidden from anybody. It may say too much: the door decides for each figure.
_HIDING = """
    SELECT DISTINCT v.indicator_id, v.school_year, v.node_id
    FROM indicators_value v
    JOIN units_node n ON n.id = v.node_id AND n.path LIKE %(under)s
    JOIN indicators_indicator i ON i.id = v.indicator_id
    JOIN unnest(%(indicators)s::bigint[], %(years)s::int[]) AS pair(indicator_id, school_year)
        ON (pair.indicator_id, pair.school_year) = (v.indicator_id, v.school_year)
    LEFT JOIN indicators_value counted ON counted.current AND counted.sex IN ('all', v.sex)
        AND (counted.node_id, counted.indicator_id, counted.school_year) = (v.node_id, i.counted_by_id, v.school_year)
    WHERE v.current AND (
        v.marker IN ('masked', 'nearly_all')
        OR counted.marker = 'masked' OR counted.withheld_public
        OR LEAST(v.denominator, counted.number, CASE WHEN i.measure = 'count' THEN v.number END) < %(limit)s
        OR v.response_rate < %(rate)s
        OR (i.municipality_id IS NOT NULL AND i.measure = 'percent' AND v.number > 0 AND v.number < 100)
    )
"""


def _hiding(municipality: Node, pairs: set[Pair], limits: Limits) -> dict[Pair, set[int]]:
    """For each pair that may hide something, the places where."""
    found: dict[Pair, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            _HIDING,
            {
                **_where(municipality, pairs),
                "limit": max(limits.public, limits.inside, limits.answers),
                "rate": limits.response_rate,
            },
        )
        for indicator, year, node in cursor.fetchall():
            found[indicator, year].add(node)
    return found


class _Deciding:
    """What to withhold in the tables that hide something: first of those that count pupils, then of those that rest on them.

    Of each family only those places are read that a sum ties to one that hides something: most of a file is never looked at.
    """

    def __init__(self, municipality: Node, limits: Limits, families: list[set[Pair]], hiding: dict[Pair, set[int]]) -> None:
        self.municipality, self.limits = municipality, limits
        self.indicators = Indicator.objects.in_bulk()
        self.parents = self._tree()
        self.lines: dict[int, tuple[int, ...]] = {}  # each place, and those above it
        for place, parent in self.parents.items():
            self.lines[place] = (place, *(self.lines[parent] if parent else ()))
        hot = {frozenset(family): set().union(*(hiding.get(pair, ()) for pair in family)) for family in families}
        self.values = self._read({family: places for family, places in hot.items() if places})
        self.pairs = sorted(self.values, key=lambda pair: (self.indicators[pair[0]].counted_by_id is not None, pair))
        self.cells: dict[Pair, dict[Key, Cell]] = {}
        self.withheld: dict[Audience, set[int]] = {audience: set() for audience in Audience}

    def decide(self) -> dict[Audience, set[int]]:
        """The values (their pk) to withhold from each audience."""
        before = -1
        while (now := sum(map(len, self.withheld.values()))) > before:  # two measures can have the same total
            before = now
            for pair in self.pairs:
                self._table(pair)
        for pair in self.pairs:
            self._withhold_what_is_expected(pair)
        return self.withheld

    def _tree(self) -> dict[int, int | None]:
        """Into which place each place of the municipality is summed, itself first. Places to compare with are no part of it."""
        nodes = Node.objects.within(self.municipality).exclude(kind=Kind.ELSEWHERE).order_by("path")
        by_path = dict(nodes.values_list("path", "pk"))
        parents = {pk: by_path.get(path[: -Node.steplen]) for path, pk in by_path.items()}
        return parents | {self.municipality.pk: None}

    def _read(self, hot: dict[frozenset[Pair], set[int]]) -> dict[Pair, list[Held]]:
        """The values of each family at the places that its ``hot`` ones are summed with."""
        totals = self._totals(hot)
        wanted = [
            (*pair, place) for family, places in hot.items() for place in self._tied(places, totals[family]) for pair in family
        ]
        found: dict[Pair, list[Held]] = defaultdict(list)
        for held in _held(wanted):
            found[held.indicator_id, held.school_year].append(held)
        return dict(found)

    def _totals(self, hot: dict[frozenset[Pair], set[int]]) -> dict[frozenset[Pair], set[int]]:
        """The places of each family, of those that others are summed into, that have a figure."""
        inner = {parent for parent in self.parents.values() if parent}
        held = Value.objects.current().filter(node__in=inner, indicator__in={i for family in hot for i, _year in family})
        at: dict[Pair, set[int]] = defaultdict(set)
        for indicator, year, node in held.values_list("indicator_id", "school_year", "node_id"):
            at[indicator, int(year)].add(node)
        return {family: set().union(*(at.get(pair, ()) for pair in family)) for family in hot}

    def _tied(self, hot: set[int], totals: set[int]) -> set[int]:
        """Everything below the highest total above each hot place; without a total the place alone."""
        tops = {self._top(place, totals) for place in hot}
        return {place for place in self.parents if not tops.isdisjoint(self.lines[place])}

    def _top(self, place: int, totals: set[int]) -> int:
        return next((above for above in reversed(self.lines[place]) if above in totals), place)

    def _of(self, pair: Pair, kin: str) -> list[Held]:
        """The values of the same year of another indicator that this one names."""
        return self.values.get((getattr(self.indicators[pair[0]], kin), pair[1]), [])

    def _counts(self, pair: Pair) -> dict[Key, Held]:
        return {(value.node_id, value.sex): value for value in self._of(pair, "counted_by_id")}

    def _table(self, pair: Pair) -> None:
        """Withhold what one table needs; for a place that two publishers tell of, the values of both."""
        indicator, counts = self.indicators[pair[0]], self._counts(pair)
        behind = self._behind(pair)
        if pair not in self.cells:
            self.cells[pair] = {key: cell for key, values in behind.items() if (cell := self._cell(values, counts))}
        limits = {audience: self.limits.of(audience, indicator.basis) for audience in Audience}
        already = Withheld()
        for audience, withheld in self.withheld.items():
            for key, values in behind.items():
                counted = [counts[of] for of in (key, (key[0], Value.Sex.ALL)) if of in counts]
                if not withheld.isdisjoint(value.id for value in (*values, *counted)):
                    already.add(key, audience)
        found = withhold(Table(self.parents, self.cells[pair], limits, indicator.measure), already)
        for audience, withheld in self.withheld.items():
            withheld |= {value.id for key in found.of(audience) for value in behind[key]}

    def _withhold_what_is_expected(self, pair: Pair) -> None:
        """Beside a figure that is no number: what is expected and how much that differs would together say it (SALSA)."""
        expected = {(v.node_id, v.sex): v.id for v in self._of(pair, "expected_id")}
        counts = self._counts(pair) if expected else {}
        for value in self.values[pair] if expected else ():
            beside, cell = expected.get((value.node_id, value.sex)), self._one(value, counts)
            if beside and cell:
                for audience, withheld in self.withheld.items():
                    if value.id in withheld or cell.sight(audience) != Sight.NUMBER:
                        withheld.add(beside)

    def _behind(self, pair: Pair) -> dict[Key, list[Held]]:
        """The values that say the same: for the municipality also that of another publisher."""
        behind: dict[Key, list[Held]] = defaultdict(list)
        for value in self.values[pair]:
            behind[value.node_id, value.sex].append(value)
        for value in self._of(pair, "counterpart_id"):
            if value.node_id == self.municipality.pk:
                behind[value.node_id, value.sex].append(value)
        return behind

    def _cell(self, values: list[Held], counts: dict[Key, Held]) -> Cell | None:
        """The figure of a place and sex; where two publishers tell of it, the one that says most."""
        cells = [cell for value in values if (cell := self._one(value, counts))]
        return min(cells, key=lambda cell: (cell.public != Sight.NUMBER, cell.inside != Sight.NUMBER), default=None)

    def _one(self, value: Held, counts: dict[Key, Held]) -> Cell | None:
        indicator = self.indicators[value.indicator_id]
        of_all, of_sex = (_size(counts.get((value.node_id, sex))) for sex in (Value.Sex.ALL, value.sex))
        return cell_of(
            number=value.number,
            marker=value.marker,
            denominator=value.denominator,
            measure=indicator.measure,
            limits=self.limits,
            basis=indicator.basis,
            response_rate=value.response_rate,
            group=smallest_group(of_all, of_sex),
            own_direction=indicator.direction if indicator.municipality_id else None,
            counted=of_sex,
        )


def _size(count: Held | None) -> int | None:
    return size_said(count.number, count.marker) if count else None


# What holds now at the given places, in the order of the fields of Held.
_HELD = f"""
    SELECT v.{", v.".join(Held._fields)} FROM indicators_value v
    JOIN unnest(%s::bigint[], %s::int[], %s::bigint[]) AS wanted(indicator_id, school_year, node_id)
        ON (wanted.indicator_id, wanted.school_year, wanted.node_id) = (v.indicator_id, v.school_year, v.node_id)
    WHERE v.current
    ORDER BY v.id
"""


def _held(wanted: list[tuple[int, int, int]]) -> Iterator[Held]:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [[row[column] for row in wanted] for column in range(3)])
        yield from map(Held._make, cursor.fetchall())


# A former revision, which a finding can still quote, is withheld with the one that holds now, and when that is masked.
# Only rows that change are written: most figures stay as they are.
_STORE = """
    UPDATE indicators_value v SET withheld_inside = decided.inside, withheld_public = decided.public
    FROM (
        SELECT every.id,
            held.id = ANY(%(inside)s) OR (held.marker = 'masked' AND NOT every.current) AS inside,
            held.id = ANY(%(public)s) OR (held.marker = 'masked' AND NOT every.current) AS public
        FROM unnest(%(indicators)s::bigint[], %(years)s::int[]) AS pair(indicator_id, school_year)
        JOIN indicators_value held ON held.current
            AND (held.indicator_id, held.school_year) = (pair.indicator_id, pair.school_year)
        JOIN units_node n ON n.id = held.node_id AND n.path LIKE %(under)s
        JOIN indicators_value every ON (every.node_id, every.indicator_id, every.school_year, every.sex)
            = (held.node_id, held.indicator_id, held.school_year, held.sex)
    ) decided
    WHERE v.id = decided.id AND (v.withheld_inside, v.withheld_public) IS DISTINCT FROM (decided.inside, decided.public)
"""


def _store(municipality: Node, pairs: set[Pair], withheld: dict[Audience, set[int]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _STORE,
            {
                **_where(municipality, pairs),
                "inside": list(withheld.get(Audience.INSIDE, ())),
                "public": list(withheld.get(Audience.PUBLIC, ())),
            },
        )


def _where(municipality: Node, pairs: set[Pair]) -> dict[str, Any]:
    return {
        "under": f"{municipality.path}%",
        "indicators": [indicator for indicator, _year in pairs],
        "years": [year for _indicator, year in pairs],
    }
