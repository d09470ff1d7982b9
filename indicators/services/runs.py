"""A file that a person uploads: previewed, confirmed, read in by the worker."""

from contextlib import closing

from celery import current_app
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from indicators.models import ImportRun
from indicators.services.reading import Progress, read_in
from indicators.workflow import WORKFLOW, State
from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
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


@transaction.atomic
def preview_import(*, content: bytes, file_name: str, municipality: Node, by: User) -> ImportRun:
    """Keep the file with what it would change. Raises FileProblem, and keeps nothing, when it cannot be read."""
    require(by, "indicators.import_results", municipality)
    summary = read_in(content=content, municipality_code=code_of(municipality), by=by, dry_run=True)
    run = ImportRun.objects.create(
        node=municipality,
        file_name=file_name[-200:],
        content=content,
        summary=summary.as_stored(),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    record(by=by, verb="upload", obj=run, node_id=municipality.pk)
    return run


@transaction.atomic
def confirm_import(*, run: ImportRun, by: User) -> ImportRun:
    """Let the worker read in the file. Raises NotPossible when somebody already did."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    require(by, WORKFLOW["confirm"].permission, run)
    before, run.state = run.state, WORKFLOW.follow("confirm", run.state)
    run.save(update_fields=["state"])
    record(by=by, verb="confirm", obj=run, node_id=run.node_id, changes={"state": [before, run.state]})
    transaction.on_commit(lambda: current_app.send_task("indicators.tasks.read_file", [run.pk, by.pk]))
    return run


def carry_out(*, run: ImportRun, by: User) -> ImportRun:
    """Read in a confirmed file, and say how it went. A run that is not waiting for it is left alone."""
    if run.state != State.RUNNING:
        return run
    try:
        summary = read_in(content=bytes(run.content), municipality_code=code_of(run.node), by=by, progress=_progress_of(run))
    except ValidationError as problem:
        return _end(run, by, "fail", problem=" ".join(problem.messages))
    except Exception:
        _end(
            run,
            by,
            "fail",
            problem=_("Something went wrong while the file was read in. Nothing was changed. Try again, or tell us."),
        )
        raise
    run.summary = summary.as_stored()
    return _end(run, by, "finish")


@transaction.atomic
def _end(run: ImportRun, by: User, verb: str, problem: str = "") -> ImportRun:
    before, run.state = run.state, WORKFLOW.follow(verb, run.state)
    run.progress, run.problem = 100, problem
    run.save(update_fields=["state", "progress", "problem", "summary"])
    record(by=by, verb=verb, obj=run, node_id=run.node_id, changes={"state": [before, run.state]})
    return run


def _progress_of(run: ImportRun) -> Progress:
    """Progress that the page can see while the import's own transaction is still open, hence on a connection of its own."""

    def tell(percent: int) -> None:
        if percent < run.progress + SMALLEST_STEP:
            return
        run.progress = percent
        with closing(connection.copy()) as beside, beside.cursor() as cursor:
            cursor.execute("UPDATE indicators_importrun SET progress = %s WHERE id = %s", [percent, run.pk])

    return tell
