"""What findings rest on: exact figures and own observations."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import Finding, Ground, Observation
from analyses.services.locking import lock_to_write
from analyses.services.undoing import undoable
from indicators.queries import is_quotable, successor_of
from journal.services import record
from units.models import User


@transaction.atomic
def add_ground(*, finding: Finding, by: User, value_id: int | None = None, observation: Observation | None = None) -> Ground:
    """Let the finding rest on one exact figure (the number of its revision) or on one own observation. Twice changes nothing.

    Raises ValidationError for a figure of another node or one that no longer holds, and for another analysis's observation.
    """
    lock_to_write(obj=finding, by=by)
    if observation is not None and observation.analysis_id != finding.analysis_id:
        raise ValidationError(_("This observation does not belong to the analysis."))
    if value_id is not None and not is_quotable(value_id, node=finding.node):
        raise ValidationError(_("This figure does not belong to the analysis."))
    on: dict[str, Any] = {"value_id": value_id} if observation is None else {"observation": observation}
    with _grounds_recorded(finding, by):
        ground, _made = Ground.objects.get_or_create(finding=finding, **on, defaults={"position": finding.grounds.count()})
    return ground


@transaction.atomic
def remove_ground(*, ground: Ground, by: User) -> None:
    lock_to_write(obj=ground, by=by)
    with _grounds_recorded(ground.finding, by):
        ground.delete()


@transaction.atomic
def use_new_figure(*, ground: Ground, by: User) -> None:
    """Point to the revision that holds in place of one that its publisher has changed.

    Raises ValidationError when none does: the figure holds as it is, or it has been undone.
    """
    lock_to_write(obj=ground, by=by)
    successor = successor_of(ground.value_id) if ground.value_id else None
    if successor is None:
        raise ValidationError(_("There is no newer figure."))
    with _grounds_recorded(ground.finding, by):
        if ground.finding.grounds.filter(value_id=successor).exists():
            ground.delete()
        else:
            ground.value_id = successor
            ground.save(update_fields=["value"])


def take_ground_away(*, ground: Ground, by: User) -> None:
    """As a part of removing what it is: told in the journal of the finding, and undone with the removal."""
    finding, before = ground.finding, _numbered_grounds(ground.finding)
    ground.delete()
    changes = {"grounds": [before, _numbered_grounds(finding)]}
    record(by=by, verb="ground", obj=finding, node_id=finding.node.pk, changes=changes)


@contextmanager
def _grounds_recorded(finding: Finding, by: User) -> Iterator[None]:
    """Tell in the journal what the finding rested on before and after, by number: figures are masked when they are shown."""
    before = _numbered_grounds(finding)
    with undoable(analysis=finding.analysis, obj=finding, verb="ground", by=by) as deed:
        yield
        deed.changes["grounds"] = [before, _numbered_grounds(finding)]


def _numbered_grounds(finding: Finding) -> list[dict[str, int]]:
    grounds = Ground.objects.filter(finding=finding).values_list("value_id", "observation_id")
    return [{"value": value} if value else {"observation": observation} for value, observation in grounds]
