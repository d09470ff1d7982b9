"""The page of a version, two versions side by side, and the way of the analysis."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from analyses import services
from analyses.models import Finding
from analyses.queries import reviews_of, steps_of, versions_of
from schoolplan.kit.versions import version_of
from tests.helpers.html import Page


@pytest.fixture
def returned(cast, submitted, finding):
    """Handed in, returned, and changed since."""
    services.return_analysis(analysis=submitted, comment="Mer om orsakerna", by=cast.verksamhetschef)
    finding = Finding.objects.get(pk=finding.pk)
    services.save_text(obj=finding, field="text", value="Hemligt tills vidare", seen=version_of(finding.text), by=cast.rektor)
    submitted.refresh_from_db()
    return submitted


def compare(analysis, old, new):
    return reverse("analyses:compare", args=[analysis.pk, old, new])


def test_the_page_holds_every_part_in_its_order(client_of, submitted):
    version = submitted.versions.get()
    page = client_of("rektor").get(reverse("analyses:version", args=[submitted.pk, 1])).content.decode()
    titles = [
        part.title for part in client_of("rektor").get(reverse("analyses:version", args=[submitted.pk, 1])).context["text"].parts
    ]
    places = [page.index(f">{title}</h2>") for title in titles]
    assert places == sorted(places)
    assert len(titles) == len(version.content["areas"]) + len(version.content["sections"])


def test_what_has_been_changed_is_shown_to_the_team_alone(client_of, returned):
    expected = {"rektor": 200, "verksamhetschef": 404, "utvecklingsledare": 404, "other_rektor": 404, "politiker": 404}
    assert {who: client_of(who).get(compare(returned, 1, 0)).status_code for who in expected} == expected
    page = client_of("rektor").get(compare(returned, 1, 0)).content.decode()
    assert "Hemligt tills vidare" in page


def test_two_versions_are_compared_by_those_who_read_both(cast, client_of, returned):
    services.submit_analysis(analysis=returned, by=cast.rektor)
    expected = {"rektor": 200, "verksamhetschef": 200, "utvecklingsledare": 200, "other_rektor": 404, "politiker": 404}
    assert {who: client_of(who).get(compare(returned, 1, 2)).status_code for who in expected} == expected
    services.adopt_analysis(analysis=returned, by=cast.verksamhetschef)
    assert {who: client_of(who).get(compare(returned, 1, 2)).status_code for who in expected} == expected


def test_the_reviewer_is_led_to_what_has_changed_since(cast, client_of, returned):
    services.submit_analysis(analysis=returned, by=cast.rektor)
    newest = reverse("analyses:version", args=[returned.pk, 2])
    pages = {who: client_of(who).get(newest).context["page"] for who in ("verksamhetschef", "utvecklingsledare")}
    assert {who: (page.before.number, page.read_before) for who, page in pages.items()} == {
        "verksamhetschef": (1, True),
        "utvecklingsledare": (1, False),
    }
    assert compare(returned, 1, 2) in client_of("verksamhetschef").get(newest).content.decode()


def test_a_version_that_is_not_there_is_not_found(client_of, returned):
    assert [client_of("rektor").get(compare(returned, *pair)).status_code for pair in ((1, 7), (7, 1), (0, 9))] == [404] * 3


def test_changes_are_told_without_colour(client_of, returned):
    page = Page(client_of("rektor").get(compare(returned, 1, 0)))
    told = [["".join(words.itertext()) for words in mark.iter("span")] for kind in ("del", "ins") for mark in page.all(kind)]
    taken_away, new, end = _("[taken away:"), _("[new:"), _("]")
    assert {tuple(each) for each in told} == {(taken_away + " ", end), (new + " ", end)}


def test_comparing_asks_as_many_questions_for_many_findings_as_for_one(cast, client_of, returned, django_assert_num_queries):
    client = client_of("rektor")
    client.get(compare(returned, 1, 0))
    with django_assert_num_queries(25):
        client.get(compare(returned, 1, 0))
    area = returned.template.areas.get(key="knowledge")
    for n in range(3):
        services.add_finding(analysis=returned, area=area, kind="strength", title=f"Nummer {n}", by=cast.rektor)
    with django_assert_num_queries(25):
        client.get(compare(returned, 1, 0))


def test_a_version_asks_as_many_questions_for_many_findings_as_for_one(cast, client_of, returned, django_assert_num_queries):
    client, page = client_of("rektor"), reverse("analyses:version", args=[returned.pk, 1])
    client.get(page)
    with django_assert_num_queries(7):
        client.get(page)
    area = returned.template.areas.get(key="knowledge")
    for n in range(3):
        services.add_finding(analysis=returned, area=area, kind="strength", title=f"Nummer {n}", by=cast.rektor)
    services.submit_analysis(analysis=returned, by=cast.rektor)
    page = reverse("analyses:version", args=[returned.pk, 2])
    with django_assert_num_queries(7):
        client.get(page)


def way(analysis, user):
    steps = steps_of(analysis, versions_of(analysis, user), reviews_of(analysis, user))
    when = [("now " if step.is_current else "ahead " if step.is_ahead else "") for step in steps]
    return [when + step.words + (f", {step.by}" if step.by else "") for when, step in zip(when, steps, strict=True)]


def test_the_way_of_an_analysis(cast, analysis, finding):
    with override("en"):
        assert way(analysis, cast.rektor) == ["now Draft", "ahead Handed in", "ahead Adopted"]
        services.submit_analysis(analysis=analysis, by=cast.rektor)
        assert way(analysis, cast.rektor) == ["Draft", "now Handed in, Rektor", "ahead Adopted"]
        services.return_analysis(analysis=analysis, comment="Mer", by=cast.verksamhetschef)
        analysis.refresh_from_db()
        told = ["Draft", "Handed in, Rektor", "now Returned, Verksamhetschef", "ahead Handed in again", "ahead Adopted"]
        assert way(analysis, cast.rektor) == told
        services.submit_analysis(analysis=analysis, by=cast.rektor)
        services.adopt_analysis(analysis=analysis, by=cast.verksamhetschef)
        analysis.refresh_from_db()
        told = [
            "Draft",
            "Handed in, Rektor",
            "Returned, Verksamhetschef",
            "Handed in again, Rektor",
            "now Adopted, Verksamhetschef",
        ]
        assert way(analysis, cast.rektor) == told
        assert way(analysis, cast.politiker) == ["Draft", "Handed in again, Rektor", "now Adopted"]
