"""Nothing that looks like personal data leaves with a report before somebody has said that it may."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from analyses import services as analyses
from analyses.models import AnalysisVersion
from reports import services
from reports.models import Rendering
from reports.queries.content import gather
from reports.queries.people import unconfirmed
from schoolplan.kit.guard import look
from tests.factories import YEAR
from tests.reports.story import write

OWN = "Eleven Kalle Hemlig har fått stöd."
QUOTED = "Noahs vårdnadshavare har hört av sig."


@pytest.fixture
def quoted(story):
    """A unit's adopted analysis from before anybody looked."""
    version = AnalysisVersion.objects.get(analysis=story.analyses["unit"])
    version.content["summary"] = QUOTED
    version.save()
    return story.analyses["unit"]


def found(report):
    return [(each.place, each.hit.words) for each in unconfirmed(gather(report), node=report.node, report=report)]


def test_a_whole_report_of_school_swedish_holds_nobody(story):
    assert found(story.report) == []


def test_the_pdf_waits_for_the_reports_own_words(cast, client_of, story):
    write(story.report, summary=OWN, by=cast.utvecklingsledare)
    with pytest.raises(services.WordsToLookAt):
        services.ask_for_rendering(report=story.report, by=cast.utvecklingsledare)
    client = client_of("utvecklingsledare")
    words = reverse("reports:words", args=[story.report.pk])
    refused = client.post(reverse("reports:render", args=[story.report.pk]))
    assert (refused["Location"], Rendering.objects.filter(report=story.report).count()) == (words, 0)
    page = client.get(words).content.decode()
    assert "“Eleven Kalle Hemlig”" in page
    assert reverse("reports:edit", args=[story.report.pk]) in page
    client.post(words, {"confirmed": [hit.digest for hit in look(OWN)]})
    assert found(story.report) == []
    assert services.ask_for_rendering(report=story.report, by=cast.utvecklingsledare).state == "queued"


def test_correcting_the_words_is_enough(cast, story):
    write(story.report, summary=OWN, by=cast.utvecklingsledare)
    story.report.refresh_from_db()
    write(story.report, summary="En grupp elever har fått stöd.", by=cast.utvecklingsledare)
    assert services.ask_for_rendering(report=story.report, by=cast.utvecklingsledare).state == "queued"


def test_words_that_a_unit_is_quoted_with_stop_it_too(cast, story, quoted):
    assert found(story.report) == [(cast.unit.name, "Noahs vårdnadshavare")]
    analyses.let_words_stand(analysis=quoted, hits=look(QUOTED), by=cast.rektor)
    assert found(story.report) == []


def test_what_one_unit_has_confirmed_says_nothing_of_another(cast, story, quoted):
    analyses.let_words_stand(analysis=story.analyses["other"], hits=look(QUOTED), by=cast.other_rektor)
    assert found(story.report) == [(cast.unit.name, "Noahs vårdnadshavare")]


def test_it_is_looked_through_again_when_it_is_made_and_when_it_is_published(cast, story):
    rendering = services.ask_for_rendering(report=story.report, by=cast.utvecklingsledare)
    write(story.report, summary=OWN, by=cast.utvecklingsledare)
    made = services.run_rendering(rendering_id=rendering.pk)
    assert (made.state, made.pdf) == ("failed", None)
    with pytest.raises(services.WordsToLookAt):
        services.publish_report(report=story.report, by=cast.forvaltningschef)


def test_the_command_refuses_too(cast, story, quoted, tmp_path):
    file = tmp_path / "unit.pdf"
    with pytest.raises(CommandError, match="Noahs vårdnadshavare"):
        call_command("render_report", unit=cast.unit.slug, year=str(YEAR), output=file)
    assert not file.exists()
