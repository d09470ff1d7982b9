"""The national catalogue: the indicators that every municipality starts from, as ``content/national.toml`` gives them. Pure."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from indicators.models import Indicator
from units.years import SchoolYear

CONTENT = Path(__file__).parent / "content" / "national.toml"


@dataclass(frozen=True)
class Break:
    """The first school year that cannot be compared with those before, and why."""

    school_year: SchoolYear
    reason: str


@dataclass(frozen=True)
class Entry:
    """One national indicator. ``counted_by``, ``counterpart`` and ``expected`` are keys of others, or empty."""

    key: str
    source: str
    as_of: dt.date  # the day from which the published words are
    official_id: str
    title: str
    definition: str
    short_title: str
    scope: str
    measure: str
    decimals: int
    direction: str
    comparison: str
    basis: str
    forms: tuple[str, ...]
    grade: str
    area_keys: tuple[str, ...]
    position: int
    counted_by: str
    counterpart: str
    expected: str
    breaks: tuple[Break, ...]


@cache
def national() -> dict[str, Entry]:
    """Every national indicator by its key, in the order in which a library lists them."""
    content = tomllib.loads(CONTENT.read_text())
    entries = (_entry(row, content["publishers"], position) for position, row in enumerate(content["indicators"]))
    return {entry.key: entry for entry in entries}


def _entry(row: dict[str, Any], publishers: dict[str, dict[str, Any]], position: int) -> Entry:
    publisher = publishers[row["publisher"]]
    return Entry(
        key=row["key"],
        source=publisher["source"],
        as_of=publisher["as_of"],
        official_id=row.get("official_id", ""),
        title=row["title"],
        definition=row.get("definition", ""),
        short_title=row["short_title"],
        scope=row.get("scope", Indicator.Scope.UNSAID),
        measure=row["measure"],
        decimals=row.get("decimals", 0),
        direction=row["direction"],
        comparison=row["comparison"],
        basis=row["basis"],
        forms=tuple(row["forms"]),
        grade=row.get("grade", ""),
        area_keys=tuple(row["area_keys"]),
        position=position,
        counted_by=row.get("counted_by", ""),
        counterpart=row.get("counterpart", ""),
        expected=row.get("expected", ""),
        breaks=tuple(Break(SchoolYear.parse(line["school_year"]), line["reason"]) for line in row.get("breaks", ())),
    )
