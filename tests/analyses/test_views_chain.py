"""The chain's pages: what is changed is told, taken back with one press, and works without script."""

import pytest
from django.urls import reverse

from analyses import services
from analyses.models import Cause, Finding
from analyses.queries import latest_deed
from tests.helpers.html import Page


@pytest.fixture
def client(client_of):
    return client_of("rektor")


def move(obj, **data):
    return reverse("analyses:move", args=[obj._meta.model_name, obj.pk]), data


def test_a_deed_is_told_and_taken_back_without_script(cast, client, finding):
    url, data = move(services.add_cause(finding=finding, text="Två", by=cast.rektor), to="up")
    page = client.post(url, data, follow=True)
    done = page.context["done"]
    assert [cause.text for cause in finding.causes.all()] == ["Två", "Vi kartlägger inte"]
    undo = reverse("analyses:undo", args=[finding.analysis_id, done.event.pk])
    assert Page(page).by_id("done").find("form").get("action") == undo
    back = client.post(undo, follow=True)
    assert [cause.text for cause in finding.causes.all()] == ["Vi kartlägger inte", "Två"]
    again = reverse("analyses:undo", args=[finding.analysis_id, back.context["done"].event.pk])
    client.post(again)
    assert [cause.text for cause in finding.causes.all()] == ["Två", "Vi kartlägger inte"]


def test_what_cannot_be_undone_says_why_and_changes_nothing(cast, client, finding):
    new = services.add_cause(finding=finding, by=cast.rektor)
    event = latest_deed(finding.analysis, cast.rektor).event
    Cause.objects.filter(pk=new.pk).update(text="Skrivet")
    page = client.post(reverse("analyses:undo", args=[finding.analysis_id, event.pk]), follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert Cause.objects.get(pk=new.pk).text == "Skrivet"


def test_a_finding_is_moved_to_another_area_from_a_page(client, finding):
    url, _ = move(finding)
    safety = finding.analysis.template.areas.get(key="safety")
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"to": finding.area.pk}).status_code == 422
    answer = client.post(url, {"to": safety.pk})
    assert answer.url.startswith(reverse("analyses:area", args=[finding.analysis_id, "safety"]))
    assert Finding.objects.get(pk=finding.pk).area == safety


def test_an_invited_person_is_offered_only_the_own_areas(cast, client_of, analysis, finding):
    areas = [finding.area, analysis.template.areas.get(key="safety")]
    services.invite(analysis=analysis, user=cast.contributor, parts=areas, by=cast.rektor)
    page = client_of("contributor").get(move(finding)[0])
    assert list(page.context["form"].fields["to"].queryset) == [areas[1]]


def test_split_asks_for_a_title_and_something_to_take_along(client, finding):
    url = reverse("analyses:split", args=[finding.pk])
    cause = finding.causes.get()
    assert client.post(url, {"title": "Ny"}).status_code == 422
    assert client.post(url, {"causes": [cause.pk]}).status_code == 422
    assert client.post(url, {"title": "Ny", "causes": [999999]}).status_code == 422
    assert Finding.objects.count() == 1
    assert client.post(url, {"title": "Ny", "causes": [cause.pk]}).status_code == 302
    assert Finding.objects.get(title="Ny").causes.get() == cause


def test_merge_offers_the_analysis_s_own_findings_alone(cast, client, analysis, finding):
    theirs = services.start_analysis(node=cast.other_unit, school_year=analysis.school_year, by=cast.other_rektor)
    area = theirs.template.areas.get(key="knowledge")
    secret = services.add_finding(analysis=theirs, area=area, kind="challenge", title="Deras hemlighet", by=cast.other_rektor)
    own = services.add_finding(analysis=analysis, area=finding.area, kind="strength", title="Vår egen", by=cast.rektor)
    url = reverse("analyses:merge", args=[finding.pk])
    page = client.get(url)
    assert list(page.context["form"].fields["other"].queryset) == [own]
    assert "Deras hemlighet" not in page.content.decode()
    assert client.post(url, {"other": secret.pk}).status_code == 422
    assert client.post(url, {"other": own.pk}).status_code == 302
    assert list(analysis.findings.all()) == [finding]


def test_the_list_of_deeds_tells_the_team_and_nobody_else(client_of, finding):
    url = reverse("analyses:deeds", args=[finding.analysis_id])
    assert "Vi kartlägger inte" in client_of("contributor").get(url).content.decode()
    assert client_of("other_rektor").get(url).status_code == 404


@pytest.mark.parametrize("deeds", [1, 3])
def test_the_list_of_deeds_costs_the_same_whatever_its_length(cast, client, finding, django_assert_num_queries, deeds):
    for _ in range(deeds):
        services.add_cause(finding=finding, by=cast.rektor)
    url = reverse("analyses:deeds", args=[finding.analysis_id])
    client.get(url)
    with django_assert_num_queries(5):
        client.get(url)


def test_what_the_template_says_of_a_field_is_folded_beside_it(client, finding):
    field = finding.analysis.template.fields.get(key="cause")
    field.example = "Vi byter klasslärare i åk 3 utan överlämning."
    field.save()
    page = client.get(reverse("analyses:area", args=[finding.analysis_id, "knowledge"]), {"edit": finding.pk})
    folded = [each for each in Page(page).all("details") if "utan överlämning" in "".join(each.itertext())]
    assert [each.get("open") for each in folded] == [None]


def test_the_chain_says_what_a_conclusion_draws_on(cast, client, finding):
    services.add_cause(finding=finding, text="En lös orsak", by=cast.rektor)
    words = " ".join(Page(client.get(reverse("analyses:area", args=[finding.analysis_id, "knowledge"]))).text("article"))
    assert words.count("Vi kartlägger inte") == 2  # as a cause, and as what the conclusion draws on
    assert words.count("En lös orsak") == 1


def test_a_cause_left_empty_is_none_to_those_who_read(cast, client, finding):
    url = reverse("analyses:area", args=[finding.analysis_id, "knowledge"])
    services.add_cause(finding=finding, text="En andra orsak", by=cast.rektor)
    empty = services.add_cause(finding=finding, by=cast.rektor)
    conclusion = services.add_conclusion(finding=finding, text="Vi ändrar", by=cast.rektor)
    for cause in finding.causes.all():
        services.draw_on(conclusion=conclusion, cause=cause, draws=True, by=cast.rektor)
    read = " ".join(Page(client.get(url)).text("article"))
    assert "Bygger på alla orsaker (2)" in read
    assert (read.count("En andra orsak"), read.count("Inte skrivet än")) == (1, 0)
    # and it waits for those who write
    written = Page(client.get(url, {"edit": finding.pk}))
    assert "".join(written.by_id(f"cause-{empty.pk}").itertext()).count("Orsak 3") > 0
    pressed = [button.get("aria-pressed") for button in written.all("button") if button.get("value") == str(empty.pk)]
    assert sorted(filter(None, pressed)) == ["false", "true"]
