"""Three levels: an area's analysis rests on its units', the municipality's on both, and each sees where its words are used."""

import pytest
from django.urls import reverse

from analyses import services
from analyses.models import Analysis, Finding
from analyses.queries import area_page, used_above
from indicators.masking import Audience
from indicators.queries import quoted
from journal.services import SYSTEM
from tests.factories import YEAR
from units import services as units
from units.models import User
from units.roles import Role

DRAFT_WORDS = "Kommunens egna ord i utkast"


@pytest.fixture
def area_rektor(cast) -> User:
    """The principal who leads the area's ledningsgrupp."""
    user = units.add_person(email="area_rektor@example.org", name="Rektor för området", by=SYSTEM)
    units.assign(user=user, node=cast.area, role=Role.PRINCIPAL, by=SYSTEM, starts_on=YEAR.starts)
    return user


def above(node, by, *, cites, title="Matematiken vacklar") -> Finding:
    """A finding in the node's own analysis of the year, which rests on others."""
    own = services.start_analysis(node=node, school_year=YEAR, by=by)
    area = own.template.areas.get(key="knowledge")
    found = services.add_finding(analysis=own, area=area, kind="challenge", title=title, by=by)
    services.cite(finding=found, cited=cites, by=by)
    return found


@pytest.fixture
def of_area(cast, area_rektor, submitted, finding) -> Finding:
    """The area's finding that rests on the unit's; handed in."""
    found = above(cast.area, area_rektor, cites=[finding], title="Två skolor tappar")
    services.submit_analysis(analysis=found.analysis, by=area_rektor)
    return found


@pytest.fixture
def of_municipality(cast, submitted, finding) -> Finding:
    """The municipality's finding that rests on the unit's; a draft."""
    return above(cast.municipality, cast.utvecklingsledare, cites=[finding], title=DRAFT_WORDS)


def adopt(found: Finding, cast) -> None:
    services.submit_analysis(analysis=found.analysis, by=cast.utvecklingsledare)
    services.adopt_analysis(analysis=found.analysis, by=cast.forvaltningschef)


# An area's analysis, from the first page to the adopted text


def test_the_ledningsgrupp_writes_cites_and_hands_in_and_the_administration_adopts(
    cast, as_user, client_of, area_rektor, submitted, finding
):
    chief, leader = client_of("chief"), as_user(area_rektor)
    start = reverse("analyses:start", args=[cast.area.slug, YEAR])
    assert start in chief.get(reverse("analyses:index")).content.decode()
    assert chief.post(start).status_code == 302
    rollup = chief.get(reverse("analyses:rollup", args=[cast.area.slug, YEAR]), {"area": "knowledge"}).content.decode()
    assert f'value="{finding.pk}"' in rollup
    cited = chief.post(
        reverse("analyses:cite", args=[cast.area.slug, YEAR]),
        {"area": "knowledge", "cited": [finding.pk], "kind": "challenge"},
    )
    assert "1 av 3 enheter" in chief.get(cited.url.split("#")[0]).content.decode()
    own = Analysis.objects.get(node=cast.area)
    submit = reverse("analyses:submit", args=[own.pk])
    assert (chief.post(submit).status_code, leader.post(submit).status_code) == (403, 302)
    assert client_of("verksamhetschef").post(reverse("analyses:adopt", args=[own.pk]), {"comment": ""}).status_code == 302
    assert Analysis.objects.get(pk=own.pk).state == "adopted"


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("chief", 200),
        ("verksamhetschef", 200),
        ("rektor", 403),
        ("other_rektor", 403),
        ("politiker", 403),
        ("foreign_rektor", 404),
    ],
)
def test_an_area_is_put_together_by_its_leaders_and_the_administration(cast, client_of, submitted, persona, status):
    assert client_of(persona).get(reverse("analyses:rollup", args=[cast.area.slug, YEAR])).status_code == status


def test_the_roll_up_of_an_area_is_the_way_in_for_those_who_lead_one(cast, client_of):
    expected = reverse("analyses:rollup", args=[cast.area.slug, YEAR])
    assert client_of("chief").get(reverse("analyses:current_rollup")).url == expected
    assert client_of("rektor").get(reverse("analyses:current_rollup")).status_code == 404


def test_an_areas_draft_is_its_own(cast, client_of, area_rektor, submitted, finding):
    own = above(cast.area, area_rektor, cites=[finding]).analysis
    page = reverse("analyses:overview", args=[own.pk])
    statuses = {p: client_of(p).get(page).status_code for p in ("chief", "rektor", "utvecklingsledare", "politiker")}
    assert statuses == {"chief": 200, "rektor": 404, "utvecklingsledare": 404, "politiker": 404}


