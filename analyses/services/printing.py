"""Having an analysis made into a PDF, for the one who asks."""

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import Analysis, AnalysisDocument
from analyses.printing import render_html
from analyses.queries.guarding import unconfirmed
from analyses.queries.versions import WholeText, text_by_number
from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.making import make
from schoolplan.kit.workflow import NotPossible
from units.models import User


@transaction.atomic
def ask_for_document(*, analysis: Analysis, number: int, by: User) -> AnalysisDocument:
    """Have the PDF of a version (0: of the draft) made in the background. One on its way is answered instead of a second.

    The person's earlier PDFs of the analysis are cleared away: each can be made again. Raises NotPossible when the text holds
    words that look like personal data and nobody has said may stand.
    """
    version = analysis.versions.get(number=number) if number else None
    document = AnalysisDocument(analysis=analysis, version=version, asked_by=by, asked_at=clock.now())
    require(by, "analyses.view_document", document)
    _text_to_print(document)
    own = AnalysisDocument.objects.filter(analysis=analysis, asked_by=by)
    waiting: AnalysisDocument | None = own.on_their_way().without_file().filter(version=version).first()
    if waiting:
        return waiting
    own.exclude(pk__in=own.on_their_way().values("pk")).delete()
    document.save()
    record(by=by, verb="render", obj=analysis, node_id=analysis.node_id)
    transaction.on_commit(lambda: current_app.send_task("analyses.tasks.make_document", [document.pk]))
    return document


def make_document(*, document_id: int) -> AnalysisDocument:
    """Make the PDF that was asked for. Called by the worker; a finished one is left as it is."""
    document: AnalysisDocument = (
        AnalysisDocument.objects.without_file().select_related("analysis__node", "version", "asked_by").get(pk=document_id)
    )

    if document.is_on_its_way:
        make(document, lambda: render_html(_text_to_print(document)))
    return document


def _text_to_print(document: AnalysisDocument) -> WholeText:
    """Raises PermissionDenied when the text is not its reader's any more, NotPossible when it may tell of a person."""
    by = document.asked_by
    whole = text_by_number(document.analysis, document.number, by) if by else None
    if whole is None:
        raise PermissionDenied("analyses.view_document")
    if unconfirmed(whole.text):
        raise NotPossible(
            _("Some words look as if they tell of a person. They are corrected or confirmed before anything is printed.")
        )
    return whole
