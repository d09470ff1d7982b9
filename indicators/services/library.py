"""The library of indicators: the national ones from the catalogue, how a municipality uses them, and its own ones."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.catalogue import Entry, national
from indicators.models import Indicator, Placement, SeriesBreak, Value
from indicators.services import withholding
from journal.services import SYSTEM, Actor, record
from schoolplan.kit.access import require
from units.models import Node, User
from units.years import SchoolYear

MANAGE = "indicators.manage_library"
LONGEST_BASE = 55  # leaves room for what tells two keys apart
LONGEST_OF_PLACE = 25
# what is ours to say of a national indicator; the published words follow the day they were written
FACTS = (
    *("source", "official_id", "short_title", "scope", "measure", "decimals", "direction"),
    *("comparison", "basis", "grade", "position"),
)
LISTS = ("forms", "area_keys")
LINKS = ("counted_by", "counterpart", "expected")
GIVES_MEANING = ("measure", "basis")  # to the values that are stored
MEANING_IS_LOCKED = gettext_lazy(
    "There are values of this indicator, so its unit of measure and what it rests on stay. Add a new indicator instead."
)

Changes = dict[str, list[Any]]


@dataclass(frozen=True)
class Own:
    """What a municipality says of an indicator of its own."""

    title: str
    short_title: str
    source: str
    measure: str
    definition: str = ""
    decimals: int = 0
    direction: str = Indicator.Direction.HIGHER
    comparison: str = Indicator.Comparison.RESULT
    basis: str = Indicator.Basis.PUPILS
    forms: tuple[str, ...] = ()
    grade: str = ""
    area_keys: tuple[str, ...] = ()
    counterpart: Indicator | None = None
    expected: Indicator | None = None
    in_use: bool = True


@dataclass(frozen=True)
class Loaded:
    """How many national indicators were made, and how many had something changed."""

    made: int
    changed: int


def indicator(*, key: str) -> Indicator:
    """The national indicator with ``key``, loaded from the catalogue where it is not there yet. Raises KeyError for no such."""
    if key not in national():
        raise KeyError(key)
    there = Indicator.objects.filter(key=key, municipality=None)
    if not there.exists():
        load_national(by=SYSTEM)
    return there.get()


@transaction.atomic
def load_national(*, by: Actor) -> Loaded:
    """Bring the national indicators up to date with the catalogue. Doing so again changes nothing.

    How municipalities use them is theirs and left alone, as are titles and definitions that an import has fetched since.
    """
    found = {known.key: known for known in Indicator.objects.filter(municipality=None, key__in=national())}
    new = [Indicator(key=key) for key in national() if key not in found]
    for one in new:
        _set(one, _facts(national()[one.key], one))
    Indicator.objects.bulk_create(new)
    found |= {one.key: one for one in new}
    changes = {key: _change(found[key], _facts(entry, found[key]) | _links(entry, found)) for key, entry in national().items()}
    for line in _add_breaks(found):
        changes[line.indicator.key]["breaks"] = [None, str(line)]
    for one in new:
        record(by=by, verb="add", obj=one, changes={"title": ["", one.title]})
    edited = [found[key] for key, parts in changes.items() if parts and found[key] not in new]
    for one in edited:
        record(by=by, verb="edit", obj=one, changes=changes[one.key])
    if edited:
        _decide_anew({one.pk for one in edited}, Node.objects.municipalities())
    return Loaded(len(new), len(edited))


def _facts(entry: Entry, known: Indicator) -> dict[str, Any]:
    """What the catalogue says of an indicator, but for its links; its words only where no newer ones are there."""
    wanted: dict[str, Any] = {name: getattr(entry, name) for name in FACTS}
    wanted |= {name: list(getattr(entry, name)) for name in LISTS}
    if known.published_on is None or known.published_on < entry.as_of:
        wanted |= {"title": entry.title, "definition": entry.definition, "published_on": entry.as_of}
    return wanted


def _links(entry: Entry, found: dict[str, Indicator]) -> dict[str, Any]:
    return {link: found.get(getattr(entry, link)) for link in LINKS}


def _add_breaks(found: dict[str, Indicator]) -> list[SeriesBreak]:
    """The catalogue's breaks that were not there."""
    known = set(SeriesBreak.objects.filter(indicator__in=found.values()).values_list("indicator", "school_year"))
    wanted = [
        SeriesBreak(indicator=found[key], school_year=broken.school_year, reason=broken.reason)
        for key, entry in national().items()
        for broken in entry.breaks
    ]
    return SeriesBreak.objects.bulk_create(line for line in wanted if (line.indicator_id, line.school_year) not in known)


