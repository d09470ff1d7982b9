"""What an import would do: its figures beside what is stored, row by row. Writes nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.catalogue import national
from indicators.models import Indicator, Value
from indicators.queries.previews import CHANGED, NEW, TWICE, UNCHANGED
from indicators.services import sheets
from indicators.services.importing.places import Answers, Key, Places, resolve
from indicators.services.importing.readers import READERS
from indicators.services.storing import Incoming, Outcome, compare
from indicators.sources.batch import Batch, Reading, Refusal
from indicators.sources.cells import FileProblem, OtherPlaces
from schoolplan.kit.text import swedish_key
from units.models import Node

NAMED = 5  # municipalities that are named when a file is about others

Series = tuple[Key, str, int, str]  # place, indicator, school year, sex


@dataclass
class Plan:
    """A batch whose places and indicators have been looked up.

    ``usable`` are the readings that can be stored once ``places.made`` have been made and the ``missing`` indicators loaded from
    the catalogue; what can not is in ``refusals``.
    """

    source: str
    batch: Batch
    places: Places
    indicators: dict[str, Indicator]
    missing: set[str]
    usable: list[Reading] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)  # by where: why
    renamed: dict[Key, str] = field(default_factory=dict)  # names that the source gives to known units
    units: list[dict[str, str]] = field(default_factory=list)  # code, name and name before (none when new) of each place

    def stored(self, reading: Reading) -> bool:
        """Whether the place and the indicator of a usable reading are there already."""
        return reading.place.key in self.places.known and reading.indicator in self.indicators

    def incoming(self, reading: Reading) -> Incoming:
        """The figure as it is stored. Both its place and its indicator must be there."""
        return Incoming(
            node_id=self.places.known[reading.place.key].pk,
            indicator_id=self.indicators[reading.indicator].pk,
            school_year=reading.school_year,
            cell=reading.cell,
            source=source_line(self.batch, reading),
            sex=reading.sex,
            denominator=reading.denominator,
            response_rate=reading.response_rate,
        )


@dataclass(frozen=True)
class Judged:
    """What becomes of each usable reading (by its place in the plan), and the values that the changed ones take the place of."""

    fates: list[str]
    former: dict[int, int]


def source_line(batch: Batch, reading: Reading) -> str:
    """As it stands beside the figure: “Skolverket, läsåret 2024/25”, unless the figure says it itself."""
    return reading.source or f"{batch.publisher}, läsåret {reading.school_year}"


def read_batch(source: str, content: bytes, *, code: str, municipality: Node | None) -> Batch:
    """The figures of the municipality. Raises FileProblem, in words for the person who chose the file."""
    try:
        return READERS[source].read(content, municipality_code=code)
    except OtherPlaces as problem:
        raise FileProblem(_holds_others(problem.places, f"{municipality.name} ({code})" if municipality else code)) from problem


def _holds_others(places: list[str], wanted: str) -> str:
    """Which municipalities the file is about instead, at most five by name, and what to do."""
    others = sorted(set(places), key=swedish_key)
    named, more = ", ".join(others[:NAMED]), len(others) - NAMED
    if more > 0:
        named = ngettext("%(places)s and %(n)s more", "%(places)s and %(n)s more", more) % {"places": named, "n": more}
    return _("The file holds %(places)s, but not %(wanted)s. Nothing has been changed. Fetch the file of your municipality.") % {
        "places": named,
        "wanted": wanted,
    }


def draw_up(source: str, batch: Batch, *, municipality: Node | None, answers: Answers) -> Plan:
    """Look up places and indicators, and set aside what can not be stored."""
    official, by_hand = READERS[source].official, READERS[source].by_hand
    if by_hand and municipality:
        batch = sheets.name_indicators(batch=batch, municipality=municipality)
    places = resolve(batch, municipality, answers=answers, official=official)
    indicators = _indicators(batch, municipality)
    missing = {reading.indicator for reading in batch.readings} & national().keys() - indicators.keys()
    plan = Plan(source, batch, places, indicators, missing, refusals=list(batch.refusals))
    for reading in batch.readings:
        _sort(reading, plan)
    if by_hand and municipality:
        nodes = plan.places.known
        plan.usable, refused = sheets.settle(readings=plan.usable, nodes=nodes, indicators=indicators, municipality=municipality)
        plan.refusals += refused
    if official:
        plan.renamed = _renamed(plan)
    plan.units = _units(plan)
    return plan


def _indicators(batch: Batch, municipality: Node | None) -> dict[str, Indicator]:
    keys = {reading.indicator for reading in batch.readings} | {published.key for published in batch.published}
    known = Indicator.objects.known_in(municipality) if municipality else Indicator.objects.filter(municipality=None)
    return {indicator.key: indicator for indicator in known.filter(key__in=keys)}


def _sort(reading: Reading, plan: Plan) -> None:
    key, where = reading.place.key, reading.where
    if reason := plan.places.refused.get(key):
        if Refusal(where, reason) not in plan.refusals[-1:]:
            plan.refusals.append(Refusal(where, reason))
    elif sentence := plan.places.left_out.get(key):
        plan.left_out[where] = sentence
    elif reading.indicator not in plan.indicators and reading.indicator not in plan.missing:
        plan.refusals.append(Refusal(where, _("“%(key)s” is not in the library of indicators") % {"key": reading.indicator}))
    else:
        plan.usable.append(reading)


def _renamed(plan: Plan) -> dict[Key, str]:
    """The names of known units that the source has in another way; a file of an older year renames nothing."""
    places = {reading.place.key: reading.place for reading in plan.usable if reading.place.key in plan.places.by_code}
    other = {key: place.name for key, place in places.items() if place.name and plan.places.known[key].name != place.name}
    year = max((reading.school_year for reading in plan.usable), default=None)
    if not other or year is None:
        return {}
    nodes = [plan.places.known[key].pk for key in other]
    held = Value.objects.current().filter(node__in=nodes, indicator__in=plan.indicators.values())
    latest: dict[int, int] = dict(held.values_list("node").annotate(Max("school_year")))
    return {key: name for key, name in other.items() if latest.get(plan.places.known[key].pk, year) <= year}


def _units(plan: Plan) -> list[dict[str, str]]:
    places = {reading.place.key: reading.place for reading in plan.usable}
    units = []
    for key, place in places.items():
        before = plan.places.known[key].name if key in plan.places.known else ""
        name = plan.renamed.get(key, before) or place.name or place.code
        units.append({"system": place.system, "code": place.code, "name": name, "before": before})
    return units


def judge(plan: Plan) -> Judged:
    """Put the usable readings beside what is stored. Those about what is to be made are new."""
    lines = [line for line, reading in enumerate(plan.usable) if plan.stored(reading)]
    outcome = compare(plan.incoming(plan.usable[line]) for line in lines)
    fates, former = _fates(outcome, lines, len(plan.usable))
    seen: set[Series] = set()
    for line, reading in enumerate(plan.usable):
        series = (reading.place.key, reading.indicator, int(reading.school_year), reading.sex)
        if series in seen:
            fates[line] = TWICE
        seen.add(series)
    return Judged(fates, former)


def judged(outcome: Outcome, plan: Plan) -> Judged:
    """The same of an outcome in which every usable reading was stored."""
    return Judged(*_fates(outcome, range(len(plan.usable)), len(plan.usable)))


def _fates(outcome: Outcome, lines: Any, size: int) -> tuple[list[str], dict[int, int]]:
    fates = [NEW] * size
    for place, fate in outcome.fates.items():
        fates[lines[place]] = fate
    return fates, {lines[place]: pk for place, pk in outcome.former.items()}


def twice(plan: Plan, fates: Judged) -> Iterator[Refusal]:
    """Figures that were given before in the source, with where."""
    if TWICE not in fates.fates:
        return
    first: dict[tuple[int | Key, str, int, str], str] = {}
    for reading, fate in zip(plan.usable, fates.fates, strict=True):
        node = plan.places.known.get(reading.place.key)
        series = (node.pk if node else reading.place.key, reading.indicator, int(reading.school_year), reading.sex)
        before = first.setdefault(series, reading.where)
        if fate == TWICE:
            yield Refusal(reading.where, _("the same figure already stands at %(where)s") % {"where": before})


def rows_of(plan: Plan, fates: Judged) -> Counter[str]:
    """What becomes of each row: imported when a figure of it is new or changed; refused when nothing else can be said of it."""
    of_row: dict[str, set[str]] = {}
    for reading, fate in zip(plan.usable, fates.fates, strict=True):
        of_row.setdefault(reading.where, set()).add(fate)
    rows = Counter(
        "imported" if each & {NEW, CHANGED} else "unchanged" if UNCHANGED in each else "refused" for each in of_row.values()
    )
    refused = {refusal.where for refusal in plan.refusals} - of_row.keys() - plan.left_out.keys()
    rows["refused"] += len(refused)
    return rows
