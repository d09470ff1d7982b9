"""Carrying out what was decided about the register's proposals, and taking it back."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from indicators.models import PlaceMatch, Value
from indicators.queries.register import (
    ADD,
    CLOSE,
    LEAVE,
    SAME,
    SYSTEM,
    UPDATE,
    Comparison,
    Proposal,
    merged_forms,
)
from indicators.sources.register import RegisterUnit
from journal.models import Event
from journal.services import Actor
from schoolplan.kit import clock
from units import services as units
from units.models import Kind, Node


class Verb(StrEnum):
    """What was done, as a run keeps it."""

    ADDED = "added"
    RECODED = "recoded"
    RENAMED = "renamed"
    DESCRIBED = "described"
    CLOSED = "closed"
    REOPENED = "reopened"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True)
class Done:
    """One thing that was done, with what it takes to undo it."""

    verb: str
    node: int
    name: str
    before: Any = None
    after: Any = None

    def as_stored(self) -> dict[str, Any]:
        return asdict(self)


def carry_out(*, comparison: Comparison, municipality: Node, on: dt.date, by: Actor) -> list[Done]:
    """Do what was decided. ``on`` is the day from which closed units are closed."""
    claimed = {proposal.target for proposal in comparison.new if proposal.verb == SAME}
    done: list[Done] = []
    for proposal in comparison.new:
        done.extend(_new(proposal, municipality, by))
    for proposal in comparison.changed:
        if proposal.verb == UPDATE and proposal.node and proposal.unit:
            done.extend(_update(proposal.node, proposal.unit, by))
    for proposal in comparison.gone:
        if proposal.verb == CLOSE and proposal.node and proposal.node.pk not in claimed:
            done.append(_close(proposal, municipality, on, by))
    return done


def _new(proposal: Proposal, municipality: Node, by: Actor) -> Iterator[Done]:
    unit = proposal.unit
    if unit is None:
        return
    if proposal.verb == LEAVE:
        PlaceMatch.objects.get_or_create(municipality=municipality, system=SYSTEM, code=unit.code, defaults={"node": None})
        yield Done(Verb.FORGOTTEN, municipality.pk, unit.name, after=unit.code)
    elif proposal.verb == ADD:
        node = units.add_node(
            parent=Node.objects.get(pk=proposal.target),
            kind=Kind.UNIT,
            name=unit.name,
            forms=unit.forms,
            grades=unit.grades,
            pupils=unit.pupils,
            code=unit.code,
            by=by,
        )
        yield Done(Verb.ADDED, node.pk, unit.name, after=unit.code)
    elif proposal.verb == SAME:
        node = Node.objects.get(pk=proposal.target)
        units.replace_code(node=node, system=SYSTEM, code=unit.code, by=by)
        yield Done(Verb.RECODED, node.pk, unit.name, after=unit.code)
        yield from _update(node, unit, by)


def _update(node: Node, unit: RegisterUnit, by: Actor) -> Iterator[Done]:
    """Bring the unit's facts in line with the register; what the register does not state is left as it is."""
    if node.closed_on is not None:
        yield Done(Verb.REOPENED, node.pk, node.name, before=node.closed_on.isoformat())
        units.reopen_node(node=node, by=by)
    if unit.name != node.name:
        yield Done(Verb.RENAMED, node.pk, unit.name, before=node.name, after=unit.name)
        units.rename_node(node=node, name=unit.name, by=by)
    before = _facts(node)
    after: dict[str, Any] = {
        "forms": merged_forms(unit, node),
        "grades": unit.grades or node.grades,
        "pupils": node.pupils if unit.pupils is None else unit.pupils,
    }
    if after != before:
        units.describe_node(node=node, by=by, **after)
        yield Done(Verb.DESCRIBED, node.pk, node.name, before=before, after=after)


def _facts(node: Node) -> dict[str, Any]:
    return {"forms": list(node.forms), "grades": node.grades, "pupils": node.pupils}


def _close(proposal: Proposal, municipality: Node, on: dt.date, by: Actor) -> Done:
    node = proposal.node
    assert node is not None  # only units that are there can be gone from the register
    successors = list(Node.objects.within(municipality).units().filter(pk__in=proposal.decided.successors).exclude(pk=node.pk))
    units.close_node(node=node, on=on, by=by, successors=successors)
    return Done(Verb.CLOSED, node.pk, node.name, after=[successor.name for successor in successors])


def _nothing_hangs_on(node: Node) -> bool:
    """Whether nobody has done anything with a unit since it was made; the journal knows of all apps."""
    return not Event.objects.filter(node_id=node.pk).exclude(verb="add", object_id=node.pk).exists() and not (
        Value.objects.current().filter(node=node).exists()
    )


def undo(*, done: list[Done], by: Actor) -> list[str]:
    """Take back what was done, last first. Returns sentences about what somebody has changed since, and so was left."""
    nodes = Node.objects.in_bulk({step.node for step in done})
    return [left for step in reversed(done) if (left := _undo(step, nodes[step.node], by))]


def _undo(step: Done, node: Node, by: Actor) -> str:
    match step.verb:
        case Verb.ADDED if _nothing_hangs_on(node):
            units.close_node(node=node, on=clock.today(), by=by)
        case Verb.RECODED:
            units.restore_code(node=node, system=SYSTEM, code=step.after, by=by)
        case Verb.RENAMED if node.name == step.after:
            units.rename_node(node=node, name=step.before, by=by)
        case Verb.DESCRIBED if _facts(node) == step.after:
            units.describe_node(node=node, by=by, **step.before)
        case Verb.CLOSED if node.closed_on is not None:
            units.reopen_node(node=node, by=by)
        case Verb.REOPENED if node.closed_on is None:
            units.close_node(node=node, on=dt.date.fromisoformat(step.before), by=by)
        case Verb.FORGOTTEN:
            PlaceMatch.objects.filter(municipality=node, system=SYSTEM, code=step.after, node=None).delete()
        case _:
            return _("%(name)s has been changed since, and is left as it is.") % {"name": node.name}
    return ""
