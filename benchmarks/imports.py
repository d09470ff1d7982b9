"""A hundred thousand figures brought in, against a bare COPY of the same rows; the reading and the preview of a file."""

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import StringIO

from django.db import connection, transaction

from benchmarks.measure import Line, compare
from benchmarks.world import World
from indicators.catalogue import national
from indicators.models import ImportRun, Indicator, Marker, Source, Value
from indicators.services import importing, library
from indicators.services.importing import Wanted
from indicators.sources import grades
from indicators.sources.batch import Batch, Place, Reading
from indicators.sources.cells import Cell, read_cell
from journal.services import SYSTEM
from schoolplan.kit import clock
from units.models import ExternalId, Node
from units.years import SchoolYear

UNITS, INDICATORS, YEARS = 200, 24, 7  # and three sexes: 100 800 figures
FILE_ROWS = 1_714  # as many school units as Skolverket's file of the whole country has
OURS = 60  # of them the municipality's own
CODE = "0200"  # of the municipality in the file
PAIRS = 5
FETCHED = dt.date(2026, 9, 1)

Measure = Indicator.Measure

COPY = """
    COPY indicators_value (
        node_id, indicator_id, school_year, sex, revision, number, marker, rounded, raw, denominator, response_rate, source,
        fetched_on, run_id, current, withdrawn, withheld_inside, withheld_public
    ) FROM STDIN
"""


class Figures:
    """A municipality's figures of many years in both sexes, a tenth of them masked."""

    def __init__(self, world: World) -> None:
        self.municipality = world.municipality
        self.units = world.units[:UNITS]
        _give_codes(self.units)
        library.load_national(by=SYSTEM)
        self.indicators = list(Indicator.objects.filter(key__in=national())[:INDICATORS])
        self.batch = self._batch()
        self.rows = [self._row(reading) for reading in self.batch.readings]
        self.run = ImportRun.objects.create(node=self.municipality, file_name="allt.csv", uploaded_at=clock.now())

    def _batch(self) -> Batch:
        readings = tuple(self._readings())
        return Batch("Skolverket", rows=len(readings), readings=readings)

    def _readings(self) -> Iterator[Reading]:
        year = SchoolYear.current()
        for number, unit in enumerate(self.units):
            place = Place(ExternalId.System.SCHOOL_UNIT, _code(number), unit.name)
            for position, indicator in enumerate(self.indicators):
                for back in range(YEARS):
                    for sex in Value.Sex.values:
                        cell = _cell(number + position * 3 + back, indicator)
                        yield Reading(
                            where=f"rad {number}",
                            place=place,
                            indicator=indicator.key,
                            school_year=SchoolYear(year - back),
                            cell=cell,
                            sex=sex,
                            denominator=10 + number % 60 if indicator.measure == Measure.PERCENT else None,
                        )

    def _row(self, reading: Reading) -> tuple[object, ...]:
        nodes, indicators = self._keys()
        cell = reading.cell
        return (
            nodes[reading.place.key],
            indicators[reading.indicator],
            int(reading.school_year),
            reading.sex,
            1,
            cell.number,
            cell.marker,
            cell.rounded,
            cell.raw,
            reading.denominator,
            None,
            "Skolverket",
            FETCHED,
            None,
            True,
            False,
            False,
            False,
        )

    def _keys(self) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
        if not hasattr(self, "_kept"):
            system = str(ExternalId.System.SCHOOL_UNIT)
            nodes = {(system, _code(number)): unit.pk for number, unit in enumerate(self.units)}
            self._kept = nodes, {indicator.key: indicator.pk for indicator in self.indicators}
        return self._kept

    def bring_in(self) -> None:
        wanted = Wanted(Source.PLANNED, b"", "", self.municipality, {})
        importing.bring_in(
            batch=self.batch,
            wanted=wanted,
            municipality=self.municipality,
            by=SYSTEM,
            run=self.run,
            progress=lambda _percent: None,
        )

    def copy(self) -> None:
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for row in self.rows:
                copy.write_row(row)


def _give_codes(units: list[Node]) -> None:
    ExternalId.objects.bulk_create(
        ExternalId(node=unit, system=ExternalId.System.SCHOOL_UNIT, value=_code(number)) for number, unit in enumerate(units)
    )


def _code(number: int) -> str:
    return f"{70_000_000 + number}"


def _cell(number: int, indicator: Indicator) -> Cell:
    if number % 10 == 0:
        return Cell("..", None, Marker.MASKED)
    raw = str(10 + number % 90)
    return read_cell(raw, indicator.measure) if indicator.measure != Measure.MONEY else Cell(raw, Decimal(raw), Marker.NONE)


def _taken_back(way: Callable[[], None]) -> Callable[[], None]:
    """The way in a transaction that ends by being taken back, so that each turn begins with the same table.

    What the database would check at the end is checked before.
    """

    def turn() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            way()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)

    return turn


def lines(world: World) -> Iterator[Line]:
    figures = Figures(world)
    size = f"{len(figures.rows):,}".replace(",", " ")
    yield compare(
        f"Import of {size} figures",
        _taken_back(figures.bring_in),
        against="bare COPY into the same table",
        bare=_taken_back(figures.copy),
        pairs=PAIRS,
    )
    content = _file()
    text = content.decode("utf-8-sig")
    yield compare(
        f"Reading {FILE_ROWS} rows",
        lambda: grades.read(content, municipality_code=CODE),
        against="csv.reader",
        bare=lambda: list(csv.reader(StringIO(text), delimiter=";")),
        pairs=PAIRS,
    )
    wanted = Wanted(Source.GRADES, content, CODE, figures.municipality, {})
    yield compare(
        f"Preview of {FILE_ROWS} rows",
        lambda: importing.preview(wanted=wanted, by=SYSTEM),
        against="reading alone",
        bare=lambda: grades.read(content, municipality_code=CODE),
        pairs=PAIRS,
    )


def _file() -> bytes:
    """Skolverket's file of the whole country: half of the municipality's schools are known here, half are new."""
    titles = (
        "Skola;Skol-enhetskod;Skolkommun;Kommun-kod;Typ av huvudman;Huvudman;Huvudman orgnr;Antal elever;"
        "Andel (%) elever som uppfyllt betygskriterierna i alla ämnen;Andel (%) elever behöriga till yrkesprog.;"
        "Genomsnittligt meritvärde (17 ämnen)"
    )
    banner = ["Grundskola - Slutbetyg årskurs 9, samtliga elever", "", f"Valt läsår: {SchoolYear.current().previous}", ""]
    rows = (
        f"Skolan {number + 1};{_code(number + UNITS - OURS // 2)};{_of(number)};Kommunal;Kommun;2120000000;"
        f"{20 + number % 80};{60 + number % 40},5;{'..' if number % 10 == 0 else '~100'};{200 + number % 60},1"
        for number in range(FILE_ROWS)
    )
    return "\n".join([*banner, titles, *rows, ";" * titles.count(";"), ""]).encode("utf-8-sig")


def _of(number: int) -> str:
    return f"Kommunen;{CODE}" if number < OURS else f"Kommun {number % 200};{1000 + number % 200}"
