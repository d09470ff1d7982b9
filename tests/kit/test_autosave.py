"""The address that fields post to while somebody writes."""

import pytest
from django.urls import reverse

from analyses import services
from analyses.models import Finding, Judgement
from journal.models import Event
from schoolplan.kit.versions import version_of
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
