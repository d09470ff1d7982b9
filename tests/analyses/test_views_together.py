"""Pages of writing together: inviting, being here, commenting, and the administration's pins, with htmx and without."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analyses import services
from analyses.models import Analysis, Comment, Invitation
from tests.helpers.html import Page
from tests.helpers.htmx import HtmxPage

SECRET = "Vi är oeniga om hur det ska sägas"
ASKED = "Hur vet ni det?"


def address(name, *args, **query):
    return reverse(f"analyses:{name}", args=args, query=query or None)


def area(analysis, key="knowledge", **query):
    return address("area", analysis.pk, key, **query)


def thread(card):
    analysis = card if isinstance(card, Analysis) else card.analysis
    return address("comments", analysis.pk, card._meta.model_name, card.pk)


@pytest.fixture
def invited(cast, analysis):
    services.invite(
        analysis=analysis, user=cast.contributor, parts=[analysis.template.areas.get(key="knowledge")], by=cast.rektor
    )


@pytest.fixture
def said(cast, finding):
    return services.add_comment(card=finding, text=SECRET, by=cast.deputy)


@pytest.fixture
def returned(cast, said, submitted, finding):
    services.pin_comment(card=finding, text=ASKED, by=cast.verksamhetschef)
    services.return_analysis(analysis=submitted, comment="", by=cast.verksamhetschef)
    return Analysis.objects.get(pk=submitted.pk)


# --- inviting ----------------------------------------------------------------------------------------------


def test_a_person_is_invited_to_several_parts_at_once(cast, analysis, client_of):
    data = {"person": cast.contributor.pk, "parts": ["safety", "parts/equity"]}
    response = client_of("rektor").post(address("invite", analysis.pk), data, follow=True)
    assert response.redirect_chain == [(address("people", analysis.pk), 302)]
    assert [str(each) for each in Invitation.objects.all()] == [
        "Contributor: Trygghet och studiero",
        "Contributor: Det kompensatoriska uppdraget och likvärdighet",
    ]


def test_who_chooses_nobody_or_nothing_is_told_and_keeps_what_was_chosen(cast, analysis, client_of):
    client = client_of("rektor")
    for data in (
        {"person": "", "parts": ["safety"]},
        {"person": cast.elevhalsa.pk},
        {"person": cast.other_rektor.pk, "parts": ["x"]},
    ):
        response = client.post(address("invite", analysis.pk), data)
        page = Page(response)
        assert response.status_code == 422
        assert [each.get("role") for each in page.all("div") if "error-summary" in each.get("class", "")] == ["alert"]
        checked = [box.get("value") for box in page.all("input") if box.get("checked") is not None]
        assert checked == [part for part in data.get("parts", []) if part == "safety"]
    assert not Invitation.objects.exists()


def test_only_those_who_lead_get_the_form(analysis, client_of, invited):
    page = Page(client_of("contributor").get(address("people", analysis.pk)))
    assert [box for box in page.all("input") if box.get("name") == "parts"] == []
    assert [button for button in page.all("button") if "/end/" in button.get("formaction", "")] == []


def test_as_many_queries_for_three_invitations_as_for_one(cast, analysis, client_of, invited):
    client, people = client_of("rektor"), address("people", analysis.pk)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(people).status_code == 200
        return len(captured)

    before = asked()
    parts = list(analysis.template.areas.filter(key__in=["norms", "safety"]))
    services.invite(analysis=analysis, user=cast.contributor, parts=parts, by=cast.rektor)
    services.invite(analysis=analysis, user=cast.elevhalsa, parts=parts, by=cast.rektor)
    assert (before, asked()) == (11, 11)


def test_the_invited_person_finds_her_part_and_has_fields_only_there(analysis, finding, client_of, invited):
    client = client_of("contributor")
    assert client.get("/").url == address("index")
    links = [link.get("href") for link in Page(client.get(address("index"))).all("a")]
    assert area(analysis) in links
    mine, other = Page(client.get(area(analysis, edit=finding.pk))), Page(client.get(area(analysis, "safety")))
    fields = ["data-autosave" in each.attrib for each in mine.all("div")]
    assert any(fields)
    assert not [each for each in other.all("div") if "data-autosave" in each.attrib]
    assert [form for form in other.all("form") if "/findings/" in form.get("action", "")] == []


def test_the_deputy_hands_in_with_a_button_only_when_she_may(cast, analysis, client_of):
    deputy, submit = client_of("deputy"), address("submit", analysis.pk)
    assert deputy.get(submit).status_code == 403
    client_of("rektor").post(address("delegate", analysis.pk), {"allowed": "1"})
    assert submit in [link.get("href") for link in Page(deputy.get(address("overview", analysis.pk))).all("a")]
    client_of("rektor").post(address("delegate", analysis.pk))
    assert deputy.get(submit).status_code == 403


# --- who is here -------------------------------------------------------------------------------------------


def test_a_page_tells_that_it_is_open_and_hears_of_others_only_when_something_is_new(analysis, client_of, htmx):
    here = address("presence", analysis.pk)
    client_of("deputy").post(here, {"place": "safety"}, **htmx)
    client = client_of("rektor")
    answer = client.post(here, {"place": "knowledge", "shown": ""}, **htmx)
    page = Page(answer)
    assert page.text("a") == ["Trygghet och studiero"]
    assert [line.split()[0] for line in page.text("p")] == ["Deputy"]
    [shown] = [each.get("value") for each in page.all("input")]
    assert client.post(here, {"place": "knowledge", "shown": shown}, **htmx).status_code == 204
    client_of("deputy").post(here, {"place": "norms"}, **htmx)
    assert client.post(here, {"place": "knowledge", "shown": shown}, **htmx).status_code == 200


def test_being_here_costs_one_upsert_and_one_select(analysis, client_of, htmx):
    client, here = client_of("rektor"), address("presence", analysis.pk)
    client.post(here, {"place": "norms"}, **htmx)
    with CaptureQueriesContext(connection) as captured:
        client.post(here, {"place": "safety"}, **htmx)
    of_presence = [query["sql"].split()[0] for query in captured if "analyses_presence" in query["sql"]]
    assert of_presence == ["INSERT", "SELECT"]
    assert len(captured) == 6, "session, person, roles, analysis"


# --- commenting --------------------------------------------------------------------------------------------


def test_a_comment_without_htmx(cast, finding, client_of):
    client = client_of("contributor")
    page = f"{area(finding.analysis)}?comments=finding-{finding.pk}"
    response = client.post(thread(finding), {"text": "Stämmer för åk 8 också", "page": page})
    assert (response.status_code, response.url) == (302, page)
    assert "Stämmer för åk 8 också" in client.get(page).content.decode()
    assert Comment.objects.get().by == cast.contributor


def test_an_empty_comment_is_answered_with_what_is_missing(finding, client_of, htmx):
    client = client_of("rektor")
    for headers in (htmx, {}):
        response = client.post(thread(finding), {"text": "  "}, **headers)
        page = Page(response)
        assert response.status_code == 422
        assert len([each for each in page.all("p") if each.get("class") == "ds-validation-message"]) == 1


def test_after_a_comment_a_fresh_page_says_the_same(finding, client_of):
    page = HtmxPage(client_of("rektor"), area(finding.analysis))
    opened = f"{area(finding.analysis)}?comments=finding-{finding.pk}"
    page.follow(thread(finding))
    assert page.says().splitlines() == page.reloaded(opened).splitlines()
    page.press(thread(finding), text="Stämmer för åk 8 också")
    assert page.says().splitlines() == page.reloaded(opened).splitlines()
    comment = Comment.objects.get()
    page.press(address("resolve_comment", comment.pk))
    assert page.says().splitlines() == page.reloaded(opened).splitlines()
    page.press(address("reopen_comment", comment.pk))
    page.press(address("remove_comment", comment.pk))
    assert page.says().splitlines() == page.reloaded(opened).splitlines()


def test_comments_cost_a_page_one_query_however_many_there_are(cast, finding, client_of):
    client = client_of("rektor")

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(area(finding.analysis)).status_code == 200
        return [query["sql"] for query in captured]

    before = asked()
    cards = [finding, finding.causes.get(), finding.conclusions.get(), finding.analysis.judgements.get(area__key="knowledge")]
    for card in cards:
        services.add_comment(card=card, text="Hej", by=cast.deputy)
    after = asked()
    assert len(after) == len(before)
    assert len([sql for sql in after if 'FROM "analyses_comment"' in sql]) == 1


def test_what_was_said_of_a_removed_card_waits_in_its_area(cast, finding, said, client_of):
    services.remove(obj=finding, by=cast.rektor)
    client = client_of("rektor")
    page = area(finding.analysis)
    assert SECRET in client.get(page).content.decode()
    assert SECRET not in client.get(area(finding.analysis, "safety")).content.decode()
    client.post(address("resolve_comment", said.pk), {"page": page})
    assert SECRET not in client.get(page).content.decode()


# --- the administration ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["verksamhetschef", "utvecklingsledare", "forvaltningschef"])
def test_the_administration_never_reads_what_the_team_says(who, said, submitted, finding, client_of):
    client = client_of(who)
    pages = [
        address("overview", submitted.pk),
        area(submitted, comments=f"finding-{finding.pk}"),
        address("version", submitted.pk, 1, comments=f"finding-{finding.pk}"),
        thread(finding),
    ]
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [page for page, answer in zip(pages, answers, strict=True) if SECRET in answer.content.decode()] == []
    assert client.post(address("resolve_comment", said.pk)).status_code == 404


def test_a_pin_is_made_while_reading_and_goes_with_the_return(cast, said, submitted, finding, client_of, htmx):
    reader, version = client_of("verksamhetschef"), address("version", submitted.pk, 1)
    page = HtmxPage(reader, version)
    page.follow(thread(finding))
    page.press(thread(finding), text=ASKED)
    assert ASKED in page.says()
    assert ASKED not in client_of("rektor").get(version).content.decode(), "not sent yet"
    response = reader.post(address("return", submitted.pk), {"comment": ""})
    assert (response.status_code, response.url) == (302, version)
    unit = client_of("rektor")
    for seen in (address("overview", submitted.pk), area(submitted), version):
        assert ASKED in unit.get(seen).content.decode(), seen
    assert client_of("politiker").get(version).status_code == 404


def test_a_return_that_says_nothing_is_stopped(submitted, client_of):
    response = client_of("verksamhetschef").post(address("return", submitted.pk), {"comment": ""})
    assert response.status_code == 422
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_the_next_version_says_what_became_of_it(returned, finding, client_of):
    unit, reader = client_of("rektor"), client_of("verksamhetschef")
    asked = Comment.objects.get(text=ASKED)
    links = [link.get("href") for link in Page(unit.get(address("overview", returned.pk))).all("a")]
    assert f"{area(returned, comments=f'finding-{finding.pk}')}#comments-finding-{finding.pk}" in links
    unit.post(address("resolve_comment", asked.pk), {"answer": "Vi la till provet i april."})
    assert "Vi la till provet i april." not in reader.get(address("version", returned.pk, 1)).content.decode()
    services.submit_analysis(analysis=returned, by=Comment.objects.get(text=SECRET).analysis.versions.get().made_by)
    second = reader.get(address("version", returned.pk, 2)).content.decode()
    assert "Vi la till provet i april." in second
    assert ASKED in second
    assert SECRET not in second
