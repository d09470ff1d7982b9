"""What a table of one's own may change: only the municipality's own indicators, and never a figure by the marker that hides it.

A table comes back with what was written in it when it was fetched. A row that says just what the table would say of the stored
value is that value, whatever is hidden behind ``..``.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from indicators.masking import Audience, round_to
from indicators.models import Indicator, Series
from indicators.queries.surroundings import limits_for
from indicators.queries.tables import Told, told_of, written
from indicators.sources.batch import Batch, Reading, Refusal
from indicators.sources.cells import Cell, CellProblem, Measure, read_cell
from indicators.sources.sheet import PERCENT
from units.models import Node


def name_indicators(*, batch: Batch, municipality: Node) -> Batch:
    """The same figures with the keys of their indicators, which a person may have written as titles."""
    keys = _keys(municipality)
    readings: list[Reading] = []
    refusals = list(batch.refusals)
    for reading in batch.readings:
        found = keys.get(reading.indicator.casefold(), set())
        if len(found) == 1:
            readings.append(replace(reading, indicator=next(iter(found))))
        else:
            reason = (
                _("more than one indicator is called “%(title)s”; write its code under Nyckeltalets kod")
                if found
                else _("“%(title)s” is not in the library of indicators; add it there first, then read in the table again")
            )
            refusals.append(Refusal(reading.where, reason % {"title": reading.indicator[:80]}))
    return replace(batch, readings=tuple(readings), refusals=tuple(refusals))


def _keys(municipality: Node) -> dict[str, set[str]]:
    """The keys by what may be written: a key is itself, a title may be that of several."""
    known = Indicator.objects.known_in(municipality)
    by_title: dict[str, set[str]] = defaultdict(set)
    by_key = {}
    for key, title, short_title in known.values_list("key", "title", "short_title"):
        by_key[key] = {key}
        for words in {title, short_title}:
            by_title[" ".join(words.casefold().split())].add(key)
    return by_title | by_key


def settle(
    *, readings: Iterable[Reading], nodes: dict[tuple[str, str], Node], indicators: dict[str, Indicator], municipality: Node
) -> tuple[list[Reading], list[Refusal]]:
    """The figures as they are to be stored, and what may not be.

    ``nodes`` are the known places by their key, ``indicators`` those that the readings name. What a row leaves empty stays as it
    is stored.
    """
    readings = list(readings)
    held, inside = (_held(readings, nodes, indicators, municipality, audience) for audience in (Audience.PUBLIC, Audience.INSIDE))
    taken: list[Reading] = []
    refused: list[Refusal] = []
    for reading in readings:
        indicator = indicators[reading.indicator]
        node = nodes.get(reading.place.key)
        series = (node.pk if node else 0, indicator.pk, int(reading.school_year), reading.sex)
        told = held.get(series)
        whole = _with_stored(reading, told) if told else reading
        if told and _says_the_same(reading, told, inside[series]):
            whole = replace(whole, cell=_cell(told))
        if reason := _hindrance(whole, told, indicator):
            refused.append(Refusal(reading.where, reason))
        else:
            taken.append(whole)
    return taken, refused


def _held(
    readings: list[Reading],
    nodes: dict[tuple[str, str], Node],
    indicators: dict[str, Indicator],
    municipality: Node,
    audience: Audience,
) -> dict[Series, Told]:
    """The stored values that the readings are about, and how a table tells them to ``audience``."""
    return told_of(
        {nodes[reading.place.key].pk for reading in readings if reading.place.key in nodes},
        years={int(reading.school_year) for reading in readings},
        audience=audience,
        limits=limits_for(municipality),
        indicators={indicators[reading.indicator].pk for reading in readings},
    )


def _says_the_same(reading: Reading, *told: Told) -> bool:
    """A number is the stored one as it is rounded in a table; a marker is one that some audience reads in its place."""
    stored, cell = told[0].value, reading.cell
    if cell.number is not None and stored.number is not None:
        return (cell.number, cell.rounded) == (round_to(stored.number, stored.indicator.decimals), stored.rounded)
    return cell.number is None and cell.raw in {written(each.shown)[0] for each in told}


def _with_stored(reading: Reading, told: Told) -> Reading:
    value = told.value
    return replace(
        reading,
        denominator=value.denominator if reading.denominator is None else reading.denominator,
        response_rate=value.response_rate if reading.response_rate is None else reading.response_rate,
    )


def _cell(told: Told) -> Cell:
    value = told.value
    return Cell(value.raw, value.number, value.marker, value.rounded)


def _hindrance(reading: Reading, told: Told | None, indicator: Indicator) -> str:
    """Why the figure may not be stored, or nothing."""
    if indicator.municipality_id is None:
        if told and _is_stored(reading, told):
            return ""
        return _("“%(title)s” is fetched from %(source)s and is not changed by hand") % {
            "title": indicator.short_title,
            "source": indicator.source,
        }
    if told and reading.cell == _cell(told):
        return ""
    if reading.cell.raw.endswith(PERCENT) and indicator.measure != Measure.PERCENT:
        return _("“%(title)s” is not measured in per cent") % {"title": indicator.short_title}
    try:
        read_cell(reading.cell.raw.removesuffix(PERCENT), indicator.measure)
    except CellProblem as problem:
        return str(problem)
    return ""


def _is_stored(reading: Reading, told: Told) -> bool:
    value = told.value
    return (reading.cell, reading.denominator, reading.response_rate) == (_cell(told), value.denominator, value.response_rate)
