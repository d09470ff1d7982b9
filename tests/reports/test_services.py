import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from journal.models import Event
from reports import services
from reports.models import Question, Report
from reports.queries.content import digest_of
from schoolplan.kit.versions import Conflict, version_of
from schoolplan.kit.workflow import NotPossible
from tests.factories import YEAR
from tests.reports.story import PUBLISHED_ON, make_pdf, publish, write

pytestmark = pytest.mark.usefixtures("quick_pdf")


def start(cast, by, node=None):
    return services.start_report(node=node or cast.municipality, school_year=YEAR, title="Rapport", data_date=PUBLISHED_ON, by=by)


def test_the_office_starts_one_report_a_year(cast):
    report = start(cast, cast.utvecklingsledare)
    assert (report.state, report.title, report.published_at) == ("draft", "Rapport", None)
    assert list(Event.objects.filter(object_type="reports.report").values_list("verb", "actor_name")) == [
        ("start", "Utvecklingsledare")
    ]
    with pytest.raises(NotPossible):
        start(cast, cast.verksamhetschef)
    assert Report.objects.count() == 1


def test_nobody_else_starts_a_report(cast):
    for user in (cast.rektor, cast.politiker, cast.region, cast.administrator, cast.foreign_rektor, cast.stranger):
        with pytest.raises(PermissionDenied):
            start(cast, user)
    with pytest.raises(PermissionDenied):
        start(cast, cast.utvecklingsledare, node=cast.unit)
    assert Report.objects.count() == 0


def test_text_is_saved_and_a_second_writer_gets_both_texts(cast, story):
    seen = version_of(story.report.summary)
    services.save_text(report=story.report, field="summary", value="Min", seen=seen, by=cast.utvecklingsledare)
    with pytest.raises(Conflict) as conflict:
        services.save_text(report=story.report, field="summary", value="Din", seen=seen, by=cast.verksamhetschef)
    assert (conflict.value.mine, conflict.value.theirs) == ("Din", "Min")


def test_state_is_no_text(cast, story):
    with pytest.raises(PermissionDenied):
        services.save_text(
            report=story.report, field="state", value="published", seen=version_of("draft"), by=cast.forvaltningschef
        )


def test_one_rendering_at_a_time(cast, story):
    first = services.ask_for_rendering(report=story.report, by=cast.utvecklingsledare)
    assert services.ask_for_rendering(report=story.report, by=cast.verksamhetschef) == first
    services.run_rendering(rendering_id=first.pk)
    assert services.ask_for_rendering(report=story.report, by=cast.verksamhetschef) != first


def test_a_finished_rendering_is_left_as_it_is(cast, story):
    rendering = make_pdf(story.report, cast.utvecklingsledare)
    write(story.report, summary="Något nytt", by=cast.utvecklingsledare)
    assert services.run_rendering(rendering_id=rendering.pk).digest == rendering.digest


def test_a_rendering_that_breaks_says_so(cast, story, monkeypatch):
    monkeypatch.setattr("schoolplan.kit.pdf.render_pdf", lambda *_args, **_kwargs: 1 / 0)
    rendering = make_pdf(story.report, cast.utvecklingsledare)
    rendering.refresh_from_db()
    assert (rendering.state, rendering.pdf, bool(rendering.problem)) == ("failed", None, True)


def test_published_as_it_was_read(cast, story):
    report = publish(story)
    assert (report.state, report.content["state"], report.content["summary"]) == ("published", "published", story.report.summary)
    assert [(r.state, r.of_published, r.digest) for r in report.renderings.all()] == [
        ("done", True, digest_of(report.content)),
        ("done", False, digest_of(report.content)),
    ]
    assert Event.objects.filter(verb="publish", object_id=report.pk).count() == 1


def test_not_published_before_it_can_be_read(cast, story):
    with pytest.raises(NotPossible):
        services.publish_report(report=story.report, by=cast.forvaltningschef)
    make_pdf(story.report, cast.utvecklingsledare)
    write(story.report, summary="Ändrad efteråt", by=cast.utvecklingsledare)
    with pytest.raises(NotPossible):
        services.publish_report(report=story.report, by=cast.forvaltningschef)
    story.report.refresh_from_db()
    assert (story.report.state, story.report.content) == ("draft", {})


def test_only_the_head_of_administration_publishes(cast, story):
    make_pdf(story.report, cast.utvecklingsledare)
    for user in (cast.utvecklingsledare, cast.verksamhetschef, cast.rektor, cast.politiker, cast.foreign_rektor):
        with pytest.raises(PermissionDenied):
            services.publish_report(report=story.report, by=user)


def test_published_text_stands(cast, story):
    report = publish(story)
    with pytest.raises(PermissionDenied):
        write(report, summary="Ändrad", by=cast.forvaltningschef)
    with pytest.raises(NotPossible):
        services.publish_report(report=report, by=cast.forvaltningschef)
    content = report.content
    cast.unit.values.filter(marker="").update(number=1)
    make_pdf(report, cast.utvecklingsledare)
    report.refresh_from_db()
    assert report.content == content
    assert report.renderings.first().digest == digest_of(content)


def test_a_question_and_its_answer(cast, published):
    question = services.ask(report=published, text="  Varför då?\r\n", by=cast.politiker)
    assert (question.text, question.answered_at) == ("Varför då?", None)
    services.answer(question=question, text="Därför.", by=cast.verksamhetschef)
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("Därför.", cast.verksamhetschef)
    with pytest.raises(NotPossible):
        services.answer(question=question, text="Eller så.", by=cast.utvecklingsledare)
    assert list(Event.objects.filter(object_type="reports.question").order_by("pk").values_list("verb", flat=True)) == [
        "ask",
        "answer",
    ]


def test_questions_are_asked_by_the_political_body_about_what_is_published(cast, story):
    with pytest.raises(PermissionDenied):
        services.ask(report=story.report, text="Varför?", by=cast.politiker)
    report = publish(story)
    for user in (cast.rektor, cast.verksamhetschef, cast.region, cast.foreign_rektor):
        with pytest.raises(PermissionDenied):
            services.ask(report=report, text="Varför?", by=user)
    with pytest.raises(ValidationError):
        services.ask(report=report, text="  ", by=cast.politiker)
    assert Question.objects.count() == 0


def test_the_political_body_does_not_answer_itself(cast, published):
    question = services.ask(report=published, text="Varför?", by=cast.politiker)
    for user in (cast.politiker, cast.rektor, cast.foreign_rektor):
        with pytest.raises(PermissionDenied):
            services.answer(question=question, text="Därför", by=user)
