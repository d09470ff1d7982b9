"""A register that a person uploads: compared, decided on, carried out at once, undone."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from indicators.models import ImportRun, Source
from indicators.queries.register import (
    ADD,
    CLOSE,
    KEEP,
    LEAVE,
    SAME,
    UPDATE,
    Choices,
    Comparison,
    Kinds,
    Proposal,
    compare,
)
from indicators.services import withholding
from indicators.services.register import changes
from indicators.services.register.changes import Done
from indicators.services.runs import code_of, follow, locked
from indicators.sources import register
from indicators.sources.people import without_people
from indicators.sources.register import Register
from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from units.models import Kind, Node, User


def _read(run: ImportRun) -> Register:
    return register.read(bytes(run.content), municipality_code=code_of(run.node))


@transaction.atomic
def preview_register(*, content: bytes, file_name: str, municipality: Node, by: User) -> ImportRun:
    """Keep the register beside the tree. Raises FileProblem, and keeps nothing, when it cannot be read."""
    require(by, "indicators.import_results", municipality)
    read = register.read(content, municipality_code=code_of(municipality))
    run = ImportRun.objects.create(
        node=municipality,
        source=Source.REGISTER,
        file_name=without_people(file_name)[-200:],
        content=register.without_people(content),
        asked={"decisions": {}, "on": clock.today().isoformat()},
        summary=_counts(read),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    record(by=by, verb="upload", obj=run, node_id=municipality.pk)
    return run


def _counts(read: Register) -> dict[str, Any]:
    """Every row of the file accounted for."""
    return {
        "rows": read.rows,
        "read": read.read,
        "units": len(read.units),
        "left_out": dict(read.left_out),
        "refusals": [[refusal.where, refusal.reason] for refusal in read.refusals],
    }


def comparison_of(run: ImportRun) -> Comparison:
    """The run's register beside the tree as it is now, with what has been decided so far."""
    return compare(_read(run), run.node, _decided(run))


def _decided(run: ImportRun) -> dict[str, Choices]:
    return {key: Choices(said["choice"], tuple(said["successors"])) for key, said in run.asked.get("decisions", {}).items()}


@transaction.atomic
def decide(*, run: ImportRun, decisions: dict[str, Choices], on: dt.date, by: User) -> ImportRun:
    """Keep what a person chose; a proposal that is not in ``decisions`` keeps its choice.

    Raises ValidationError for a choice that is not offered, or a unit chosen twice.
    """
    run = locked(run=run, verb="confirm", by=by)
    read = _read(run)
    offered = {proposal.key: proposal for proposal in compare(read, run.node, _decided(run)).proposals}
    chosen = {key: choice for key, choice in decisions.items() if key in offered}
    for key, choice in chosen.items():
        _check(offered[key], choice, run.node)
    kept = run.asked.get("decisions", {}) | {
        key: {"choice": choice.choice, "successors": list(choice.successors)} for key, choice in chosen.items()
    }
    run.asked = {"decisions": kept, "on": on.isoformat()}
    _no_unit_twice(compare(read, run.node, _decided(run)))
    run.save(update_fields=["asked"])
    return run


def _check(proposal: Proposal, chosen: Choices, municipality: Node) -> None:
    verb, _colon, pk = chosen.choice.partition(":")
    allowed = {Kinds.NEW: {ADD, SAME, LEAVE}, Kinds.CHANGED: {UPDATE, KEEP}, Kinds.GONE: {KEEP, CLOSE}}[proposal.kind]
    ours = Node.objects.within(municipality)
    if verb == ADD:
        possible = pk.isdecimal() and ours.filter(pk=pk).exclude(kind=Kind.UNIT).exists()
    elif verb == SAME:
        possible = pk.isdecimal() and ours.units().filter(pk=pk).exists()
    else:
        possible = not pk
    successors = ours.units().filter(pk__in=chosen.successors)
    if verb not in allowed or not possible or successors.count() != len(set(chosen.successors)):
        raise ValidationError(_("Choose what shall happen with %(name)s.") % {"name": proposal.name})
    if proposal.node and proposal.node.pk in chosen.successors:
        raise ValidationError(_("%(name)s can not go on in itself.") % {"name": proposal.name})


def _no_unit_twice(comparison: Comparison) -> None:
    same = [proposal.target for proposal in comparison.new if proposal.verb == SAME]
    if len(set(same)) < len(same):
        raise ValidationError(_("Two new codes can not belong to the same unit. Choose another unit for one of them."))


@transaction.atomic
def carry_out(*, run: ImportRun, by: User) -> ImportRun:
    """Do what was decided, all or nothing. Raises NotPossible when somebody already did."""
    run = locked(run=run, verb="confirm", by=by)
    municipality = Node.objects.select_for_update(no_key=True).get(pk=run.node_id)
    on = dt.date.fromisoformat(run.asked["on"])
    done = changes.carry_out(comparison=comparison_of(run), municipality=municipality, on=on, by=by)
    withholding.renew_all(municipality=municipality)
    run.summary |= {"done": [step.as_stored() for step in done]}
    run.progress, run.ended_at = 100, clock.now()
    run.save(update_fields=["summary", "progress", "ended_at"])
    follow(run=run, verb="confirm", by=by)
    return follow(run=run, verb="finish", by=by)


@transaction.atomic
def undo_register(*, run: ImportRun, by: User) -> ImportRun:
    """Take back what the run did, where nobody has changed it since; ``summary["left"]`` says what was left."""
    run = locked(run=run, verb="undo", by=by)
    run.summary |= {"left": changes.undo(done=[Done(**step) for step in run.summary["done"]], by=by)}
    withholding.renew_all(municipality=run.node)
    run.undone_by, run.undone_at = by, clock.now()
    run.save(update_fields=["summary", "undone_by", "undone_at"])
    return follow(run=run, verb="undo", by=by)
