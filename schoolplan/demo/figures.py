"""The demo's figures. Grades of åk 9 come as a file in Skolverket's layout, as they do in life; the rest in one stream."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from indicators.models import Indicator, PeerGroup, SeriesBreak
from indicators.services import add_indicator, read_in
from indicators.services.storing import Incoming, store
from indicators.sources.cells import read_cell
from journal.services import SYSTEM
from schoolplan.demo.content import AREAS, read, unit_content
from schoolplan.demo.people import COUNTRY, Lindvik
from units.models import Node
from units.years import SchoolYear

MADE_UP = "Påhittade siffror för demonstration"
MUNICIPALITY = "lindvik-kommun"
OWN = "lindvik-"  # how the keys of Lindvik's own measures begin
PUBLISHED = ("gr9-pupils", "gr9-all-subjects", "gr9-vocational", "gr9-merit")
PUBLISHED_YEARS = range(2021, 2025)
LATEST = SchoolYear(2025)
FIRST_POSITION = 1000  # Lindvik's own measures stand after the national ones
FETCHED, FETCHED_LATEST = dt.date(2025, 10, 1), dt.date(2026, 5, 20)

BANNER = (
    "Statistik från Skolverket, påhittad för demonstration;;;;;;;;;;\n;;;;;;;;;;\n"
    "Grundskola - Slutbetyg årskurs 9, samtliga elever;;;;;;;;;;\n"
)
HEADER = (
    "Skola;Skol-enhetskod;Skolkommun;Kommun-kod;Typ av huvudman;Huvudman;Huvudman orgnr;Antal elever;"
    "Andel (%) elever som uppfyllt betygskriterierna i alla ämnen;Andel (%) elever behöriga till yrkesprog.;"
    "Genomsnittligt meritvärde (17 ämnen)\n"
)


def make_figures(lindvik: Lindvik) -> None:
    for start in PUBLISHED_YEARS:
        read_in(content=_published_file(SchoolYear(start)).encode("utf-8-sig"), municipality_code="9900", by=SYSTEM)
    make_indicators(lindvik.municipality)
    _make_peers(lindvik)
    ids = dict(Indicator.objects.values_list("key", "pk"))
    nodes = {slug: node.pk for slug, node in {MUNICIPALITY: lindvik.municipality, **lindvik.units, **lindvik.beside}.items()}
    figures = [*_of_units(nodes, ids), *_of_measures(nodes, ids)]
    for fetched_on, late in ((FETCHED, False), (FETCHED_LATEST, True)):
        of_day = (figure for figure in figures if (figure.school_year == LATEST) is late)
        store(of_day, municipality=lindvik.municipality, fetched_on=fetched_on)


def _make_peers(lindvik: Lindvik) -> None:
    peers = PeerGroup.objects.create(
        municipality=lindvik.municipality, official_id="G99000", title="Liknande kommuner grundskola, Lindvik, 2025", year=2025
    )
    peers.members.set(node for slug, node in lindvik.beside.items() if slug != COUNTRY)


def make_indicators(municipality: Node) -> None:
    """Lindvik's own measures, with what belongs to each of them."""
    ids = dict(Indicator.objects.values_list("key", "pk"))
    for position, (key, told) in enumerate(read("indicators").items(), start=FIRST_POSITION):
        indicator = add_indicator(
            key=f"{OWN}{key}",
            title=told["title"],
            short_title=told["short_title"],
            measure=told.get("measure", Indicator.Measure.PERCENT),
            decimals=told.get("decimals", 0),
            direction=told.get("direction", Indicator.Direction.HIGHER),
            source=MADE_UP,
            municipality=municipality,
            forms=told["forms"],
            area_keys=told["area_keys"],
            position=position,
            by=SYSTEM,
        )
        for field in ("comparison", "basis", "grade"):
            setattr(indicator, field, told.get(field, getattr(indicator, field)))
        indicator.counterpart_id = ids.get(told.get("counterpart", ""))
        indicator.save()
        for year, reason in told.get("breaks", {}).items():
            SeriesBreak.objects.create(indicator=indicator, school_year=_year(year), reason=reason)


def _of_units(nodes: dict[str, int], ids: dict[str, int]) -> Iterator[Incoming]:
    """Each unit's own figures, which stand with what the unit says of them."""
    for area, _title, rows in AREAS:
        for slug, *_rest in rows:
            for key, years in unit_content(area, slug).get("figures", {}).items():
                if key not in PUBLISHED:
                    for year, (value, people) in years.items():
                        yield _figure(nodes[slug], ids[f"{OWN}{key}"], _year(year), _raw(value), people)


def _of_measures(nodes: dict[str, int], ids: dict[str, int]) -> Iterator[Incoming]:
    """The figures that stand by measure: of the municipality, of those it is compared with, by sex, and from earlier years."""
    for key, told in read("figures").items():
        for sex, places in told.items():
            if sex == "first":
                continue
            for slug, cells in places.items():
                for start, cell in enumerate(cells, start=told["first"]):
                    raw, people, rate = (*([cell] if isinstance(cell, str) else cell), None, None)[:3]
                    if raw:
                        yield _figure(nodes[slug], ids[key], SchoolYear(start), raw, people, rate, sex)


def _figure(
    node: int, indicator: int, year: SchoolYear, raw: str, people: int | None = None, rate: Any = None, sex: str = "all"
) -> Incoming:
    return Incoming(node, indicator, year, read_cell(raw), MADE_UP, sex, people, None if rate is None else Decimal(str(rate)))


def _published_file(year: SchoolYear) -> str:
    """The schools with åk 9 as Skolverket would have published them."""
    lines = []
    for area, _title, rows in AREAS:
        for slug, name, _grades, _forms, code in rows:
            figures = unit_content(area, slug).get("figures", {})
            if PUBLISHED[0] in figures:
                cells = [_raw(figures[key][f"y{int(year)}"][0]) if key in figures else "." for key in PUBLISHED]
                lines.append(";".join([name, code, "Lindvik", "9900", "Kommunal", "Lindviks kommun", "2120009900", *cells]))
    return f"{BANNER}Valt läsår: {year};;;;;;;;;;\n;;;;;;;;;;\n{HEADER}" + "\n".join(lines) + "\n;;;;;;;;;;\n"


def _year(written: str) -> SchoolYear:
    """TOML's y2024 is the school year 2024/25."""
    return SchoolYear(int(written.removeprefix("y")))


def _raw(value: Any) -> str:
    """As Skolverket writes it: a decimal comma, and no trailing zero."""
    return value if isinstance(value, str) else f"{value:g}".replace(".", ",")
