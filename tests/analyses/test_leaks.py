"""What a security review found once and nobody shall find again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from analyses import services
from analyses.models import Analysis, Cause, Finding
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


def test_what_is_pasted_from_elsewhere_goes_into_a_word_file(client_of, analysis, finding):
    client = client_of("rektor")
    url = reverse("analyses:save", args=["finding", finding.pk, "text"])
    client.post(url, {"value": "Från Word\x0boch\x1b vidare\ufffe", "version": version_of(finding.text)})
    assert Finding.objects.get(pk=finding.pk).text == "Från Word\noch vidare"
    assert client.get(reverse("analyses:word", args=[analysis.pk, 0])).status_code == 200


NO_NUMBERS = ["9" * 5000, "9" * 20, "-1", "²", "\x00"]


@pytest.mark.parametrize("odd", NO_NUMBERS)
def test_numbers_that_no_record_has_break_nothing(client_of, analysis, finding, odd):
    """An address or a form that somebody has written by hand gets a page, or 404."""
    client, conclusion = client_of("rektor"), finding.conclusions.get()
    area = reverse("analyses:area", args=[analysis.pk, "knowledge"])
    asked = [
        client.get(area, {"edit": odd, "done": odd}),
        client.get(reverse("analyses:wordings", args=["finding", finding.pk, "text"]), {"sitting": odd, "page": odd}),
        client.get(reverse("support:index"), {"conclusion": odd}),
    ]
    assert [answer.status_code for answer in asked] == [200] * 3
    sent = [
        client.post(reverse("analyses:draw_on", args=[conclusion.pk]), {"more": odd}),
        client.post(reverse("analyses:set_theme", args=[finding.pk]), {"more": odd}),
        client.post(reverse("analyses:add_ground", args=[finding.pk]), {"value": odd}),
        client.post(reverse("analyses:add_ground", args=[finding.pk]), {"observation": odd}),
        client.post(reverse("analyses:move", args=["finding", finding.pk]), {"to": "up", "editing": odd}),
        client.post(reverse("analyses:presence", args=[analysis.pk]), {"place": odd}),
    ]
    assert [answer.status_code for answer in sent] == [404, 404, 404, 404, 302, 200]
    assert finding.grounds.count() == 0


@pytest.mark.parametrize("page", ["x", "-1", "https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_nobody_is_led_away_from_our_pages(client_of, analysis, page):
    response = client_of("rektor").post(
        reverse("analyses:comments", args=[analysis.pk, "analysis", analysis.pk]), {"text": "Bra", "page": page}
    )
    assert response.headers["Location"] == reverse("analyses:overview", args=[analysis.pk])


@pytest.mark.parametrize("new", [0, 1])
def test_what_stands_now_is_nothing_to_begin_a_comparison_from(client_of, analysis, finding, new):
    assert client_of("rektor").get(reverse("analyses:compare", args=[analysis.pk, 0, new])).status_code == 404


def test_who_comes_second_is_told_so_and_breaks_nothing(cast, analysis, finding):
    """Two presses on the same button, or two people at once: the second has read what the first has just changed."""
    safety = analysis.template.areas.get(key="safety")
    other = services.add_finding(analysis=analysis, area=finding.area, kind="challenge", title="En till", by=cast.rektor)
    cause, conclusion = services.add_cause(finding=other, by=cast.rektor), finding.conclusions.get()
    read = [Finding.objects.get(pk=each.pk) for each in (finding, other)]
    services.merge_findings(kept=finding, other=Finding.objects.get(pk=other.pk), by=cast.rektor)
    services.remove(obj=Cause.objects.get(pk=cause.pk), by=cast.rektor)
    seconds = [
        lambda: services.merge_findings(kept=read[0], other=read[1], by=cast.deputy),
        lambda: services.merge_findings(kept=read[1], other=read[0], by=cast.deputy),
        lambda: services.move_to_area(finding=read[1], area=safety, by=cast.deputy),
        lambda: services.move_a_step(obj=read[1], up=True, by=cast.deputy),
        lambda: services.add_cause(finding=read[1], by=cast.deputy),
        lambda: services.draw_on(conclusion=conclusion, cause=cause, draws=True, by=cast.deputy),
    ]
    for second in seconds:
        with pytest.raises(ValidationError):
            second()
    assert list(analysis.findings.values_list("title", "text")) == [(finding.title, f"{SECRET}\n\nEn till")]


def test_who_was_invited_does_not_follow_what_is_moved_out_while_the_page_stands_open(cast, analysis, finding):
    services.invite(analysis=analysis, user=cast.contributor, parts=[finding.area], by=cast.rektor)
    read_before = Finding.objects.select_related("analysis__node", "area").get(pk=finding.pk)
    safety = analysis.template.areas.get(key="safety")
    services.move_to_area(finding=Finding.objects.get(pk=finding.pk), area=safety, by=cast.rektor)
    with pytest.raises(PermissionDenied):
        services.add_cause(finding=read_before, by=cast.contributor)
    assert finding.causes.count() == 1
