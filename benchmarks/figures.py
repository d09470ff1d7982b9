"""A unit's page with sixteen diagrams, against the same page of a unit without figures; and what one diagram costs."""

from collections.abc import Iterator
from decimal import Decimal

from django.template.loader import render_to_string
from django.urls import reverse

from benchmarks.client import fetch, signed_in
from benchmarks.measure import Line, compare
from benchmarks.world import LONG_AGO, YEAR, World
from indicators.charts import trend
from indicators.masking import Audience
from indicators.models import Indicator, PeerGroup, SeriesBreak, Value
from indicators.queries import Figure, figures_of
from indicators.services import add_indicator
from journal.services import SYSTEM
from units.models import Node
from units.services import add_elsewhere

UNITS = 20
CHARTS = 16
YEARS = 5
PEERS = 7
PAIRS = 40
CODES = range(9001, 9001 + PEERS)
BREAKS_EVERY = 4
MASKED_EVERY = 9


def lines(world: World) -> list[Line]:
    unit, bare_unit = world.units[:2]
    _fill(world.municipality, unit, bare_unit)
    client = signed_in(world.operations)
    with_charts, without = (reverse("reports:unit", args=[node.slug]) for node in (unit, bare_unit))
    figures = [
        figure
        for figure in figures_of(unit, until=YEAR, audience=Audience.INSIDE, years=YEARS)
        if figure.measure != Indicator.Measure.COUNT
    ]
    if len(figures) != CHARTS:
        raise RuntimeError(f"{len(figures)} diagrams instead of {CHARTS}")
    page = compare(
        f"Unit page, {CHARTS} diagrams",
        lambda: fetch(client.get(with_charts)),
        against="the same page without diagrams",
        bare=lambda: fetch(client.get(without)),
        pairs=PAIRS,
    )
    return [
        page,
        _each(compare("One diagram", lambda: draw(figures), against="its table", bare=lambda: tabulate(figures), pairs=PAIRS)),
    ]


def draw(figures: list[Figure]) -> list[str]:
    return [render_to_string("indicators/_trend.html", {"trend": trend(figure), "in_print": False}) for figure in figures]


def tabulate(figures: list[Figure]) -> list[str]:
    return [render_to_string("indicators/_trend_table.html", {"trend": trend(figure)}) for figure in figures]


def _each(line: Line) -> Line:
    return Line(line.what, line.against, line.ours / CHARTS, line.bare / CHARTS, line.queries, line.bare_queries, line.pairs)


def _fill(municipality: Node, unit: Node, bare_unit: Node) -> None:
    """Five years of sixteen shares: both sexes at the unit, the municipality, the country and seven similar municipalities."""
    Value.objects.filter(node__in=(unit, bare_unit)).delete()
    country = add_elsewhere(name="Riket", code="0000", by=SYSTEM)
    peers = [add_elsewhere(name=f"Kommun {code}", code=str(code), by=SYSTEM) for code in CODES]
    group = PeerGroup.objects.create(municipality=municipality, official_id="G1", title="Liknande kommuner", year=YEAR)
    group.members.set(peers)
    indicators = [_indicator(number) for number in range(CHARTS)]
    SeriesBreak.objects.bulk_create(
        SeriesBreak(indicator=indicator, school_year=YEAR - 2, reason="Åk 9 blev åk 8")
        for indicator in indicators[::BREAKS_EVERY]
    )
    Value.objects.bulk_create(
        value
        for place, node in enumerate((unit, municipality, country, *peers))
        for indicator in indicators
        for sex in (Value.Sex.values if node == unit else [Value.Sex.ALL])
        for value in _series(node, place, indicator, sex)
    )


def _indicator(number: int) -> Indicator:
    return add_indicator(
        key=f"chart-{number}",
        title=f"Andel som når målen, diagram {number}",
        short_title=f"Når målen, diagram {number}",
        measure=Indicator.Measure.PERCENT,
        source="Skolverket",
        decimals=1,
        area_keys=["knowledge"],
        by=SYSTEM,
        position=100 + number,
    )


def _series(node: Node, place: int, indicator: Indicator, sex: str) -> Iterator[Value]:
    for back in range(YEARS):
        share = Decimal(600 + (place * 13 + indicator.position * 7 + back * 31) % 380) / 10
        masked = (indicator.position + back) % MASKED_EVERY == 0 and not place
        yield Value(
            node=node,
            indicator=indicator,
            school_year=YEAR - back,
            sex=sex,
            number=None if masked else share,
            marker="masked" if masked else "",
            raw=".." if masked else str(share),
            denominator=None if masked or place else 45,  # Kolada, which the others come from, publishes none
            source="Skolverket, läsåret 2024/25",
            fetched_on=LONG_AGO,
        )
