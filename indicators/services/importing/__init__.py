"""Bringing in figures from any source: read, find out whom they are about, compare, and write in one transaction.

``readers`` says which module reads which source, ``places`` finds the units, ``plan`` puts figures beside what is stored,
``preview`` counts what would change, ``writing`` does it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from indicators.models import ImportRun
from indicators.queries.previews import Preview
from indicators.services.figures import may_import
from indicators.services.importing import writing
from indicators.services.importing.places import Answers
from indicators.services.importing.plan import draw_up, judge, read_batch
from indicators.services.importing.preview import preview_of
from indicators.services.importing.readers import READERS
from indicators.sources.batch import Batch
from journal.services import Actor, record
from units import services as units
from units.models import Node

Progress = Callable[[int], None]  # told how many per cent are done

__all__ = ["READERS", "Answers", "Preview", "Progress", "Wanted", "bring_in", "carry_out", "preview"]

READ, PLANNED, SENT, STORED = 10, 20, 70, 95  # per cent done when the source is read, looked up, sent to the database, stored


@dataclass(frozen=True)
class Wanted:
    """What is to be brought in, for which municipality (by its code; it may be one that is not there yet)."""

    source: str
    content: bytes
    code: str
    municipality: Node | None
    answers: Answers

    def batch(self) -> Batch:
        return read_batch(self.source, self.content, code=self.code, municipality=self.municipality)


def _nobody(_percent: int) -> None:
    """Nobody waits."""


def preview(*, wanted: Wanted, by: Actor) -> Preview:
    """What the source would change. Writes nothing. Raises FileProblem when it can not be read as a whole."""
    may_import(by=by, node=wanted.municipality)
    plan = draw_up(wanted.source, wanted.batch(), municipality=wanted.municipality, answers=wanted.answers)
    return preview_of(plan, judge(plan), wanted.answers)


@transaction.atomic
def carry_out(*, wanted: Wanted, by: Actor, run: ImportRun | None = None, progress: Progress = _nobody) -> Preview:
    """Bring in the source, all or nothing; again changes nothing. A municipality that is not there yet is made.

    Imports of one municipality wait for each other. Raises FileProblem when the source can not be read as a whole.
    """
    may_import(by=by, node=wanted.municipality)
    batch = wanted.batch()
    progress(READ)
    municipality = _alone(wanted, batch, by)
    done = bring_in(batch=batch, wanted=wanted, municipality=municipality, by=by, run=run, progress=progress)
    if wanted.municipality is None or done.changes_something:
        changes = {name: [None, count] for name, count in done.counts().items()}
        record(by=by, verb="import_results", obj=municipality, node_id=municipality.pk, changes=changes)
    return done


def bring_in(
    *, batch: Batch, wanted: Wanted, municipality: Node, by: Actor, run: ImportRun | None, progress: Progress
) -> Preview:
    """The figures of a batch that has been read: looked up, stored, counted."""
    plan = draw_up(wanted.source, batch, municipality=municipality, answers=wanted.answers)
    progress(PLANNED)
    total = max(len(plan.usable), 1)
    fates = writing.carry_out(
        plan=plan,
        municipality=municipality,
        by=by,
        run=run,
        tell=lambda sent: progress(PLANNED + (SENT - PLANNED) * sent // total),
    )
    progress(STORED)
    return preview_of(plan, fates, wanted.answers)


def _alone(wanted: Wanted, batch: Batch, by: Actor) -> Node:
    """The municipality, held so that only one import of it goes on at a time. Figures may still be read and written elsewhere."""
    if wanted.municipality is None:
        return units.add_municipality(name=batch.municipality, code=wanted.code, by=by)
    held: Node = Node.objects.select_for_update(no_key=True).get(pk=wanted.municipality.pk)
    return held
