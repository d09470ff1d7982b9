"""Which figures are withheld so that no masked one can be computed from those shown, decided whenever figures change.

It is stored with each value because it depends on all units of the municipality, and a page must not read them all. Most tables
hide nothing: they are never read here, and cost one question to the database however many figures they have.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection

from indicators.masking import Audience, Limits
from indicators.masking.complement import Cell, Key, Sight, Table, Withheld, cell_of, withhold
from indicators.models import Indicator, Marker, Value
from indicators.queries.surroundings import limits_for
from units.models import Kind, Node

Pair = tuple[int, int]  # an indicator and a school year


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
    pairs = _with_kin(given)
    hiding = _hiding(municipality, pairs, limits)
    _store(municipality, pairs, _Deciding(municipality, limits, pairs, hiding).decide() if hiding else {})


def renew_all(*, municipality: Node) -> None:
    """Decide anew for all figures of the municipality, as when its limits have changed."""
    alone()
    held = Value.objects.current().filter(node__path__startswith=municipality.path)
    renew(municipality=municipality, touched=held.values_list("indicator_id", "school_year").distinct().order_by())


def _with_kin(touched: set[Pair]) -> set[Pair]:
    """The pairs, and the same years of what they count, of the same measure from another publisher, and of what is expected."""
    kin: dict[int, set[int]] = defaultdict(set)
    for pk, counted_by, *others in Indicator.objects.values_list("pk", "counted_by", "counterpart", "expected"):
        for other in filter(None, (counted_by, *others)):
            kin[other].add(pk)
        kin[pk].update(filter(None, others))
    pairs, waiting = set(touched), list(touched)
    while waiting:
        indicator, year = waiting.pop()
        new = {(other, year) for other in kin[indicator]} - pairs
        pairs |= new
        waiting += new
    return pairs


# What could be hidden from anybody. It may say too much: the door decides for each figure.
_HIDING = """
    SELECT DISTINCT v.indicator_id, v.school_year
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


