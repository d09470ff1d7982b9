"""Figures, own observations and what findings rest on, on the pages: who sees what, and what a changed figure says."""

import pytest
from django.urls import reverse

from analyses import services
from analyses.models import Ground, Observation
from schoolplan.kit.versions import version_of
from tests.factories import YEAR

SMALL = "71,4"  # of seven pupils: inside it is shown, in public it is not


def text_of(response):
    """With spaces that break, as a person would type it."""
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture
def area_url(analysis):
    return reverse("analyses:area", args=[analysis.pk, "knowledge"])


@pytest.fixture
def rest_on(cast, finding):
    """Let the finding rest on a figure."""
    return lambda value: services.add_ground(finding=finding, value_id=value.pk, by=cast.rektor)


def adopt(cast, analysis):
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    services.adopt_analysis(analysis=analysis, by=cast.verksamhetschef)


def test_an_observation_is_added_written_and_removed(client_of, analysis, htmx):
    client = client_of("rektor")
    added = client.post(reverse("analyses:add_observation", args=[analysis.pk, "knowledge"]), **htmx)
    seen = Observation.objects.get()
    assert f'id="observation-{seen.pk}"' in added.content.decode()
    url = reverse("analyses:save", args=["observation", seen.pk, "origin"])
    client.post(url, {"value": "Barnintervjuer", "version": version_of("")}, **htmx)
    assert Observation.objects.get().origin == "Barnintervjuer"
    back = client.post(reverse("analyses:remove", args=["observation", seen.pk])).url
    assert back.partition("?done=")[0] == reverse("analyses:area", args=[analysis.pk, "knowledge"])
    assert back.endswith("#observations")
    assert Observation.objects.count() == 0


def test_two_people_in_one_observation_see_both_texts(cast, client_of, observation, htmx):
    url = reverse("analyses:save", args=["observation", observation.pk, "text"])
    client_of("deputy").post(url, {"value": "Deras", "version": version_of(observation.text)}, **htmx)
    answer = client_of("rektor").post(url, {"value": "Min", "version": version_of(observation.text)}, **htmx)
    assert answer.status_code == 409
    assert {words in answer.content.decode() for words in ("Deras", "Min")} == {True}
    assert Observation.objects.get().text == "Deras"


def test_the_position_of_an_observation_is_not_for_writing(client_of, observation):
    url = reverse("analyses:save", args=["observation", observation.pk, "position"])
    assert client_of("rektor").post(url, {"value": "1"}).status_code == 404


def test_grounds_are_chosen_without_script(client_of, area_url, finding, observation, publish):
    value, client = publish("75,2"), client_of("rektor")
    url = reverse("analyses:add_ground", args=[finding.pk])
    back = f"{area_url}?edit={finding.pk}&choose=1#grounds-{finding.pk}"
    form = {"editing": "1", "choose": "1"}
    assert client.post(url, form | {"value": value.pk}).url == back
    assert client.post(url, form | {"observation": observation.pk}).url == back
    page = text_of(client.get(f"{area_url}?edit={finding.pk}&choose=1"))
    assert "Minst E i matematik 2025/26: 75,2 % (125 elever)" in page
    on_figure, on_observation = Ground.objects.all()
    assert (on_figure.value_id, on_observation.observation) == (value.pk, observation)
    client.post(reverse("analyses:remove_ground", args=[on_figure.pk]), form)
    assert list(Ground.objects.all()) == [on_observation]


@pytest.mark.parametrize("place", ["other_unit", "municipality", "foreign_unit"])
def test_a_figure_of_another_place_does_not_exist_here(cast, client_of, finding, publish, place):
    value = publish("75,2", node=getattr(cast, place))
    url = reverse("analyses:add_ground", args=[finding.pk])
    assert client_of("rektor").post(url, {"value": value.pk}).status_code == 404
    assert Ground.objects.count() == 0


@pytest.mark.parametrize("data", [{}, {"value": "x"}, {"value": "9" * 30}, {"observation": "²"}, {"observation": "-1"}])
def test_odd_grounds_do_not_exist(client_of, finding, data):
    assert client_of("rektor").post(reverse("analyses:add_ground", args=[finding.pk]), data).status_code == 404


def test_an_observation_of_another_unit_does_not_exist_here(cast, client_of, finding):
    other = services.start_analysis(node=cast.other_unit, school_year=YEAR, by=cast.other_rektor)
    theirs = services.add_observation(analysis=other, area=other.template.areas.get(key="knowledge"), by=cast.other_rektor)
    url = reverse("analyses:add_ground", args=[finding.pk])
    assert client_of("rektor").post(url, {"observation": theirs.pk}).status_code == 404


@pytest.mark.parametrize(("persona", "status"), [("elevhalsa", 403), ("other_rektor", 404), ("verksamhetschef", 404)])
def test_nobody_else_chooses(client_of, finding, publish, rest_on, persona, status):
    value = publish("75,2")
    ground, client = rest_on(value), client_of(persona)
    assert [
        client.post(reverse("analyses:add_ground", args=[finding.pk]), {"value": value.pk}).status_code,
        client.post(reverse("analyses:remove_ground", args=[ground.pk])).status_code,
        client.post(reverse("analyses:use_new_figure", args=[ground.pk])).status_code,
    ] == [status] * 3


