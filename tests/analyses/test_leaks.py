"""What a security review found once and nobody shall find again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from analyses import services
from analyses.models import Analysis, Finding
from schoolplan.kit.versions import version_of
from tests.factories import YEAR

SECRET = "Från 87 till 78 procent"


@pytest.fixture
def citing(cast, submitted, finding):
    """The municipality's adopted analysis, which cites a unit's analysis that is handed in but not adopted."""
    own = services.start_analysis(node=cast.municipality, school_year=YEAR, by=cast.utvecklingsledare)
    area = own.template.areas.get(key="knowledge")
    found = services.add_finding(analysis=own, area=area, kind="challenge", title="Matematiken", by=cast.utvecklingsledare)
    services.cite(finding=found, cited=[finding], by=cast.utvecklingsledare)
    services.submit_analysis(analysis=own, by=cast.utvecklingsledare)
    services.adopt_analysis(analysis=own, by=cast.forvaltningschef)
    return found


@pytest.mark.parametrize(("persona", "reads"), [("utvecklingsledare", True), ("politiker", False), ("other_rektor", False)])
def test_cited_words_are_shown_to_those_who_may_read_their_source(client_of, citing, persona, reads, htmx):
    client = client_of(persona)
    area = client.get(reverse("analyses:area", args=[citing.analysis_id, "knowledge"]))
    card = client.get(reverse("analyses:finding", args=[citing.pk]), **htmx)
    assert (SECRET in area.content.decode(), SECRET in card.content.decode()) == (reads, reads)
    assert "1 av 3 enheter" in area.content.decode()


def test_comments_to_the_unit_stay_between_the_two(cast, client_of, submitted):
    services.return_analysis(analysis=submitted, comment="Skarp synpunkt", by=cast.verksamhetschef)
    services.submit_analysis(analysis=submitted, by=cast.rektor)
    services.adopt_analysis(analysis=submitted, comment="Bättre nu", by=cast.verksamhetschef)
    overview = reverse("analyses:overview", args=[submitted.pk])
    version = reverse("analyses:version", args=[submitted.pk, 2])
    seen = {
        p: "Bättre nu" in client_of(p).get(version).content.decode()
        for p in ("rektor", "verksamhetschef", "politiker", "other_rektor")
    }
    assert seen == {"rektor": True, "verksamhetschef": True, "politiker": False, "other_rektor": False}
    assert "Skarp synpunkt" not in client_of("politiker").get(overview).content.decode()


def test_only_those_concerned_see_that_an_analysis_is_a_draft_or_returned(client_of, analysis):
    index = reverse("analyses:index")
    states = {
        p: "Utkast" in client_of(p).get(index).content.decode()
        for p in ("rektor", "verksamhetschef", "politiker", "other_rektor")
    }
    assert states == {"rektor": True, "verksamhetschef": True, "politiker": False, "other_rektor": False}


@pytest.mark.parametrize("persona", ["contributor", "elevhalsa"])
def test_the_team_finds_the_way_to_its_draft(client_of, analysis, persona):
    page = client_of(persona).get(reverse("analyses:index")).content.decode()
    assert reverse("analyses:overview", args=[analysis.pk]) in page


def test_a_page_opened_before_handing_in_can_not_write_after(cast, analysis, finding):
    read_before = Analysis.objects.select_related("node").get(pk=analysis.pk)
    finding_before = Finding.objects.select_related("analysis__node").get(pk=finding.pk)
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    with pytest.raises(PermissionDenied):
        services.save_text(obj=read_before, field="summary", value="Efteråt", seen=version_of(""), by=cast.rektor)
    with pytest.raises(PermissionDenied):
        services.add_cause(finding=finding_before, by=cast.rektor)
    assert Analysis.objects.get(pk=analysis.pk).summary == ""


def test_a_text_without_end_is_refused_kindly_and_drawn_quickly(client_of, analysis, htmx):
    url = reverse("analyses:save", args=["analysis", analysis.pk, "summary"])
    response = client_of("rektor").post(url, {"value": "[" * 20_001, "version": version_of("")}, **htmx)
    assert response.status_code == 422
    assert "Texten är för lång" in response.content.decode()
    assert Analysis.objects.get(pk=analysis.pk).summary == ""


def test_texts_lead_nobody_away():
    from schoolplan.kit.templatetags.look import prose

    assert (
        prose("[här](https://example.com) <b>x</b> **y**")
        == "<p>[här](https://example.com) &lt;b&gt;x&lt;/b&gt; <strong>y</strong></p>\n"
    )


@pytest.mark.parametrize("edit", ["²", "x", "-1", "999999999"])
def test_odd_addresses_show_the_page(client_of, analysis, edit):
    assert client_of("rektor").get(reverse("analyses:area", args=[analysis.pk, "norms"]), {"edit": edit}).status_code == 200


def test_an_unknown_kind_of_finding_gets_a_sentence(client_of, analysis):
    url = reverse("analyses:add_finding", args=[analysis.pk, "knowledge"])
    assert client_of("rektor").post(url, {"kind": "xyz"}).status_code == 409


def test_what_was_read_is_not_kept_by_the_browser(client_of):
    assert client_of("rektor").get(reverse("home")).headers["Cache-Control"] == "no-store, private"