def _hiding(municipality: Node, pairs: set[Pair], limits: Limits) -> set[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(
            _HIDING,
            {
                **_where(municipality, pairs),
                "limit": max(limits.public, limits.inside, limits.answers),
                "rate": limits.response_rate,
            },
        )
        return set(cursor.fetchall())


class _Deciding:
    """What to withhold in the tables that hide something: first of those that count pupils, then of those that rest on them."""

    def __init__(self, municipality: Node, limits: Limits, pairs: set[Pair], hiding: set[Pair]) -> None:
        self.municipality, self.limits, self.renewed = municipality, limits, pairs
        self.indicators = Indicator.objects.in_bulk()
        resting = {pair for pair in pairs if (self.indicators[pair[0]].counted_by_id, pair[1]) in hiding}
        self.pairs = sorted(hiding | resting, key=lambda pair: (self.indicators[pair[0]].counted_by_id is not None, pair))
        self.parents = self._tree()
        self.values = self._read()
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

    def _read(self) -> dict[Pair, list[Value]]:
        """The values of the tables, of what counts them and of their counterparts, in one query."""
        found: dict[Pair, list[Value]] = defaultdict(list)
        indicators = {kin for indicator, _year in self.pairs for kin in (indicator, *self._kin(indicator)) if kin}
        years = {year for _indicator, year in self.pairs}
        held = Value.objects.current().filter(node__in=self.parents, indicator__in=indicators, school_year__in=years)
        for value in held.order_by("pk"):
            found[value.indicator_id, int(value.school_year)].append(value)
        return found

    def _kin(self, indicator: int) -> tuple[int | None, ...]:
        one = self.indicators[indicator]
        return one.counted_by_id, one.counterpart_id, one.expected_id

    def _counts(self, pair: Pair) -> dict[Key, Value]:
        counted_by = self.indicators[pair[0]].counted_by_id or 0
        return {(value.node_id, value.sex): value for value in self.values[counted_by, pair[1]]}

    def _table(self, pair: Pair) -> None:
        """Withhold what one table needs; for a place that two publishers tell of, the values of both."""
        indicator, counts = self.indicators[pair[0]], self._counts(pair)
        behind = self._behind(pair)
        cells = {key: cell for key, values in behind.items() if (cell := self._cell(values, counts))}
        limits = {audience: self.limits.of(audience, indicator.basis) for audience in Audience}
        already = Withheld()
        for audience, withheld in self.withheld.items():
            for key, values in behind.items():
                counted = [counts[of] for of in (key, (key[0], Value.Sex.ALL)) if of in counts]
                if not withheld.isdisjoint({value.pk for value in values}) or any(
                    self._is_withheld(count, audience) for count in counted
                ):
                    already.add(key, audience)
        found = withhold(Table(self.parents, cells, limits, indicator.measure), already)
        for audience, withheld in self.withheld.items():
            withheld |= {value.pk for key in found.of(audience) for value in behind[key]}

    def _withhold_what_is_expected(self, pair: Pair) -> None:
        """Beside a figure that is no number: what is expected and how much that differs would together say it (SALSA)."""
        expected = {(v.node_id, v.sex): v.pk for v in self.values[self.indicators[pair[0]].expected_id or 0, pair[1]]}
        counts = self._counts(pair) if expected else {}
        for value in self.values[pair] if expected else ():
            beside, cell = expected.get((value.node_id, value.sex)), self._one(value, counts)
            if beside and cell:
                for audience, withheld in self.withheld.items():
                    if value.pk in withheld or cell.sight(audience) != Sight.NUMBER:
                        withheld.add(beside)

    def _is_withheld(self, count: Value, audience: Audience) -> bool:
        """As decided now, or where its own table is not decided anew, as it stands."""
        if (count.indicator_id, int(count.school_year)) in self.renewed:
            return count.pk in self.withheld[audience]
        return count.withheld_inside if audience is Audience.INSIDE else count.withheld_public

    def _behind(self, pair: Pair) -> dict[Key, list[Value]]:
        """The values that say the same: for the municipality also that of another publisher."""
        behind: dict[Key, list[Value]] = defaultdict(list)
        for value in self.values[pair]:
            behind[value.node_id, value.sex].append(value)
        for value in self.values[self.indicators[pair[0]].counterpart_id or 0, pair[1]]:
            if value.node_id == self.municipality.pk:
                behind[value.node_id, value.sex].append(value)
        return behind

    def _cell(self, values: list[Value], counts: dict[Key, Value]) -> Cell | None:
        """The figure of a place and sex; where two publishers tell of it, the one that says most."""
        cells = [cell for value in values if (cell := self._one(value, counts))]
        return min(cells, key=lambda cell: (cell.public != Sight.NUMBER, cell.inside != Sight.NUMBER), default=None)

    def _one(self, value: Value, counts: dict[Key, Value]) -> Cell | None:
        indicator = self.indicators[value.indicator_id]
        of_all, of_sex = (_group(counts.get((value.node_id, sex))) for sex in (Value.Sex.ALL, value.sex))
        return cell_of(
            number=value.number,
            marker=value.marker,
            raw=value.raw,
            denominator=value.denominator,
            measure=indicator.measure,
            decimals=indicator.decimals,
            limits=self.limits,
            basis=indicator.basis,
            rounded=value.rounded,
            response_rate=value.response_rate,
            group=min((size for size in (of_all, of_sex) if size is not None), default=None),
            own_direction=indicator.direction if indicator.municipality_id else None,
            counted=of_sex,
        )


def _group(count: Value | None) -> int | None:
    """How many a counting figure says; 0 where that is masked, and None where there is none, as on the pages."""
    if count is None or (count.number is None and count.marker != Marker.MASKED):
        return None
    return int(count.number or 0)


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
