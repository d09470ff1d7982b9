"""Carrying out a plan: the places and indicators that are to be made, what is remembered, and the figures."""

from django.db.models import Max

from indicators.models import ImportRun, Indicator, PlaceMatch, Value
from indicators.services.figures import add_indicator
from indicators.services.importing.places import LEFT_OUT, NEW, UNDECIDED, UNIT, Question
from indicators.services.importing.plan import Judged, Plan, judged
from indicators.services.storing import Told, silent, store
from indicators.sources.batch import NAME, Place, Published
from journal.services import SYSTEM, Actor, record
from schoolplan.kit import clock
from units import services as units
from units.models import ExternalId, Kind, Node
from units.years import SchoolYear


def carry_out(plan: Plan, *, municipality: Node, by: Actor, run: ImportRun | None = None, tell: Told = silent) -> Judged:
    """Store what is new or changed, in the caller's transaction. ``tell`` hears how many figures have been sent."""
    for asked in plan.places.questions:
        if not asked.settled:
            _remember(asked, plan, municipality, by)
    for key, place in plan.places.made.items():
        plan.places.known[key] = _make(place, municipality, by)
    for key, name in plan.renamed.items():
        units.rename_node(node=plan.places.known[key], name=name, by=by)
    for published in plan.missing.values():
        _add_indicator(published, plan, by)
    if by is SYSTEM:
        _retitle(plan)
    figures = (plan.incoming(reading) for reading in plan.usable)
    outcome = store(figures, municipality=municipality, fetched_on=clock.today(), run=run, tell=tell)
    return judged(outcome, plan)


def _remember(asked: Question, plan: Plan, municipality: Node, by: Actor) -> None:
    """Keep an answer, so that the next source with the same place asks nothing."""
    if asked.answer in (NEW, UNDECIDED):
        return
    place = asked.place
    node = None if asked.answer == LEFT_OUT else plan.places.known[place.key]
    PlaceMatch.objects.update_or_create(municipality=municipality, system=place.system, code=place.code, defaults={"node": node})
    if node is not None and place.system in ExternalId.System.values and _is_newer(plan, node, place):
        units.replace_code(node=node, system=place.system, code=place.code, by=by)


def _is_newer(plan: Plan, node: Node, place: Place) -> bool:
    """Whether the place's figures are of no earlier year than those that the node has: an old file tells of an old code."""
    year = max((reading.school_year for reading in plan.usable if reading.place.key == place.key), default=SchoolYear(0))
    held = Value.objects.current().filter(node=node, indicator__in=plan.indicators.values()).aggregate(Max("school_year"))
    latest: SchoolYear | None = held["school_year__max"]
    return latest is None or year >= latest


def _make(place: Place, municipality: Node, by: Actor) -> Node:
    code = place.code if place.system == UNIT else ""
    name = place.name or place.code
    node = units.add_node(parent=municipality, kind=Kind.UNIT, name=name, forms=place.forms, code=code, by=by)
    if place.system == NAME:
        PlaceMatch.objects.create(municipality=municipality, system=place.system, code=place.code, node=node)
    elif place.system != UNIT:
        ExternalId.objects.create(node=node, system=place.system, value=place.code, valid_from=clock.today())
    return node


def _add_indicator(published: Published, plan: Plan, by: Actor) -> None:
    """An official indicator belongs to all municipalities, so it is the program itself that adds it."""
    plan.indicators[published.key] = add_indicator(
        key=published.key,
        title=published.title,
        short_title=published.short_title or published.title[:120],
        measure=published.measure,
        decimals=published.decimals,
        direction=published.direction,
        source=plan.batch.publisher,
        forms=published.forms,
        area_keys=published.area_keys,
        position=plan.batch.published.index(published),
        counted_by=plan.indicators.get(published.counted_by),
        by=SYSTEM,
    )


def _retitle(plan: Plan) -> None:
    """The title is the one of the latest school year. A file that one municipality reads in renames no indicator for all."""
    other = {p.key: p.title for p in plan.batch.published if plan.indicators[p.key].title != p.title}
    if not other:
        return
    year = max(reading.school_year for reading in plan.batch.readings)
    indicators = [plan.indicators[key] for key in other]
    latest: dict[int, SchoolYear] = dict(
        Value.objects.filter(indicator__in=indicators).values_list("indicator").annotate(Max("school_year"))
    )
    for indicator in indicators:
        if (latest.get(indicator.pk) or year) <= year:
            _give_title(indicator, other[indicator.key])


def _give_title(indicator: Indicator, title: str) -> None:
    former, indicator.title = indicator.title, title
    indicator.save(update_fields=["title"])
    record(by=SYSTEM, verb="edit", obj=indicator, changes={"title": [former, indicator.title]})
