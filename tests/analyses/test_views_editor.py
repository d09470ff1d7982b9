import pytest
from django.urls import reverse

from analyses import services
from analyses.models import Analysis, Finding, Judgement
from schoolplan.kit.versions import version_of


@pytest.fixture
def area_url(analysis):
    return reverse("analyses:area", args=[analysis.pk, "knowledge"])


@pytest.fixture
def judgement(analysis):
    return analysis.judgements.get(area__key="knowledge")


def save_url(obj, field):
    return reverse("analyses:save", args=[obj._meta.model_name, obj.pk, field])


def test_a_draft_is_open_to_its_team_and_unknown_to_all_others(client_of, area_url, finding):
    expected = {
        "rektor": 200,
        "deputy": 200,
        "chief": 200,
        "contributor": 200,
        "elevhalsa": 200,
        "other_rektor": 404,
        "utvecklingslarare": 404,
        "utvecklingsledare": 404,
        "verksamhetschef": 404,
        "forvaltningschef": 404,
        "politiker": 404,
        "region": 404,
        "administrator": 404,
        "foreign_rektor": 404,
        "stranger": 404,
    }
    assert {persona: client_of(persona).get(area_url).status_code for persona in expected} == expected


def test_no_word_of_a_draft_reaches_a_stranger(client_of, analysis, finding):
    response = client_of("other_rektor").get(reverse("analyses:index"))
    assert "Vi tappar elever" not in response.content.decode()


def test_what_is_typed_is_saved_and_only_the_status_comes_back(client_of, judgement, htmx):
    response = client_of("rektor").post(
        save_url(judgement, "reason"), {"value": "Läsningen\r\nlyfter", "version": version_of("")}, **htmx
    )
    assert response.status_code == 200
    assert Judgement.objects.get(pk=judgement.pk).reason == "Läsningen\nlyfter"
    page = response.content.decode()
    assert version_of("Läsningen\nlyfter") in page
    assert "<textarea" not in page


def test_two_people_in_one_field_see_both_texts(client_of, judgement, htmx):
    seen = version_of("")
    client_of("deputy").post(save_url(judgement, "reason"), {"value": "Biträdandes text", "version": seen}, **htmx)
    response = client_of("rektor").post(save_url(judgement, "reason"), {"value": "Rektors text", "version": seen}, **htmx)
    page = response.content.decode()
    assert response.status_code == 409
    assert ("Biträdandes text" in page, "Rektors text" in page) == (True, True)
    assert Judgement.objects.get(pk=judgement.pk).reason == "Biträdandes text"
    kept = {"value": "Rektors text", "version": version_of("Biträdandes text"), "chosen": "1"}
    answer = client_of("rektor").post(save_url(judgement, "reason"), kept, **htmx)
    assert (answer.status_code, 'data-chosen value="Rektors text"' in answer.content.decode()) == (200, True)
    assert Judgement.objects.get(pk=judgement.pk).reason == "Rektors text"


def test_a_conflict_without_script_is_a_page_of_its_own(client_of, judgement):
    client_of("deputy").post(save_url(judgement, "reason"), {"value": "Deras", "version": version_of("")})
    response = client_of("rektor").post(save_url(judgement, "reason"), {"value": "Min", "version": version_of("")})
    assert response.status_code == 409
    assert "<html" in response.content.decode()
    assert "Min" in response.content.decode()


def test_without_script_saving_leads_back_to_the_page(client_of, judgement, area_url):
    response = client_of("rektor").post(
        save_url(judgement, "reason"), {"value": "Text", "version": version_of(""), "page": area_url}
    )
    assert (response.status_code, response.url) == (302, area_url)


def test_saving_never_leads_to_another_site(client_of, judgement, area_url):
    typed = {"value": "Text", "version": version_of(""), "page": "https://example.com/"}
    assert client_of("rektor").post(save_url(judgement, "reason"), typed).url == area_url