@transaction.atomic
def publish(*, indicator: Indicator, title: str, on: dt.date, by: Actor, definition: str = "") -> bool:
    """Keep the words of a national indicator as its publisher wrote them on a day. False when newer ones, or the same, are there.

    An empty ``definition`` says nothing, and the one that is there stays. Belongs to all municipalities, so only the program
    itself does this, where it has the words from the publisher. Raises PermissionDenied for anybody else.
    """
    if by is not SYSTEM or indicator.municipality_id is not None:
        raise PermissionDenied(MANAGE)
    if indicator.published_on and on < indicator.published_on:
        return False
    words = {"title": title} | ({"definition": definition} if definition else {})
    changes = _change(indicator, words)
    if not changes:
        return False
    changes |= _change(indicator, {"published_on": on})
    record(by=by, verb="edit", obj=indicator, changes=changes)
    return True


@transaction.atomic
def place(
    *, indicator: Indicator, municipality: Node, in_use: bool, short_title: str, area_keys: Iterable[str], by: User
) -> Placement:
    """How the municipality uses a national indicator; an empty short title is the national one."""
    require(by, MANAGE, municipality)
    if indicator.municipality_id is not None:
        raise ValidationError(_("This indicator is a municipality's own; change the indicator itself."))
    placement, _made = Placement.objects.get_or_create(
        municipality=municipality,
        indicator=indicator,
        defaults={"in_use": indicator.in_use, "area_keys": indicator.area_keys},
    )
    wanted = {"in_use": in_use, "short_title": short_title.strip(), "area_keys": list(area_keys)}
    if changes := _change(placement, wanted):
        record(by=by, verb="place", obj=indicator, node_id=municipality.pk, changes=changes)
    return placement


@transaction.atomic
def add_own(*, municipality: Node, own: Own, by: User) -> Indicator:
    """An indicator of the municipality's own. Its key is made from the short title. Raises ValidationError for what cannot be."""
    require(by, MANAGE, municipality)
    _refuse_what_cannot_be(own, municipality)
    new = Indicator(municipality=municipality, key=_free_key(municipality, own.short_title))
    _set(new, _wanted(own))
    new.save()
    record(by=by, verb="add", obj=new, node_id=municipality.pk, changes={"title": ["", new.title]})
    return new


@transaction.atomic
def edit_own(*, indicator: Indicator, own: Own, by: User) -> Indicator:
    """Change an indicator of the municipality's own; it keeps its key.

    Raises ValidationError for what cannot be, and when what gives stored values their meaning would change.
    """
    municipality = _own_municipality(indicator, by)
    indicator = Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)  # figures may be written meanwhile
    _refuse_what_cannot_be(own, municipality, indicator)
    wanted = _wanted(own)
    if has_values(indicator=indicator) and any(wanted[name] != getattr(indicator, name) for name in GIVES_MEANING):
        raise ValidationError(MEANING_IS_LOCKED)
    linked = {indicator.pk, indicator.counterpart_id, indicator.expected_id} - {None}
    if changes := _change(indicator, wanted):
        _decide_anew(linked, [municipality])
        record(by=by, verb="edit", obj=indicator, node_id=municipality.pk, changes=changes)
    return indicator


