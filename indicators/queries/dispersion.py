"""How the units of an area or a municipality differ: everybody's latest value of one measure, side by side and never in order.

The house rule is no ranking (domain.md §9): units come in the order of the alphabet, whatever they have reached.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from indicators.masking import Audience, Shown
from indicators.models import Indicator
from indicators.queries.figures import figures_of_many
from indicators.queries.shapes import Against, Figure
from schoolplan.kit.text import swedish_key
from units.models import Node, SchoolForm
from units.years import SchoolYear

FEWEST = 2  # units: one alone differs from nobody
YEARS = 4  # the latest value may be some years old (a survey every other year), and has the year before beside it


@dataclass(frozen=True)
class Entry:
    """One unit's value of the year, and of the year before. ``own`` says that the reader leads the unit."""

    node: Node
    shown: Shown
    before: Shown | None = None
    own: bool = False


@dataclass(frozen=True)
class Dispersion:
    """One measure in one school year: the value of each unit that has one, and those of the municipality and the country."""

    key: str
    short_title: str
    measure: str
    decimals: int
    basis: str
    source: str
    forms: tuple[str, ...]
    school_year: SchoolYear
    entries: tuple[Entry, ...]
    municipality: Shown | None
    country: Shown | None

    @property
    def of_preschools(self) -> bool:
        return self.forms == (SchoolForm.PRESCHOOL,)


def dispersions_of(
    units: Iterable[Node], *, municipality: Node, until: SchoolYear, audience: Audience, own: Collection[int] = ()
) -> list[Dispersion]:
    """The measures that the units have values of, in the order of the library; five queries however many units there are.

    Mere counts are left out: a small school is not an outlier. ``own`` are the units (their pk) that the reader leads.
    """
    units = sorted(units, key=lambda unit: swedish_key(unit.name))
    found = figures_of_many([municipality, *units], until=until, audience=audience, years=YEARS)
    whole = {figure.key: figure for figure in found[municipality.pk]}
    by_key: dict[str, list[tuple[Node, Figure]]] = {}
    for unit in units:
        for figure in found[unit.pk]:
            if figure.measure != Indicator.Measure.COUNT:
                by_key.setdefault(figure.key, []).append((unit, figure))
    told = _told(key for key, held in by_key.items() if len(held) >= FEWEST)
    return [
        _dispersion(indicator, by_key[indicator.key], whole.get(indicator.key) or whole.get(other or ""), own)
        for indicator, other in told
    ]


def _told(keys: Iterable[str]) -> list[tuple[Indicator, str | None]]:
    """The indicators in the order of the library, each with the key of the same measure from another publisher."""
    known = Indicator.objects.filter(key__in=list(keys)).select_related("counterpart").order_by("position", "key")
    return [(one, one.counterpart.key if one.counterpart else None) for one in known]


def _dispersion(indicator: Indicator, held: list[tuple[Node, Figure]], whole: Figure | None, own: Collection[int]) -> Dispersion:
    year = max(figure.latest.school_year for _unit, figure in held)
    comparable = not any(one.school_year == year for one in held[0][1].breaks)
    entries = []
    for unit, figure in held:
        shown = _of(figure, year)
        if shown is not None and not shown.missing:
            entries.append(Entry(unit, shown, _of(figure, year.previous) if comparable else None, unit.pk in own))
    sample = held[0][1]
    return Dispersion(
        key=indicator.key,
        short_title=sample.short_title,
        measure=sample.measure,
        decimals=sample.decimals,
        basis=sample.basis,
        source=sample.source,
        forms=tuple(indicator.forms),
        school_year=year,
        entries=tuple(entries),
        municipality=_of(whole, year) if whole else None,
        country=next((shown for _unit, figure in held if (shown := _country(figure, year))), None),
    )


def _of(figure: Figure, year: SchoolYear) -> Shown | None:
    return next((point.shown for point in figure.points if point.school_year == year), None)


def _country(figure: Figure, year: SchoolYear) -> Shown | None:
    return next((series.of(year) for series in figure.beside if series.against == Against.COUNTRY), None)