def test_a_level_that_is_no_level_is_refused_and_nothing_is_stored(client_of, judgement, htmx):
    response = client_of("rektor").post(save_url(judgement, "level"), {"value": "9", "version": version_of(None)}, **htmx)
    assert response.status_code == 422
    assert Judgement.objects.get(pk=judgement.pk).level is None


@pytest.mark.parametrize(
    ("persona", "status"), [("elevhalsa", 403), ("other_rektor", 404), ("verksamhetschef", 404), ("foreign_rektor", 404)]
)
def test_nobody_else_writes(client_of, judgement, htmx, persona, status):
    response = client_of(persona).post(save_url(judgement, "reason"), {"value": "x", "version": version_of("")}, **htmx)
    assert response.status_code == status
    assert Judgement.objects.get(pk=judgement.pk).reason == ""


def test_fields_that_are_not_for_writing_do_not_exist(client_of, judgement):
    assert client_of("rektor").post(save_url(judgement, "analysis_id"), {"value": "1"}).status_code == 404


def test_a_finding_is_added_with_a_chain(client_of, analysis, htmx):
    client = client_of("rektor")
    url = reverse("analyses:add_finding", args=[analysis.pk, "knowledge"])
    assert client.post(url, {"kind": "strength"}, **htmx).status_code == 200
    found = Finding.objects.get()
    client.post(reverse("analyses:add_cause", args=[found.pk]), **htmx)
    client.post(reverse("analyses:add_conclusion", args=[found.pk]), **htmx)
    assert (found.kind, found.causes.get().direction, found.conclusions.get().kind) == ("strength", "promoting", "keep")


def test_what_is_removed_is_undone_with_one_press(client_of, finding):
    client = client_of("rektor")
    after = client.post(reverse("analyses:remove", args=["finding", finding.pk]), follow=True)
    assert (after.status_code, Finding.objects.count()) == (200, 0)
    client.post(reverse("analyses:undo", args=[finding.analysis_id, after.context["done"].event.pk]))
    assert [found.pk for found in Finding.objects.all()] == [finding.pk]


def test_handing_in_lists_what_is_missing_and_is_allowed(client_of, analysis, finding):
    client = client_of("rektor")
    url = reverse("analyses:submit", args=[analysis.pk])
    assert len(client.get(url).context["page"].gaps) == 36
    client.post(url)
    assert Analysis.objects.get(pk=analysis.pk).state == "submitted"


def test_the_deputy_does_not_hand_in(client_of, analysis):
    assert client_of("deputy").get(reverse("analyses:submit", args=[analysis.pk])).status_code == 403


def test_a_handed_in_analysis_is_read_not_written(client_of, cast, submitted, htmx):
    judgement = submitted.judgements.get(area__key="knowledge")
    page = client_of("rektor").get(reverse("analyses:area", args=[submitted.pk, "knowledge"])).content.decode()
    assert "<textarea" not in page
    response = client_of("rektor").post(save_url(judgement, "reason"), {"value": "x", "version": version_of("")}, **htmx)
    assert response.status_code == 403


def test_the_journal_of_a_session_that_ended_leads_back(cast, analysis, htmx, client_of):
    page = f"http://testserver{reverse('analyses:area', args=[analysis.pk, 'knowledge'])}"
    judgement = analysis.judgements.first()
    response = client_of("anonymous").post(save_url(judgement, "reason"), {"value": "x"}, HTTP_HX_CURRENT_URL=page, **htmx)
    assert (
        response.headers["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fanalyses%2F{analysis.pk}%2Fareas%2Fknowledge%2F"
    )


@pytest.mark.parametrize("findings", [1, 3])
def test_the_page_costs_the_same_whatever_its_size(cast, client_of, analysis, area_url, django_assert_num_queries, findings):
    area = analysis.template.areas.get(key="knowledge")
    for _ in range(findings):
        found = services.add_finding(analysis=analysis, area=area, kind="challenge", by=cast.rektor)
        services.add_cause(finding=found, by=cast.rektor)
    client = client_of("rektor")
    client.get(area_url)
    with django_assert_num_queries(12):
        client.get(area_url)
