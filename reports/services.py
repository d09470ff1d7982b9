"""Writing, making and publishing reports, and the political body's questions."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal.services import record
from reports.models import Question, Rendering, Report, ReportConfirmation
from reports.pdf import render_html
from reports.queries.content import digest_of, gather
from reports.queries.people import unconfirmed
from reports.workflow import WORKFLOW
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.guard import Hit
from schoolplan.kit.making import make
from schoolplan.kit.text import one_newline
from schoolplan.kit.versions import Saved, save_field
from schoolplan.kit.workflow import NotPossible
from units.models import Kind, Node, User
from units.years import SchoolYear

TEXT_FIELDS = frozenset({"title", "reference", "data_date", "summary", "questions", "decisions"})


@transaction.atomic
def start_report(*, node: Node, school_year: SchoolYear, title: str, data_date: dt.date, by: User) -> Report:
    """A draft of a municipality's report. Raises NotPossible when the year has one already."""
    require(by, "reports.start_report", node)
    if node.kind != Kind.MUNICIPALITY:
        raise PermissionDenied("a report belongs to a municipality")
    try:
        with transaction.atomic():
            report = Report.objects.create(node=node, school_year=school_year, title=title.strip(), data_date=data_date)
    except IntegrityError as error:
        raise NotPossible(
            _("There is already a report for %(year)s. Go on writing in that one.") % {"year": school_year}
        ) from error
    record(
        by=by, verb="start", obj=report, node_id=node.pk, changes={"title": ["", report.title], "data_date": [None, data_date]}
    )
    return report


@transaction.atomic
def save_text(*, report: Report, field: str, value: Any, seen: str, by: User) -> Saved:
    """Save one text of a draft. Raises PermissionDenied when it is published, Conflict when somebody else wrote in it."""
    if field not in TEXT_FIELDS:
        raise PermissionDenied(field)
    report = _locked(report)
    require(by, "reports.prepare_report", report)
    saved = save_field(report, field, value, seen=seen)
    if saved.changed:
        record(by=by, verb="edit", obj=report, node_id=report.node_id, changes={field: [saved.before, saved.after]})
    return saved


@transaction.atomic
def ask_for_rendering(*, report: Report, by: User) -> Rendering:
    """Have the PDF made in the background. One that is already on its way is answered instead of a second.

    Raises WordsToLookAt while something in it looks like personal data and nobody has said that it may stand.
    """
    report = _locked(report)
    require(by, "reports.render_report", report)
    if not report.is_published:
        _refuse_people(report, gather(report))
    waiting: Rendering | None = report.renderings.on_their_way().without_file().first()
    return waiting or _queue(report, by)


class WordsToLookAt(NotPossible):
    """Something in a report looks like personal data."""


def _refuse_people(report: Report, content: dict[str, Any]) -> None:
    if unconfirmed(content, node=report.node, report=report):
        raise WordsToLookAt(_("Some words look as if they tell of a person. Look at them before the PDF is made."))


@transaction.atomic
def let_words_stand(*, report: Report, hits: Iterable[Hit], by: User) -> None:
    """Somebody says that the words may stand in the report, and leave with it."""
    report = _locked(report)
    require(by, "reports.prepare_report", report)
    new = [ReportConfirmation(report=report, digest=hit.digest, at=clock.now(), by=by) for hit in hits]
    ReportConfirmation.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        record(by=by, verb="confirm", obj=report, node_id=report.node_id, changes={"confirmed": [None, len(new)]})


def _queue(report: Report, by: User) -> Rendering:
    rendering = Rendering.objects.create(report=report, of_published=report.is_published, asked_by=by, asked_at=clock.now())
    record(by=by, verb="render", obj=report, node_id=report.node_id)
    transaction.on_commit(lambda: current_app.send_task("reports.tasks.make_pdf", [rendering.pk]))
    return rendering


def run_rendering(*, rendering_id: int) -> Rendering:
    """Make the PDF that was asked for, telling how far it has come. Called by the worker; a finished one is left as it is.

    The text is that of the moment, or the frozen one when the report is published.
    """
    rendering: Rendering = Rendering.objects.without_file().select_related("report__node").get(pk=rendering_id)

    def write() -> str:
        content = rendering.report.content if rendering.of_published else gather(rendering.report)
        if not rendering.of_published:
            _refuse_people(rendering.report, content)
        rendering.digest = digest_of(content)
        return render_html(content)

    if rendering.is_on_its_way:
        make(rendering, write, also=["digest"])
    return rendering


@transaction.atomic
def publish_report(*, report: Report, by: User) -> Report:
    """Freeze the report and open it to its readers. The PDF is made once more, now marked as adopted.

    Raises NotPossible unless a finished PDF holds exactly the text and figures that would be published: somebody shall have been
    able to read what is made public.
    """
    report = _locked(report)
    target = WORKFLOW.follow("publish", report.state)
    require(by, "reports.publish_report", report)
    content = gather(report)
    _refuse_people(report, content)
    if not report.renderings.finished().filter(digest=digest_of(content)).exists():
        raise NotPossible(
            _("Texts or figures have changed since the PDF was made. Make the PDF again and read it before you publish.")
        )
    before, report.state, report.published_at = report.state, target, clock.now()
    report.save(update_fields=["state", "published_at"])
    _queue(report, by)
    report.content = gather(report)
    report.save(update_fields=["content"])
    record(by=by, verb="publish", obj=report, node_id=report.node_id, changes={"state": [before, target]})
    return report


@transaction.atomic
def ask(*, report: Report, text: str, by: User) -> Question:
    """A member of the political body asks about a published report."""
    require(by, "reports.ask_question", report)
    question = Question.objects.create(report=report, text=_written(text), asked_by=by, asked_at=clock.now())
    record(by=by, verb="ask", obj=question, node_id=report.node_id, changes={"text": ["", question.text]})
    return question


@transaction.atomic
def answer(*, question: Question, text: str, by: User) -> Question:
    """The administration answers; the answer is read by everyone who reads the question.

    Raises NotPossible when somebody has answered in the meantime.
    """
    question = Question.objects.select_for_update(of=("self",)).select_related("report__node").get(pk=question.pk)
    if question.answered_at:
        raise NotPossible(_("Somebody has already answered this question. Reload the page to read the answer."))
    require(by, "reports.answer_question", question)
    question.answer, question.answered_by, question.answered_at = _written(text), by, clock.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    record(by=by, verb="answer", obj=question, node_id=question.report.node_id, changes={"answer": ["", question.answer]})
    return question


def _written(text: str) -> str:
    text = one_newline(text).strip()
    if not text:
        raise ValidationError(_("Write something first."))
    return text


def _locked(report: Report) -> Report:
    return Report.objects.select_for_update(of=("self",)).select_related("node").get(pk=report.pk)
