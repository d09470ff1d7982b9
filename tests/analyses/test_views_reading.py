import pytest
from django.urls import reverse

from analyses import services
from analyses.models import Analysis


@pytest.fixture
def version_url(submitted):
    return reverse("analyses:version", args=[submitted.pk, 1])


def test_handed_in_is_open_to_the_unit_and_its_administration(client_of, version_url):
    expected = {
        "rektor": 200,
        "verksamhetschef": 200,
        "utvecklingsledare": 200,
        "forvaltningschef": 200,
        "other_rektor": 404,
        "politiker": 404,
        "administrator": 404,
        "foreign_rektor": 404,
    }
    assert {persona: client_of(persona).get(version_url).status_code for persona in expected} == expected


def test_adopted_is_open_to_the_municipality(cast, client_of, submitted, version_url):
    services.adopt_analysis(analysis=submitted, by=cast.verksamhetschef)
    expected = {"politiker": 200, "other_rektor": 200, "administrator": 404, "foreign_rektor": 404, "region": 404}
    assert {persona: client_of(persona).get(version_url).status_code for persona in expected} == expected


def test_the_administration_never_sees_what_the_unit_changes_after_a_return(cast, client_of, submitted, finding, version_url):
    services.return_analysis(analysis=submitted, comment="Mer", by=cast.verksamhetschef)
    finding.refresh_from_db()
    services.save_text(obj=finding, field="title", value="Ny hemlig tanke", seen=services_seen(finding.title), by=cast.rektor)
    client = client_of("verksamhetschef")
    assert "Vi tappar elever" in client.get(version_url).content.decode()
    assert "Ny hemlig tanke" not in client.get(version_url).content.decode()
    assert client.get(reverse("analyses:area", args=[submitted.pk, "knowledge"])).status_code == 404


def services_seen(text):
    from schoolplan.kit.versions import version_of

    return version_of(text)


def test_returning_needs_a_comment_and_says_so(client_of, submitted):
    response = client_of("verksamhetschef").post(reverse("analyses:return", args=[submitted.pk]), {"comment": ""})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["comment"]
    assert Analysis.objects.get(pk=submitted.pk).state == "submitted"


def test_adopting(client_of, submitted, version_url):
    response = client_of("verksamhetschef").post(reverse("analyses:adopt", args=[submitted.pk]), {"comment": "Tack"})
    assert (response.status_code, response.url) == (302, version_url)
    assert Analysis.objects.get(pk=submitted.pk).state == "adopted"


def test_a_reader_does_not_review(client_of, submitted):
    assert client_of("utvecklingsledare").post(reverse("analyses:adopt", args=[submitted.pk]), {}).status_code == 403
    assert client_of("rektor").post(reverse("analyses:adopt", args=[submitted.pk]), {}).status_code == 403


def test_an_adopted_analysis_without_a_comment_says_nothing_of_questions(cast, client_of, analysis, submitted):
    asked, page = "Det som förvaltningen frågar om", reverse("analyses:overview", args=[analysis.pk])
    services.pin_comment(card=submitted.findings.get(), text="Hur vet ni det?", by=cast.verksamhetschef)
    services.return_analysis(analysis=submitted, comment="", by=cast.verksamhetschef)
    assert asked in client_of("rektor").get(page).content.decode()
    services.submit_analysis(analysis=Analysis.objects.get(pk=submitted.pk), by=cast.rektor)
    services.adopt_analysis(analysis=Analysis.objects.get(pk=submitted.pk), comment="", by=cast.verksamhetschef)
    assert asked not in client_of("rektor").get(page).content.decode()
