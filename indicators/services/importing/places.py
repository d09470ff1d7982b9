"""Whom the figures of a source are about: units and other places that are known here, and questions about those that are not."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from indicators.models import PlaceMatch
from indicators.queries.imports import choices
from indicators.queries.likeness import most_alike, names_of
from indicators.queries.previews import LEFT_OUT, MADE, UNDECIDED
from indicators.sources.batch import NAME, Batch, Place
from schoolplan.kit.text import swedish_key
from units.models import ExternalId, Kind, Node

MOST_COMPARED = 500  # unknown places; a table with more has something else than units in that column
UNIT, MUNICIPALITY = ExternalId.System.SCHOOL_UNIT, ExternalId.System.MUNICIPALITY

Key = tuple[str, str]  # system and code
Answers = dict[str, str]  # of a run, by the text of the key


def text_of(key: Key) -> str:
    """A place as its answers are kept: ``skolenhetskod:12345678``."""
    return ":".join(key)


@dataclass(frozen=True)
class Question:
    """A place that no code leads to: whom is it about?

    ``answer`` is the pk of a node, or one of ``MADE``, ``LEFT_OUT`` and ``UNDECIDED``; ``settled`` when it was given in an
    earlier import. ``suggested`` is the pk of the unit whose name or former code is alike, if there is one.
    """

    place: Place
    rows: int
    answer: str
    settled: bool = False
    suggested: int | None = None


@dataclass
class Places:
    """Where the figures of each place go: to a node, to one that is to be made, or nowhere, and why."""

    known: dict[Key, Node] = field(default_factory=dict)
    by_code: set[Key] = field(default_factory=set)  # of the known ones those whose code holds today
    made: dict[Key, Place] = field(default_factory=dict)
    refused: dict[Key, str] = field(default_factory=dict)
    left_out: dict[Key, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


@dataclass
class _Codes:
    held: dict[Key, Node]
    former: dict[Key, Node]
    matched: dict[Key, Node | None]


def resolve(batch: Batch, municipality: Node | None, *, answers: Answers, official: bool) -> Places:
    """Find the places of ``batch`` in ``municipality``: by a code that holds, by what somebody answered, by a code that ended.

    ``official`` sources may make units. No municipality is one that is itself to be made.
    """
    found = Places()
    rows = Counter(place.key for place, _where in {(reading.place, reading.where) for reading in batch.readings})
    places = {reading.place.key: reading.place for reading in batch.readings}
    codes = _codes(places, municipality)
    asked: list[Place] = []
    for key, place in places.items():
        node = codes.held.get(key)
        if node is None:
            asked.append(place)
        elif reachable(node, municipality):
            found.known[key] = node
            found.by_code.add(key)
        else:
            found.refused[key] = _belongs_elsewhere(place)
    _ask(asked, rows, municipality, codes, answers, official, found)
    return found


def reachable(node: Node, municipality: Node | None) -> bool:
    """Whether an import of ``municipality`` may write figures of ``node``: its own, and places nobody else looks after."""
    return node.kind == Kind.ELSEWHERE or (municipality is not None and municipality.holds(node))


def _belongs_elsewhere(place: Place) -> str:
    if place.system == MUNICIPALITY:
        return _("the municipality %(code)s looks after its own figures here") % {"code": place.code}
    return _("the school unit %(code)s belongs to another municipality here") % {"code": place.code}


def _codes(places: dict[Key, Place], municipality: Node | None) -> _Codes:
    values = {code for _system, code in places}
    held, former = {}, {}
    for code in ExternalId.objects.filter(value__in=values).select_related("node").order_by("valid_to", "pk"):
        if code.valid_to is None:
            held[code.system, code.value] = code.node
        elif reachable(code.node, municipality):
            former[code.system, code.value] = code.node
    matches = PlaceMatch.objects.filter(municipality=municipality, code__in=values).select_related("node") if municipality else []
    matched = {(match.system, match.code): match.node for match in matches}
    if municipality and any(system == NAME for system, _code in places):
        held |= {key: node for key, node in _named(places.values(), municipality).items() if key not in matched}
    return _Codes(held, former, matched)


def _named(places: Iterable[Place], municipality: Node) -> dict[Key, Node]:
    """The places without codes whose name is that of one node here, and of no other."""
    called: dict[str, list[Node]] = defaultdict(list)
    for node in Node.objects.within(municipality):
        called[node.name.casefold()].append(node)
    wanted = {place.key: called[place.code.casefold()] for place in places if place.system == NAME}
    return {key: nodes[0] for key, nodes in wanted.items() if len(nodes) == 1}


def _ask(
    asked: list[Place],
    rows: Counter[Key],
    municipality: Node | None,
    codes: _Codes,
    answers: Answers,
    official: bool,
    found: Places,
) -> None:
    """Put a question about each place, with the answer that holds so far, and act on it."""
    units = {node.pk: node for node in choices(municipality)} if municipality and asked else {}
    taken = {node.pk for node in found.known.values()}
    names = names_of(units.values()) if len(asked) <= MOST_COMPARED else {}
    for place in sorted(asked, key=lambda place: swedish_key(place.name or place.code)):
        answer, settled = _answer(place, codes, answers, official)
        node = units.get(int(answer)) if answer.isdigit() and int(answer) not in taken else None
        if answer.isdigit() and node is None:
            answer, settled = UNDECIDED, False
        compared = names and not settled
        suggested = most_alike(place.name or place.code, names, among=names.keys() - taken) if compared else None
        found.questions.append(Question(place, rows[place.key], answer, settled, suggested))
        if node is not None:
            found.known[place.key] = node
        elif answer == MADE:
            found.made[place.key] = place
        elif answer == LEFT_OUT:
            found.left_out[place.key] = _("units that are to be left out")
        else:
            found.left_out[place.key] = _("units that nobody has said yet who they are")


def _answer(place: Place, codes: _Codes, answers: Answers, official: bool) -> tuple[str, bool]:
    """What is to happen with a place, and whether that was decided in an earlier import."""
    chosen = answers.get(text_of(place.key))
    if chosen is not None:
        return chosen, False
    if place.key in codes.matched:
        node = codes.matched[place.key]
        return (str(node.pk) if node else LEFT_OUT), True
    if place.key in codes.former:
        return str(codes.former[place.key].pk), True
    return (MADE if official and place.system == UNIT else UNDECIDED), False
