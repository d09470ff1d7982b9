"""Adding indicators and single values."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from indicators.models import Indicator, Value
from indicators.queries.previews import UNCHANGED
from indicators.services.storing import Incoming, store
from indicators.sources.cells import CellProblem, read_cell
from journal.services import SYSTEM, Actor, record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from units.models import Node
from units.years import SchoolYear


def may_import(*, by: Actor, node: Node | None) -> None:
    """Stop anybody but the program itself and those whom the policy lets import at ``node``."""
    if by is SYSTEM:
        return
    if node is None:
        raise PermissionDenied("indicators.import_results")
    require(by, "indicators.import_results", node)


@transaction.atomic
def add_indicator(
    *,
    key: str,
    title: str,
    short_title: str,
    measure: str,
    source: str,
    by: Actor,
    decimals: int = 0,
    direction: str = Indicator.Direction.HIGHER,
    municipality: Node | None = None,
    forms: Iterable[str] = (),
    area_keys: Iterable[str] = (),
    position: int = 0,
    counted_by: Indicator | None = None,
) -> Indicator:
    """An indicator, of one municipality or of all. The one that already has the key is returned as it is.

    ``counted_by`` is the indicator that says how many pupils it rests on, where values carry no denominator of their own.
    """
    may_import(by=by, node=municipality)
    indicator, made = Indicator.objects.get_or_create(
        key=key,
        defaults={
            "title": title,
            "short_title": short_title,
            "measure": measure,
            "decimals": decimals,
            "direction": direction,
            "source": source,
            "municipality": municipality,
            "forms": list(forms),
            "area_keys": list(area_keys),
            "position": position,
            "counted_by": counted_by,
        },
    )
    if made:
        record(
            by=by, verb="add", obj=indicator, node_id=municipality.pk if municipality else None, changes={"title": ["", title]}
        )
    return indicator


@transaction.atomic
def record_value(
    *,
    node: Node,
    indicator: Indicator,
    school_year: SchoolYear,
    raw: str,
    denominator: int | None,
    source: str,
    by: Actor,
    sex: str = Value.Sex.ALL,
    response_rate: Decimal | None = None,
    fetched_on: dt.date | None = None,
) -> Value:
    """One value as published: a number with decimal comma, or a marker. Nothing happens when it is already so.

    ``response_rate`` is that of a survey, in per cent.
    """
    may_import(by=by, node=node)
    try:
        cell = read_cell(raw, indicator.measure)
    except CellProblem as problem:
        raise ValidationError(str(problem)) from problem
    figure = Incoming(node.pk, indicator.pk, school_year, cell, source, sex, denominator, response_rate)
    series = Value.objects.filter(node=node, indicator=indicator, school_year=school_year, sex=sex)
    former = series.current().first()
    outcome = store([figure], municipality=node.municipality, fetched_on=fetched_on or clock.today())
    value = series.current().get()
    if not outcome.counts[UNCHANGED]:
        record(by=by, verb="record", obj=value, node_id=node.pk, changes={"raw": [former.raw if former else "", value.raw]})
    return value
