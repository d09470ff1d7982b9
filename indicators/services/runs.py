"""An import that a person makes: previewed, its unknown units answered for, confirmed, carried out by the worker, undone."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

from celery import current_app
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from indicators.models import ImportRun, Source
from indicators.services import importing, storing
from indicators.services.importing import Answers, Preview, Progress, Wanted
from indicators.sources.people import without_people
from indicators.workflow import WORKFLOW, State
from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.workflow import NotPossible
from units.models import ExternalId, Node, User

SMALLEST_STEP = 5  # per cent of progress worth telling the page


def code_of(municipality: Node) -> str:
    """The official code of a municipality. Raises ValidationError when it has none."""
    codes = ExternalId.objects.filter(node=municipality, system=ExternalId.System.MUNICIPALITY, valid_to=None)
    code = codes.values_list("value", flat=True).first()
    if code is None:
        raise ValidationError(
            _("%(name)s has no municipality code, so its schools can not be found in the file.") % {"name": municipality}
        )
    return code


def _wanted(run: ImportRun, answers: Answers) -> Wanted:
    return Wanted(run.source, bytes(run.content), code_of(run.node), run.node, answers)


@transaction.atomic
def preview_import(*, content: bytes, file_name: str, municipality: Node, by: User, source: str = Source.GRADES) -> ImportRun:
    """Keep the file with what it would change. Raises FileProblem, and keeps nothing, when it cannot be read."""
    require(by, "indicators.import_results", municipality)
    preview = importing.preview(wanted=Wanted(source, content, code_of(municipality), municipality, {}), by=by)
    run = ImportRun.objects.create(
        node=municipality,
        source=source,
        file_name=without_people(file_name)[-200:],
        content=content,
        summary=preview.as_json(),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    record(by=by, verb="upload", obj=run, node_id=municipality.pk)
    return run


@transaction.atomic
def preview_fetched(*, run: ImportRun, content: bytes, by: User) -> ImportRun:
    """Show what the answers of an API, now fetched, would change. Raises FileProblem when they cannot be read."""
    run = locked(run=run, verb="preview", by=by)
    run.content = content
    run.summary = importing.preview(wanted=_wanted(run, {}), by=by).as_json()
    run.save(update_fields=["content", "summary"])
    return follow(run=run, verb="preview", by=by)


@transaction.atomic
def answer_places(*, run: ImportRun, answers: Answers, by: User) -> ImportRun:
    """Say whom the unknown places of a source are about, and see what it changes then.

    ``answers`` has for the text of each key the pk of a unit, or what is to happen with it; a place that is not in it keeps its
    answer. Raises ValidationError when two places are said to be the same unit.
    """
    run = locked(run=run, verb="confirm", by=by)
    preview = Preview.from_json(run.summary)
    asked = {question["key"] for question in preview.questions}
    known = {key: answer for key, answer in answers.items() if key in asked}
    _different(known)
    run.summary = importing.preview(wanted=_wanted(run, preview.answers | known), by=by).as_json()
    run.save(update_fields=["summary"])
    record(by=by, verb="edit", obj=run, node_id=run.node_id, changes={"places": [preview.answers, run.summary["answers"]]})
    return run


def _different(answers: Answers) -> None:
    chosen = [answer for answer in answers.values() if answer.isdigit()]
    if len(set(chosen)) < len(chosen):
        raise ValidationError(_("Two places can not be the same unit. Choose another unit for one of them, or leave it out."))


@transaction.atomic
def confirm_import(*, run: ImportRun, by: User) -> ImportRun:
    """Let the worker read in the file. Raises NotPossible when somebody already did."""
    run = follow(run=locked(run=run, verb="confirm", by=by), verb="confirm", by=by)
    transaction.on_commit(lambda: current_app.send_task("indicators.tasks.read_file", [run.pk, by.pk]))
    return run


def carry_out(*, run: ImportRun, by: User) -> ImportRun:
    """Read in a confirmed file, and say how it went. A run that is not waiting for it is left alone."""
    if run.state != State.RUNNING:
        return run
    sorry = _("Something went wrong while the file was read in. Nothing was changed. Try again, or tell us.")
    return or_say_why(act=lambda: _carry_out(run, by), run=run, by=by, sorry=sorry)


def or_say_why(*, act: Callable[[], ImportRun], run: ImportRun, by: User, sorry: str) -> ImportRun:
    """Do what a worker was asked to do with a run, or end the run with the reason; with ``sorry`` where nobody knows it.

    What somebody else has done in the meantime stands.
    """
    try:
        return act()
    except NotPossible:
        run.refresh_from_db()
        return run
    except ValidationError as problem:
        return fail(run=run, by=by, problem=" ".join(problem.messages))
    except Exception:
        fail(run=run, by=by, problem=sorry)
        raise


@transaction.atomic
def _carry_out(run: ImportRun, by: User) -> ImportRun:
    """The figures and the word that they are in, in one transaction: a worker that dies leaves neither."""
    require(by, WORKFLOW["finish"].permission, run)
    answers = Preview.from_json(run.summary).answers
    done = importing.carry_out(wanted=_wanted(run, answers), by=by, run=run, progress=_progress_of(run))
    run = locked(run=run, verb="finish", by=by)
    run.summary, run.progress, run.ended_at = done.as_json(), 100, clock.now()
    run.save(update_fields=["summary", "progress", "ended_at"])
    return follow(run=run, verb="finish", by=by)


@transaction.atomic
def fail(*, run: ImportRun, by: User, problem: str) -> ImportRun:
    """End a run that could not be fetched or read in, with the reason."""
    run = locked(run=run, verb="fail", by=by)
    run.problem, run.progress, run.ended_at = problem, 100, clock.now()
    run.save(update_fields=["problem", "progress", "ended_at"])
    return follow(run=run, verb="fail", by=by)


@transaction.atomic
def undo_import(*, run: ImportRun, by: User) -> ImportRun:
    """Take back the figures of a run: what held before holds again.

    Units that the run made, and the names and codes that it gave, stay: others may have used them since. Raises NotPossible when
    it is undone already.
    """
    run = locked(run=run, verb="undo", by=by)
    storing.withdraw(run)
    run.undone_by, run.undone_at = by, clock.now()
    run.save(update_fields=["undone_by", "undone_at"])
    return follow(run=run, verb="undo", by=by)


def locked(*, run: ImportRun, verb: str, by: User) -> ImportRun:
    """The run as it is now, held until the transaction ends, if ``by`` may do ``verb``."""
    held = ImportRun.objects.select_for_update(of=("self",)).select_related("node").get(pk=run.pk)
    require(by, WORKFLOW[verb].permission, held)
    WORKFLOW.follow(verb, held.state)
    return held


def follow(*, run: ImportRun, verb: str, by: User, **changes: Any) -> ImportRun:
    before, run.state = run.state, WORKFLOW.follow(verb, run.state)
    run.save(update_fields=["state"])
    record(by=by, verb=verb, obj=run, node_id=run.node_id, changes={"state": [before, run.state]} | changes)
    return run


def _progress_of(run: ImportRun) -> Progress:
    """Progress that the page can see while the import's own transaction is still open, hence on a connection of its own."""
    told = 0

    def tell(percent: int) -> None:
        nonlocal told
        if percent < told + SMALLEST_STEP:
            return
        told = percent
        with closing(connection.copy()) as beside, beside.cursor() as cursor:
            cursor.execute("UPDATE indicators_importrun SET progress = %s WHERE id = %s", [percent, run.pk])

    return tell