@pytest.mark.parametrize(
    ("persona", "reads"), [("rektor", True), ("verksamhetschef", True), ("politiker", False), ("other_rektor", False)]
)
def test_each_reader_of_an_adopted_analysis_sees_the_figure_that_is_for_them(
    cast, client_of, analysis, area_url, publish, rest_on, persona, reads
):
    rest_on(publish(SMALL, 7))
    adopt(cast, analysis)
    client = client_of(persona)
    pages = [client.get(area_url), client.get(reverse("analyses:version", args=[analysis.pk, 1]))]
    assert [page.status_code for page in pages] == [200, 200]
    assert [SMALL in text_of(page) for page in pages] == [reads, reads]
    assert [("5 av 7" in text_of(page)) for page in pages] == [reads, reads]
    assert ["Minst E i matematik 2025/26" in text_of(page) for page in pages] == [True, True]


def test_the_public_never_reads_what_a_changed_figure_was_or_is(cast, client_of, analysis, area_url, publish, rest_on):
    rest_on(publish(SMALL, 7))
    adopt(cast, analysis)
    publish("57,1", 7)
    client = client_of("politiker")
    for page in (area_url, reverse("analyses:version", args=[analysis.pk, 1])):
        said = text_of(client.get(page))
        assert {secret in said for secret in (SMALL, "57,1", "5 av 7", "4 av 7")} == {False}


def test_a_changed_figure_is_told_and_taken_in_while_the_analysis_is_written(
    client_of, area_url, finding, publish, rest_on, htmx
):
    ground, client = rest_on(publish("75,2")), client_of("rektor")
    new = publish("76,0")
    assert "75,2 % (125 elever) → 76,0 % (125 elever)" in text_of(client.get(area_url))
    url = reverse("analyses:use_new_figure", args=[ground.pk])
    assert url in text_of(client.get(area_url))
    part = client.post(url, {"editing": "1"}, **htmx)
    assert "75,2" not in text_of(part).split("<details")[0]
    assert Ground.objects.get().value_id == new.pk
    assert "→" not in text_of(client.get(area_url)).split('id="findings"')[1]


def test_without_script_the_new_figure_leads_back_to_where_one_was(client_of, area_url, finding, publish, rest_on):
    ground, client = rest_on(publish("75,2")), client_of("rektor")
    publish("76,0")
    response = client.post(reverse("analyses:use_new_figure", args=[ground.pk]))
    assert response.url == f"{area_url}#finding-{finding.pk}"


def test_asking_for_a_new_figure_that_is_not_there_says_so(client_of, finding, publish, rest_on):
    ground = rest_on(publish("75,2"))
    client = client_of("rektor")
    response = client.post(reverse("analyses:use_new_figure", args=[ground.pk]), follow=True)
    assert [str(message) for message in response.context["messages"]] != []
    assert Ground.objects.get() == ground


def test_what_is_adopted_keeps_its_figure_and_says_that_it_has_changed(cast, client_of, analysis, area_url, publish, rest_on):
    ground = rest_on(publish("75,2"))
    adopt(cast, analysis)
    publish("76,0")
    for persona in ("rektor", "politiker"):
        for page in (area_url, reverse("analyses:version", args=[analysis.pk, 1])):
            said = text_of(client_of(persona).get(page))
            assert "Minst E i matematik 2025/26: 75,2 % (125 elever)" in said
            assert "75,2 % (125 elever) → 76,0 % (125 elever)" in said
            assert reverse("analyses:use_new_figure", args=[ground.pk]) not in said
    assert client_of("rektor").post(reverse("analyses:use_new_figure", args=[ground.pk])).status_code == 403


def test_a_draft_is_nobody_elses_through_its_grounds(client_of, area_url, observation, publish, rest_on):
    rest_on(publish("75,2"))
    for persona in ("verksamhetschef", "other_rektor", "politiker"):
        assert client_of(persona).get(area_url).status_code == 404


def test_own_observations_are_read_in_the_handed_in_text(cast, client_of, analysis, finding, observation):
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    page = text_of(client_of("verksamhetschef").get(reverse("analyses:version", args=[analysis.pk, 1])))
    assert ("Eleverna räknar hellre i par" in page, "Lektionsbesök i mars" in page) == (True, True)


@pytest.mark.parametrize("findings", [1, 3])
def test_a_version_costs_the_same_whatever_it_rests_on(cast, client_of, analysis, publish, django_assert_num_queries, findings):
    value = publish("75,2")
    area = analysis.template.areas.get(key="knowledge")
    for _ in range(findings):
        found = services.add_finding(analysis=analysis, area=area, kind="strength", by=cast.rektor)
        services.add_ground(finding=found, value_id=value.pk, by=cast.rektor)
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    publish("76,0")
    client, url = client_of("rektor"), reverse("analyses:version", args=[analysis.pk, 1])
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)