def test_the_administration_finds_the_areas_analysis_when_it_is_handed_in(cast, client_of, of_area):
    page = client_of("utvecklingsledare").get(reverse("analyses:index")).content.decode()
    assert reverse("analyses:version", args=[of_area.analysis_id, 1]) in page


# The municipality rests on units and areas


def test_the_municipality_can_cite_an_areas_finding(cast, client_of, of_area):
    page = client_of("utvecklingsledare").get(
        reverse("analyses:rollup", args=[cast.municipality.slug, YEAR]), {"area": "knowledge"}
    )
    assert [str(finding) for finding in page.context["findings"]] == ["Två skolor tappar", "Vi tappar elever i matematik"]


def test_an_area_does_not_cite_itself(cast, client_of, of_area):
    page = client_of("chief").get(reverse("analyses:rollup", args=[cast.area.slug, YEAR]), {"area": "knowledge"})
    assert [str(finding) for finding in page.context["findings"]] == ["Vi tappar elever i matematik"]


def test_units_are_counted_once_whether_cited_themselves_or_through_their_area(cast, of_area, finding):
    found = above(cast.municipality, cast.utvecklingsledare, cites=[of_area])
    services.cite(finding=found, cited=[finding], by=cast.utvecklingsledare)
    [card] = area_page(found.analysis, "knowledge", cast.utvecklingsledare).cards
    assert (len(card.citations), card.cited_units) == (2, 1)


# What a cited finding rests on


@pytest.fixture
def grounded(cast, finding, observation, publish) -> Finding:
    """The unit's finding rests on a figure of seven pupils and on an observation; handed in."""
    services.add_ground(finding=finding, value_id=publish("71,4", 7).pk, by=cast.rektor)
    services.add_ground(finding=finding, observation=observation, by=cast.rektor)
    services.submit_analysis(analysis=finding.analysis, by=cast.rektor)
    return finding


def shown_on(client, found: Finding) -> str:
    page = client.get(reverse("analyses:area", args=[found.analysis_id, "knowledge"])).content.decode()
    return page.replace("\u00a0", " ")


def test_the_figures_below_are_shown_to_each_reader_by_that_readers_limits(cast, client_of, grounded):
    found = above(cast.municipality, cast.utvecklingsledare, cites=[grounded])
    services.adopt_analysis(analysis=_reviewed(grounded, cast), by=cast.verksamhetschef)
    adopt(found, cast)
    inside, outside = shown_on(client_of("utvecklingsledare"), found), shown_on(client_of("politiker"), found)
    assert "Minst E i matematik 2025/26: 71,4 % (5 av 7 elever)" in inside
    assert "Minst E i matematik 2025/26: .." in outside
    assert "71,4" not in outside
    assert ["Eleverna räknar hellre i par" in page for page in (inside, outside)] == [True, True]


def test_the_figures_below_are_hidden_with_the_words_from_those_who_may_not_read_the_version(cast, client_of, grounded):
    found = above(cast.municipality, cast.utvecklingsledare, cites=[grounded])
    adopt(found, cast)
    page = shown_on(client_of("politiker"), found)
    assert "Matematiken vacklar" in page
    assert "Eleverna räknar hellre i par" not in page
    assert "Minst E i matematik 2025/26" not in page


def test_what_was_read_stays_when_the_unit_writes_on(cast, client_of, grounded, observation):
    found = above(cast.municipality, cast.utvecklingsledare, cites=[grounded])
    services.return_analysis(analysis=_reviewed(grounded, cast), comment="Skriv mer.", by=cast.verksamhetschef)
    Analysis.objects.get(pk=grounded.analysis_id).observations.update(text="Något helt annat")
    page = shown_on(client_of("utvecklingsledare"), found)
    assert "Eleverna räknar hellre i par" in page
    assert "Något helt annat" not in page


def _reviewed(found: Finding, cast) -> Analysis:
    return Analysis.objects.select_related("node").get(pk=found.analysis_id)


