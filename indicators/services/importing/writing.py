"""Carrying out a plan: the places and indicators that are to be made, what is remembered, and the figures."""

from django.db.models import Max

from indicators.models import ImportRun, PlaceMatch, Value
from indicators.queries.previews import LEFT_OUT, MADE, UNDECIDED
from indicators.services import library
from indicators.services.importing.places import MUNICIPALITY, UNIT, Question
from indicators.services.importing.plan import Judged, Plan, judged
from indicators.services.storing import Told, silent, store
from indicators.sources.batch import NAME, Place
from journal.services import SYSTEM, Actor
from schoolplan.kit import clock
from units import services as units
from units.models import ExternalId, Kind, Node
from units.years import SchoolYear


def carry_out(*, plan: Plan, municipality: Node, by: Actor, run: ImportRun | None = None, tell: Told = silent) -> Judged:
    """Store what is new or changed, in the caller's transaction. ``tell`` hears how many figures have been sent."""
    for asked in plan.places.questions:
        if not asked.settled:
            _remember(asked, plan, municipality, by)
    for key, place in plan.places.made.items():
        plan.places.known[key] = _make(place, municipality, by)
    for key, name in plan.renamed.items():
        units.rename_node(node=plan.places.known[key], name=name, by=by)
    for missing in plan.missing:
        plan.indicators[missing] = library.indicator(key=missing)
    if by is SYSTEM:
        _publish(plan)
    figures = (plan.incoming(reading) for reading in plan.usable)
    outcome = store(figures, municipality=municipality, fetched_on=clock.today(), run=run, tell=tell)
    return judged(outcome, plan)


def _remember(asked: Question, plan: Plan, municipality: Node, by: Actor) -> None:
    """Keep an answer, so that the next source with the same place asks nothing."""
    if asked.answer in (MADE, UNDECIDED):
        return
    place = asked.place
    node = None if asked.answer == LEFT_OUT else plan.places.known[place.key]
    PlaceMatch.objects.update_or_create(municipality=municipality, system=place.system, code=place.code, defaults={"node": node})
    if node is not None and place.system in ExternalId.System.values and _is_newer(plan, node, place):
        units.replace_code(node=node, system=place.system, code=place.code, by=by)


def _is_newer(plan: Plan, node: Node, place: Place) -> bool:
    """Whether the place's figures are of no earlier year than those that the node has: an old file tells of an old code."""
    year = max((reading.school_year for reading in plan.usable if reading.place.key == place.key), default=SchoolYear(1990))
    held = Value.objects.current().filter(node=node, indicator__in=plan.indicators.values()).aggregate(Max("school_year"))
    latest: SchoolYear | None = held["school_year__max"]
    return latest is None or year >= latest


def _make(place: Place, municipality: Node, by: Actor) -> Node:
    if place.system == MUNICIPALITY:
        return units.add_elsewhere(name=place.name or place.code, code=place.code, by=by)
    code = place.code if place.system == UNIT else ""
    name = place.name or place.code
    node = units.add_node(parent=municipality, kind=Kind.UNIT, name=name, forms=place.forms, code=code, by=by)
    if place.system == NAME:
        PlaceMatch.objects.create(municipality=municipality, system=place.system, code=place.code, node=node)
    elif place.system != UNIT:
        ExternalId.objects.create(node=node, system=place.system, value=place.code, valid_from=clock.today())
    return node


def _publish(plan: Plan) -> None:
    """Keep the titles of the latest year. What somebody uploads may have been written in, so only the program does this."""
    year = max((reading.school_year for reading in plan.batch.readings), default=SchoolYear(1990))
    for published in plan.batch.published:
        indicator = plan.indicators.get(published.key)
        if indicator and (indicator.title != published.title or published.definition not in ("", indicator.definition)):
            library.publish(
                indicator=indicator,
                title=published.title,
                definition=published.definition,
                on=min(year.ends, clock.today()),
                by=SYSTEM,
            )
