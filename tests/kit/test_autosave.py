"""The address that fields post to while somebody writes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analyses import services
from analyses.models import Finding, Judgement
from journal.models import Event
from schoolplan.kit.versions import version_of
from tests.conftest import HTMX
from tests.factories import YEAR
from tests.helpers.html import Page


@pytest.fixture
def finding(cast) -> Finding:
    analysis = services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    return services.add_finding(
        analysis=analysis, area=analysis.template.areas.first(), kind="challenge", title="Vi", text="Först", by=cast.rektor
    )


@pytest.fixture
def url(finding) -> str:
    return reverse("analyses:save", args=["finding", finding.pk, "text"])


@pytest.fixture
def rektor(client_of):
    return client_of("rektor")


def stored(finding: Finding) -> str:
    return Finding.objects.get(pk=finding.pk).text


def test_the_answer_is_a_status_line_and_the_new_version(rektor, url, finding, htmx) -> None:
    response = rektor.post(url, {"value": "Sedan", "version": version_of("Först")}, **htmx)
    page = Page(response)
    assert response.status_code == 200
    assert page.by_id(f"version-finding-{finding.pk}-text").get("value") == version_of("Sedan")
    assert page.all("textarea") == []
    assert stored(finding) == "Sedan"


def test_a_conflict_shows_both_texts_and_saves_neither(rektor, url, finding, htmx) -> None:
    Finding.objects.filter(pk=finding.pk).update(text="Deras <b>")
    response = rektor.post(url, {"value": "Min <i>", "version": version_of("Först")}, **htmx)
    assert response.status_code == 409
    offered = Page(response).forms()
    assert [form["value"] for form in offered] == ["Min <i>", "Deras <b>", "Deras <b>\n\nMin <i>"]
    assert {form["version"] for form in offered} == {version_of("Deras <b>")}
    assert stored(finding) == "Deras <b>"


@pytest.mark.parametrize("choice", [0, 1, 2], ids=["keep mine", "take theirs", "put together"])
def test_each_choice_of_a_conflict_is_saved(choice: int, rektor, url, finding, htmx) -> None:
    Finding.objects.filter(pk=finding.pk).update(text="Deras")
    form = Page(rektor.post(url, {"value": "Min", "version": version_of("Först")}, **htmx)).forms()[choice]
    response = rektor.post(url, form, **htmx)
    assert response.status_code == 200
    assert stored(finding) == ["Min", "Deras", "Deras\n\nMin"][choice]
    assert stored(finding) in [field.get("value") for field in Page(response).all("input")]  # which the script puts in the field


def test_without_htmx_a_conflict_is_a_page_and_a_save_leads_back(rektor, url, finding) -> None:
    back = reverse("analyses:area", args=[finding.analysis_id, finding.area.key])
    saved = rektor.post(url, {"value": "Sedan", "version": version_of("Först"), "page": back})
    assert (saved.status_code, saved["Location"]) == (302, back)
    conflict = rektor.post(url, {"value": "Min", "version": version_of("Först"), "page": back})
    assert conflict.status_code == 409
    assert len(Page(conflict).all("h1")) == 1
    assert {"Min", "Sedan"} <= {form.get("value") for form in Page(conflict).forms()}


@pytest.mark.parametrize("page", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_a_save_never_leads_away_from_us(page: str, rektor, url, finding) -> None:
    response = rektor.post(url, {"value": "Sedan", "version": version_of("Först"), "page": page})
    assert response["Location"].startswith("/analyses/")


def test_what_can_not_be_stored_is_told_and_stays_in_the_field(rektor, finding, htmx) -> None:
    judgement = Judgement.objects.filter(analysis=finding.analysis).first()
    response = rektor.post(
        reverse("analyses:save", args=["judgement", judgement.pk, "level"]), {"value": "9", "version": version_of(None)}, **htmx
    )
    assert response.status_code == 422
    assert Judgement.objects.get(pk=judgement.pk).level is None


def test_the_journal_keeps_the_text_that_was_there(rektor, url, finding, cast, htmx) -> None:
    rektor.post(url, {"value": "Sedan", "version": version_of("Först")}, **htmx)
    event = Event.objects.get(verb="edit", object_type="analyses.finding", object_id=finding.pk)
    assert (event.changes, event.actor_id) == ({"text": ["Först", "Sedan"]}, cast.rektor.pk)
    assert event.request_id


def test_a_save_is_one_update_and_one_insert(rektor, url, htmx) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert rektor.post(url, {"value": "Sedan", "version": version_of("Först")}, **htmx).status_code == 200
    verbs = [query["sql"].split()[0] for query in asked.captured_queries]
    # session, user, the record with its analysis held, and the places of the reader; a transaction of its own in the test's
    assert verbs == ["SELECT", "SELECT", "SAVEPOINT", "SELECT", "WITH", "UPDATE", "INSERT", "RELEASE"]
    assert 'FOR NO KEY UPDATE OF "analyses_analysis"' in asked.captured_queries[3]["sql"]


def test_what_one_sent_oneself_without_an_answer_is_no_conflict(rektor, url, finding, htmx) -> None:
    rektor.post(url, {"value": "Först och", "version": version_of("Först")}, **htmx)  # whose answer is lost on its way
    later = {"value": "Först och sedan", "version": version_of("Först"), "sent": ["Något annat", "Först och "]}
    assert rektor.post(url, later, **htmx).status_code == 200
    assert stored(finding) == "Först och sedan"


def test_what_others_wrote_is_a_conflict_whatever_one_sent_oneself(rektor, url, finding, htmx) -> None:
    Finding.objects.filter(pk=finding.pk).update(text="Deras")
    later = {"value": "Först och sedan", "version": version_of("Först"), "sent": ["Först och"]}
    assert rektor.post(url, later, **htmx).status_code == 409
    assert stored(finding) == "Deras"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_text_that_comes_after_the_hand_in_is_not_saved_and_not_lost(headers, rektor, url, finding, cast) -> None:
    services.submit_analysis(analysis=finding.analysis, by=cast.rektor)
    response = rektor.post(url, {"value": "För sent", "version": version_of("Först")}, **headers)
    assert response.status_code == 403
    is_whole = bool(Page(response).all("main"))
    assert is_whole is not bool(headers)  # htmx leaves the field alone, and the words in it
    assert "För sent" in Page(response).text("textarea") or not is_whole
    assert stored(finding) == "Först"


@pytest.mark.parametrize("persona", ["other_rektor", "foreign_rektor"])
def test_who_may_not_know_of_a_record_learns_nothing_by_saving_in_it(persona, client_of, url, finding, htmx) -> None:
    nowhere = reverse("analyses:save", args=["finding", 4711, "text"])
    answers = [client_of(persona).post(address, {"value": "x" * 30_000, "version": ""}, **htmx) for address in (url, nowhere)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert stored(finding) == "Först"
