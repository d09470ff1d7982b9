"""The library of indicators: what each means, how a municipality uses it, and what it is used for."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, QuerySet

from indicators import neighbours
from indicators.models import ImportRun, Indicator, Placement, SeriesBreak, Value
from units.access import paths_where
from units.models import Node, SchoolForm, User
from units.years import SchoolYear

OWN = "own"  # as a source to choose: what the municipality has added itself
USED, UNUSED = "used", "unused"


@dataclass(frozen=True)
class Placed:
    """An indicator as one municipality uses it."""

    indicator: Indicator
    in_use: bool
    short_title: str
    area_keys: tuple[str, ...]


@dataclass(frozen=True)
class Placements:
    """How some municipalities use the national indicators, read once (:func:`placements_of`)."""

    found: dict[tuple[int, int], Placement]

    def of(self, indicator: Indicator, municipality: Node | None) -> Placed:
        """As the municipality has placed it, otherwise as the catalogue does. Its own ones carry their place themselves."""
        own = self.found.get((municipality.pk, indicator.pk)) if municipality else None
        if own is None:
            return Placed(indicator, indicator.in_use, indicator.short_title, tuple(indicator.area_keys))
        return Placed(indicator, own.in_use, own.short_title or indicator.short_title, tuple(own.area_keys))


def placements_of(municipalities: Iterable[Node]) -> Placements:
    """In one query, how each of the municipalities uses the national indicators."""
    ids = {municipality.pk for municipality in municipalities}
    found = Placement.objects.filter(municipality__in=ids)
    return Placements({(placement.municipality_id, placement.indicator_id): placement for placement in found})


def municipalities_of(user: Any) -> "QuerySet[Node]":
    """The municipalities whose library the person may read."""
    found: QuerySet[Node] = Node.objects.municipalities().filter(paths_where(user, "indicator.view")).order_by("name")
    return found


@dataclass(frozen=True)
class Asked:
    """What somebody looks for in the library; empty is anything."""

    words: str = ""
    area: str = ""
    form: str = ""
    source: str = ""
    use: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything at all is asked for."""
        return self != Asked()

    def found_in(self, placed: Placed) -> bool:
        one = placed.indicator
        text = " ".join((placed.short_title, one.short_title, one.title, one.official_id, one.definition)).casefold()
        return (
            all(word in text for word in self.words.casefold().split())
            and (not self.area or self.area in placed.area_keys)
            and (not self.form or self.form in one.forms)
            and (not self.source or self.source == (OWN if one.municipality_id else one.source))
            and (not self.use or placed.in_use == (self.use == USED))
        )


@dataclass(frozen=True)
class Row:
    """An indicator in the list, with the titles of its areas and whether the municipality has values of it."""

    placed: Placed
    areas: tuple[str, ...]
    has_values: bool


@dataclass(frozen=True)
class LibraryPage:
    """The indicators that were found of ``in_all``, and what the list can be narrowed to (value and words)."""

    rows: tuple[Row, ...]
    in_all: int
    areas: dict[str, str]
    sources: tuple[str, ...]
    forms: dict[str, str]
    has_own: bool

    @property
    def own(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.placed.indicator.municipality_id)

    @property
    def national(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.placed.indicator.municipality_id)


def library_page(municipality: Node, asked: Asked) -> LibraryPage:
    """The municipality's library: its own indicators first, then the national ones in the catalogue's order. Four queries."""
    known = sorted(Indicator.objects.known_in(municipality), key=lambda one: (one.municipality_id is None, one.position, one.key))
    placements = placements_of([municipality])
    titles = neighbours.area_titles(municipality)
    valued = set(_values_in(municipality).values_list("indicator", flat=True).distinct())
    placed = [placements.of(one, municipality) for one in known]
    rows = (Row(one, _titled(one.area_keys, titles), one.indicator.pk in valued) for one in placed if asked.found_in(one))
    forms = {form for one in known for form in one.forms}
    return LibraryPage(
        rows=tuple(rows),
        in_all=len(known),
        areas=titles,
        sources=tuple(sorted({one.source for one in known if one.municipality_id is None})),
        forms={value: str(label) for value, label in SchoolForm.choices if value in forms},
        has_own=any(one.municipality_id for one in known),
    )


def others_of(municipality: Node, besides: Indicator | None = None) -> "QuerySet[Indicator]":
    """What an own indicator of the municipality can be compared with."""
    others = Indicator.objects.known_in(municipality)
    return others.exclude(pk=besides.pk) if besides else others


@dataclass(frozen=True)
class History:
    """What the municipality holds of an indicator: how many figures, of which years, and when the latest came, with which run."""

    figures: int
    places: int
    years: tuple[SchoolYear, ...]
    fetched_on: dt.date | None
    run: ImportRun | None


@dataclass(frozen=True)
class IndicatorPage:
    """All that the library knows about an indicator, for a reader in one municipality."""

    placed: Placed
    own_short_title: str  # of a national one; empty when it has the national one
    area_titles: dict[str, str]  # of the municipality's templates
    areas: tuple[str, ...]
    forms: tuple[str, ...]
    breaks: tuple[SeriesBreak, ...]
    history: History
    stands_for: tuple[Indicator, ...]  # those that are compared with it
    uses: neighbours.Uses

    @property
    def indicator(self) -> Indicator:
        return self.placed.indicator


def indicator_page(indicator: Indicator, municipality: Node, user: User) -> IndicatorPage:
    """What the page of one indicator shows. The same number of queries however much there is."""
    placements = placements_of([municipality])
    placed = placements.of(indicator, municipality)
    own = placements.found.get((municipality.pk, indicator.pk))
    titles = neighbours.area_titles(municipality)
    others = Indicator.objects.known_in(municipality)
    stands_for = (others.filter(counterpart=indicator) | others.filter(expected=indicator)).order_by("position", "key")
    names = dict(SchoolForm.choices)
    return IndicatorPage(
        placed=placed,
        own_short_title=own.short_title if own else "",
        area_titles=titles,
        areas=_titled(placed.area_keys, titles),
        forms=tuple(str(names[form]) for form in indicator.forms),
        breaks=tuple(indicator.breaks.order_by("school_year")),
        history=_history(indicator, municipality),
        stands_for=tuple(stands_for),
        uses=neighbours.uses_of(indicator, municipality, user),
    )


def _history(indicator: Indicator, municipality: Node) -> History:
    values = _values_in(municipality).filter(indicator=indicator)
    told = values.aggregate(
        figures=Count("pk"),
        places=Count("node", distinct=True),
        years=ArrayAgg("school_year", distinct=True, default=[]),
    )
    latest = values.select_related("run").defer("run__content").order_by("-fetched_on", "-pk").first()
    return History(
        figures=told["figures"],
        places=told["places"],
        years=tuple(SchoolYear(year) for year in sorted(told["years"])),
        fetched_on=latest.fetched_on if latest else None,
        run=latest.run if latest else None,
    )


def _values_in(municipality: Node) -> "QuerySet[Value]":
    return Value.objects.current().filter(node__path__startswith=municipality.path)


def _titled(keys: Iterable[str], titles: dict[str, str]) -> tuple[str, ...]:
    """The titles of the areas in the order of the template; one that the template no longer has is left out."""
    chosen = set(keys)
    return tuple(title for key, title in titles.items() if key in chosen)