@pytest.mark.parametrize("cited", [1, 3])
def test_cited_figures_cost_the_page_the_same_whatever_their_number(cast, analysis, publish, django_assert_num_queries, cited):
    value, area = publish("75,2"), analysis.template.areas.get(key="knowledge")
    below = []
    for _ in range(cited):
        below.append(services.add_finding(analysis=analysis, area=area, kind="challenge", by=cast.rektor))
        services.add_ground(finding=below[-1], value_id=value.pk, by=cast.rektor)
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    found = above(cast.municipality, cast.utvecklingsledare, cites=below)
    own = Analysis.objects.select_related("node", "template").get(pk=found.analysis_id)
    reader = User.objects.get(pk=cast.utvecklingsledare.pk)
    with django_assert_num_queries(9):
        [card] = area_page(own, "knowledge", reader).cards
    figures = [ground.value_id for words in card.citations for ground in words.grounds]
    assert figures == [value.pk] * cited
    assert card.quotes[value.pk] == quoted([value.pk], audience=Audience.INSIDE)[value.pk]


# Where our words are used


def test_the_unit_is_told_that_its_words_are_used_but_not_what_a_draft_says(cast, client_of, of_municipality, finding):
    rektor = client_of("rektor")
    pages = [
        rektor.get(reverse("analyses:overview", args=[finding.analysis_id])).content.decode(),
        rektor.get(reverse("analyses:area", args=[finding.analysis_id, "knowledge"])).content.decode(),
    ]
    [use] = used_above(finding.analysis, cast.rektor)[finding.pk]
    assert (use.node, use.words, use.url) == (cast.municipality, "", "")
    assert [DRAFT_WORDS in page for page in pages] == [False, False]
    assert [f"/analyses/{of_municipality.analysis_id}/" in page for page in pages] == [False, False]


def test_those_who_write_above_are_led_to_their_draft(cast, of_municipality, finding):
    [use] = used_above(finding.analysis, cast.utvecklingsledare)[finding.pk]
    place = reverse("analyses:area", args=[of_municipality.analysis_id, "knowledge"])
    assert (use.words, use.url) == (DRAFT_WORDS, f"{place}#finding-{of_municipality.pk}")


def test_when_the_analysis_above_is_adopted_the_unit_reads_its_version(cast, client_of, of_municipality, finding):
    adopt(of_municipality, cast)
    [use] = used_above(finding.analysis, cast.rektor)[finding.pk]
    version = reverse("analyses:version", args=[of_municipality.analysis_id, 1])
    assert (use.words, use.url) == (DRAFT_WORDS, f"{version}#finding-{of_municipality.pk}")
    page = client_of("rektor").get(reverse("analyses:area", args=[finding.analysis_id, "knowledge"])).content.decode()
    assert use.url in page
    assert f'id="finding-{of_municipality.pk}"' in client_of("rektor").get(version).content.decode()


def test_handed_in_but_not_adopted_is_still_the_administrations_own(cast, of_municipality, finding):
    services.submit_analysis(analysis=of_municipality.analysis, by=cast.utvecklingsledare)
    [use] = used_above(finding.analysis, cast.rektor)[finding.pk]
    assert (use.words, use.url) == ("", "")


def test_that_a_draft_above_uses_a_unit_is_told_to_the_unit_alone(cast, of_municipality, finding, submitted):
    services.adopt_analysis(analysis=_reviewed(finding, cast), by=cast.verksamhetschef)
    assert {p: bool(used_above(_reviewed(finding, cast), cast.people[p])) for p in ("rektor", "other_rektor", "politiker")} == {
        "rektor": True,
        "other_rektor": False,
        "politiker": False,
    }


def test_an_area_sees_where_the_municipality_uses_it(cast, of_area, area_rektor):
    found = above(cast.municipality, cast.utvecklingsledare, cites=[of_area])
    uses = used_above(_reviewed(of_area, cast), area_rektor)
    assert [(use.node, use.words) for use in uses[of_area.pk]] == [(cast.municipality, "")]
    adopt(found, cast)
    assert [use.words for use in used_above(_reviewed(of_area, cast), area_rektor)[of_area.pk]] == ["Matematiken vacklar"]


def test_a_draft_is_used_nowhere_and_costs_nothing(cast, analysis, finding, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert used_above(analysis, cast.rektor) == {}


@pytest.mark.parametrize("uses", [1, 3])
def test_uses_are_read_in_one_query(cast, analysis, django_assert_num_queries, uses):
    area = analysis.template.areas.get(key="knowledge")
    own = [services.add_finding(analysis=analysis, area=area, kind="challenge", by=cast.rektor) for _ in range(uses)]
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    above(cast.municipality, cast.utvecklingsledare, cites=own)
    reader, read = User.objects.get(pk=cast.rektor.pk), Analysis.objects.select_related("node").get(pk=analysis.pk)
    with django_assert_num_queries(2):  # the reader's roles, and the citations
        assert sum(len(found) for found in used_above(read, reader).values()) == uses