def _decide_anew(indicators: Iterable[int | None], municipalities: Iterable[Node]) -> None:
    """What must be withheld depends on what an indicator is linked with and on how it is read."""
    withholding.alone()
    held = Value.objects.current().filter(indicator__in=indicators)
    for municipality in municipalities:
        touched = held.filter(node__path__startswith=municipality.path)
        withholding.renew(
            municipality=municipality, touched=touched.values_list("indicator_id", "school_year").distinct().order_by()
        )


@transaction.atomic
def add_break(*, indicator: Indicator, school_year: SchoolYear, reason: str, by: User) -> SeriesBreak:
    """Say that an own indicator cannot be compared with years before ``school_year``. Raises ValidationError the second time."""
    municipality = _own_municipality(indicator, by)
    line, new = SeriesBreak.objects.get_or_create(indicator=indicator, school_year=school_year, defaults={"reason": reason})
    if not new:
        raise ValidationError(_("There is already a break in %(year)s.") % {"year": school_year})
    record(by=by, verb="edit", obj=indicator, node_id=municipality.pk, changes={"breaks": [None, str(line)]})
    return line


@transaction.atomic
def remove_break(*, line: SeriesBreak, by: User) -> None:
    """Take back a break of an own indicator."""
    municipality = _own_municipality(line.indicator, by)
    record(by=by, verb="edit", obj=line.indicator, node_id=municipality.pk, changes={"breaks": [str(line), None]})
    line.delete()


def has_values(*, indicator: Indicator) -> bool:
    """Whether any value was ever stored; undone ones count, since what has quoted them still shows them."""
    return indicator.values.exists()


def _own_municipality(indicator: Indicator, by: User) -> Node:
    if indicator.municipality is None:
        raise PermissionDenied(MANAGE)
    require(by, MANAGE, indicator.municipality)
    return indicator.municipality


def _refuse_what_cannot_be(own: Own, municipality: Node, itself: Indicator | None = None) -> None:
    wrong: dict[str, str] = {}
    if own.measure == Indicator.Measure.COUNT and own.decimals:
        wrong["decimals"] = _("Children and pupils are counted in whole numbers.")
    if own.comparison == Indicator.Comparison.EXPECTED and own.expected is None:
        wrong["expected"] = _("Say which indicator holds the expected value.")
    for name in ("counterpart", "expected"):
        other: Indicator | None = getattr(own, name)
        if other is None:
            continue
        if other == itself:
            wrong[name] = _("An indicator can not be compared with itself.")
        elif other.municipality_id not in (None, municipality.pk):
            wrong[name] = _("Choose one of the indicators in the list.")
        elif other.measure != own.measure:
            wrong[name] = _("It has another unit of measure, so the two can not stand side by side.")
    if wrong:
        raise ValidationError(wrong)


def _wanted(own: Own) -> dict[str, Any]:
    facts = {part.name: getattr(own, part.name) for part in fields(own)}
    return facts | {name: list(facts[name]) for name in LISTS}


def _free_key(municipality: Node, title: str) -> str:
    """A key that no other indicator has, so long as is stored. It begins with the municipality, which no other one has."""
    base = f"{municipality.slug[:LONGEST_OF_PLACE]}-{slugify(title) or 'matt'}"[:LONGEST_BASE].rstrip("-")
    taken = set(Indicator.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def _set(obj: Model, wanted: dict[str, Any]) -> Changes:
    """Set the fields that differ, and say how: links by their keys."""
    changes: Changes = {}
    for name, value in wanted.items():
        former = getattr(obj, name)
        if former != value:
            setattr(obj, name, value)
            changes[name] = [part.key if isinstance(part, Indicator) else part for part in (former, value)]
    return changes


def _change(obj: Model, wanted: dict[str, Any]) -> Changes:
    changes = _set(obj, wanted)
    if changes:
        obj.save(update_fields=list(changes))
    return changes
