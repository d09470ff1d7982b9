import pytest
from django.urls import reverse

from analyses import services
from analyses.models import Analysis, Citation, Finding
from tests.factories import YEAR
from tests.helpers.html import Page


@pytest.fixture
def url(cast):
    return reverse("analyses:rollup", args=[cast.municipality.slug, YEAR])


def test_open_to_the_administration_only(client_of, url):
    expected = {
        "utvecklingsledare": 200,
        "verksamhetschef": 200,
        "forvaltningschef": 200,
        "rektor": 403,
        "politiker": 403,
        "foreign_rektor": 404,
        "stranger": 404,
    }
    assert {persona: client_of(persona).get(url).status_code for persona in expected} == expected


def test_units_that_have_not_handed_in_are_named(client_of, submitted, url):
    page = client_of("verksamhetschef").get(url)
    assert [row.node.name for row in page.context["rollup"].missing] == ["Björkskolan", "Ekens förskola"]
    assert "Ekens förskola" in page.content.decode()


def test_a_draft_is_counted_nowhere(client_of, finding, url):
    page = client_of("verksamhetschef").get(f"{url}?area=knowledge").content.decode()
    assert "Vi tappar elever" not in page


def test_citing_makes_a_finding_that_rests_on_the_units(cast, client_of, submitted, finding, url):
    response = client_of("utvecklingsledare").post(
        reverse("analyses:cite", args=[cast.municipality.slug, YEAR]),
        {"area": "knowledge", "cited": [finding.pk], "finding": "", "kind": "challenge"},
    )
    own = Finding.objects.get(analysis__node=cast.municipality)
    assert response.status_code == 302
    assert [(c.finding, c.cited) for c in Citation.objects.all()] == [(own, finding)]
    page = client_of("utvecklingsledare").get(response.url.split("#")[0]).content.decode()
    assert "Från 87 till 78 procent" in page


def test_citing_nothing_says_so(cast, client_of, submitted):
    client_of("utvecklingsledare").post(reverse("analyses:cite", args=[cast.municipality.slug, YEAR]), {"area": "knowledge"})
    assert (Finding.objects.filter(analysis__node=cast.municipality).count(), Citation.objects.count()) == (0, 0)


def test_that_nothing_is_chosen_is_said_where_one_chooses(cast, client_of, submitted):
    client = client_of("utvecklingsledare")
    back = client.post(reverse("analyses:cite", args=[cast.municipality.slug, YEAR]), {"area": "knowledge"}).url
    assert back.endswith("#use-in")
    assert "Välj minst en iakttagelse att vila på." in Page(client.get(back)).by_id("use-in")[0].text


def test_what_can_not_be_cited_begins_no_analysis(cast, client_of, submitted, finding):
    client_of("utvecklingsledare").post(
        reverse("analyses:cite", args=[cast.municipality.slug, YEAR]), {"area": "weather", "cited": [finding.pk]}
    )
    assert not Analysis.objects.filter(node=cast.municipality).exists()


def test_the_unit_sees_that_its_words_are_used(cast, client_of, submitted, finding, url):
    client_of("utvecklingsledare").post(
        reverse("analyses:cite", args=[cast.municipality.slug, YEAR]),
        {"area": "knowledge", "cited": [finding.pk], "kind": "challenge"},
    )
    assert finding.cited_in.count() == 1


def test_what_the_units_findings_rest_on_follows_them_up(cast, client_of, finding, observation, publish, url):
    services.add_ground(finding=finding, value_id=publish("71,4", 7).pk, by=cast.rektor)
    services.add_ground(finding=finding, observation=observation, by=cast.rektor)
    services.submit_analysis(analysis=finding.analysis, by=cast.rektor)
    page = client_of("utvecklingsledare").get(f"{url}?area=knowledge").content.decode().replace("\u00a0", " ")
    assert "Minst E i matematik 2025/26: 71,4 % (5 av 7 elever)" in page
    assert "Eleverna räknar hellre i par" in page


@pytest.mark.parametrize("findings", [1, 3])
def test_grounds_cost_the_rollup_the_same_whatever_their_number(
    cast, client_of, analysis, publish, url, django_assert_num_queries, findings
):
    value = publish("75,2")
    for _ in range(findings):
        area = analysis.template.areas.get(key="knowledge")
        found = services.add_finding(analysis=analysis, area=area, kind="challenge", by=cast.rektor)
        services.add_ground(finding=found, value_id=value.pk, by=cast.rektor)
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    client = client_of("utvecklingsledare")
    client.get(url)
    with django_assert_num_queries(16):
        client.get(url)
