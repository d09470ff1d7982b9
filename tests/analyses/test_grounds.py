"""What a finding rests on: exact figures and own observations."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext

from analyses import queries, services
from analyses.models import AnalysisVersion, Finding, Ground, Observation
from analyses.versions import read
from journal.models import Event
from schoolplan.kit.versions import Conflict, version_of
from tests.factories import LAST_YEAR, YEAR

NOT_WRITERS = ["contributor", "elevhalsa", "other_rektor", "verksamhetschef", "politiker", "administrator", "foreign_rektor"]


def rests_on(finding):
    return list(Ground.objects.filter(finding=finding).values_list("value_id", "observation_id"))


def test_a_finding_rests_on_an_exact_figure_and_on_an_observation(cast, finding, observation, publish):
    value = publish("75,2")
    services.add_ground(finding=finding, value_id=value.pk, by=cast.rektor)
    services.add_ground(finding=finding, observation=observation, by=cast.deputy)
    services.add_ground(finding=finding, value_id=value.pk, by=cast.rektor)
    assert rests_on(finding) == [(value.pk, None), (None, observation.pk)]
    events = Event.objects.filter(verb="ground", object_id=finding.pk)
    both = [{"value": value.pk}, {"observation": observation.pk}]
    assert [(event.actor_id, {"grounds": event.changes["grounds"]}) for event in events] == [
        (cast.rektor.pk, {"grounds": [[], both[:1]]}),
        (cast.deputy.pk, {"grounds": [both[:1], both]}),
    ]


def test_what_it_rests_on_is_taken_away(cast, finding, publish):
    value = publish("75,2")
    ground = services.add_ground(finding=finding, value_id=value.pk, by=cast.rektor)
    services.remove_ground(ground=ground, by=cast.rektor)
    assert rests_on(finding) == []
    assert Event.objects.filter(verb="ground").latest("pk").changes["grounds"] == [[{"value": value.pk}], []]


@pytest.mark.parametrize("place", ["other_unit", "municipality", "area", "preschool", "foreign_unit"])
def test_a_figure_of_another_place_is_refused(cast, finding, publish, place):
    value = publish("75,2", node=getattr(cast, place))
    with pytest.raises(ValidationError):
        services.add_ground(finding=finding, value_id=value.pk, by=cast.rektor)
    assert rests_on(finding) == []


def test_a_figure_that_no_longer_holds_is_refused(cast, finding, publish):
    former = publish("75,2")
    publish("76,0")
    with pytest.raises(ValidationError):
        services.add_ground(finding=finding, value_id=former.pk, by=cast.rektor)


def test_an_observation_of_another_analysis_is_refused(cast, finding):
    last_year = services.start_analysis(node=cast.unit, school_year=LAST_YEAR, by=cast.rektor)
    theirs = services.add_observation(analysis=last_year, area=last_year.template.areas.all()[0], by=cast.rektor)
    with pytest.raises(ValidationError):
        services.add_ground(finding=finding, observation=theirs, by=cast.rektor)
    assert rests_on(finding) == []


@pytest.mark.parametrize("persona", NOT_WRITERS)
def test_only_those_who_write_the_analysis_say_what_it_rests_on(cast, finding, observation, publish, persona):
    value, by = publish("75,2"), cast.people[persona]
    ground = services.add_ground(finding=finding, observation=observation, by=cast.rektor)
    for act in (
        lambda: services.add_ground(finding=finding, value_id=value.pk, by=by),
        lambda: services.remove_ground(ground=ground, by=by),
        lambda: services.use_new_figure(ground=ground, by=by),
        lambda: services.add_observation(analysis=finding.analysis, area=finding.area, by=by),
        lambda: services.remove(obj=observation, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert rests_on(finding) == [(None, observation.pk)]


def test_nothing_changes_after_handing_in(cast, finding, observation, publish):
    former = publish("75,2")
    ground = services.add_ground(finding=finding, value_id=former.pk, by=cast.rektor)
    read_before = Finding.objects.select_related("analysis__node", "area").get(pk=finding.pk)
    services.submit_analysis(analysis=finding.analysis, by=cast.rektor)
    new = publish("76,0")
    for act in (
        lambda: services.add_ground(finding=read_before, value_id=new.pk, by=cast.rektor),
        lambda: services.remove_ground(ground=ground, by=cast.rektor),
        lambda: services.use_new_figure(ground=ground, by=cast.rektor),
        lambda: services.add_observation(analysis=read_before.analysis, area=read_before.area, by=cast.rektor),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert rests_on(finding) == [(former.pk, None)]


def test_the_new_figure_takes_the_place_of_the_former(cast, finding, publish):
    former = publish("75,2")
    ground = services.add_ground(finding=finding, value_id=former.pk, by=cast.rektor)
    new = publish("76,0")
    services.use_new_figure(ground=ground, by=cast.rektor)
    assert rests_on(finding) == [(new.pk, None)]
    assert Event.objects.filter(verb="ground").latest("pk").changes["grounds"] == [[{"value": former.pk}], [{"value": new.pk}]]


def test_a_finding_that_rests_on_both_keeps_the_new_figure_once(cast, finding, publish):
    former = services.add_ground(finding=finding, value_id=publish("75,2").pk, by=cast.rektor)
    new = publish("76,0")
    services.add_ground(finding=finding, value_id=new.pk, by=cast.rektor)
    services.use_new_figure(ground=former, by=cast.rektor)
    assert rests_on(finding) == [(new.pk, None)]


def test_there_is_no_new_figure_while_the_one_it_rests_on_holds(cast, finding, observation, publish):
    on_figure = services.add_ground(finding=finding, value_id=publish("75,2").pk, by=cast.rektor)
    on_observation = services.add_ground(finding=finding, observation=observation, by=cast.rektor)
    for ground in (on_figure, on_observation):
        with pytest.raises(ValidationError):
            services.use_new_figure(ground=ground, by=cast.rektor)


def test_a_removed_observation_goes_out_of_what_rests_on_it_and_stays_in_the_journal(cast, finding, observation):
    services.add_ground(finding=finding, observation=observation, by=cast.rektor)
    number = observation.pk
    services.remove(obj=observation, by=cast.rektor)
    assert (Observation.objects.count(), rests_on(finding)) == (0, [])
    told = {event.verb: event.changes for event in Event.objects.filter(verb__in=["ground", "remove"]).order_by("pk")}
    assert told["ground"] == {"grounds": [[{"observation": number}], []]}
    assert (told["remove"]["text"], told["remove"]["origin"]) == (
        ["Eleverna räknar hellre i par", ""],
        ["Lektionsbesök i mars", ""],
    )


def test_two_people_in_one_observation_keep_both_texts(cast, observation):
    mine, theirs = (Observation.objects.select_related("analysis__node").get(pk=observation.pk) for _ in range(2))
    seen = version_of(observation.text)
    services.save_text(obj=theirs, field="text", value="Deras", seen=seen, by=cast.deputy)
    with pytest.raises(Conflict) as conflict:
        services.save_text(obj=mine, field="text", value="Min", seen=seen, by=cast.rektor)
    assert (conflict.value.mine, conflict.value.theirs) == ("Min", "Deras")
    services.save_text(obj=mine, field="origin", value="Barnintervjuer", seen=version_of(observation.origin), by=cast.rektor)
    stored = Observation.objects.get(pk=observation.pk)
    assert (stored.text, stored.origin) == ("Deras", "Barnintervjuer")


def test_an_observation_begins_an_area_and_is_no_gap(cast, analysis, observation):
    area = next(state for state in queries.overview(analysis).areas if state.area.key == "knowledge")
    assert (area.state, [gap.words for gap in area.gaps]) == ("half", ["Er bedömning", "En motivering till er bedömning"])


def test_a_finding_without_grounds_is_not_unfinished(cast, analysis, finding):
    area = next(state for state in queries.overview(analysis).areas if state.area.key == "knowledge")
    assert [gap.words for gap in area.gaps if gap.anchor != "judgement"] == [
        "Vem som kan påverka en orsak, och hur säkra ni är",
        gettext("What a conclusion leads to"),
    ]


def test_a_version_keeps_which_figures_and_which_words_it_rested_on(cast, finding, observation, publish):
    value = publish("75,2")
    services.add_ground(finding=finding, value_id=value.pk, by=cast.rektor)
    services.add_ground(finding=finding, observation=observation, by=cast.rektor)
    version = services.submit_analysis(analysis=finding.analysis, by=cast.rektor)
    Observation.objects.update(text="Ändrat efteråt")
    Ground.objects.all().delete()
    text = read(AnalysisVersion.objects.get(pk=version.pk))
    area = next(area for area in text.areas if area.key == "knowledge")
    assert [(seen.pk, seen.text, seen.origin) for seen in area.observations] == [
        (observation.pk, "Eleverna räknar hellre i par", "Lektionsbesök i mars")
    ]
    on_figure, on_observation = area.findings[0].grounds
    assert (on_figure.value_id, on_figure.observation) == (value.pk, None)
    assert (on_observation.value_id, on_observation.observation.text) == (None, "Eleverna räknar hellre i par")
    assert text.value_ids == {value.pk}


def test_no_figure_is_frozen_as_words(cast, finding, publish):
    services.add_ground(finding=finding, value_id=publish("71,4", 7).pk, by=cast.rektor)
    version = services.submit_analysis(analysis=finding.analysis, by=cast.rektor)
    assert [words for words in ("71,4", "71.4") if words in str(version.content["areas"])] == []  # 71 can be a number of a row


def test_versions_from_before_there_were_grounds_still_open(cast, submitted):
    version = submitted.versions.get()
    for area in version.content["areas"]:
        del area["observations"]
        for finding in area["findings"]:
            del finding["grounds"]
    version.save()
    text = read(AnalysisVersion.objects.get(pk=version.pk))
    area = next(area for area in text.areas if area.key == "knowledge")
    assert (area.observations, area.findings[0].grounds, text.value_ids) == ((), (), set())


def test_what_can_be_chosen_is_the_areas_figures_the_latest_year_first(cast, analysis, finding, observation, publish):
    earlier, latest = publish("80,8", year=LAST_YEAR), publish("75,2")
    publish("66,6", year=YEAR.next)
    ground = services.add_ground(finding=finding, value_id=latest.pk, by=cast.rektor)
    [card] = queries.area_page(analysis, "knowledge", cast.rektor, finding.pk).cards
    [figure] = card.writing.choices.figures
    assert figure.title == "Minst E i matematik"
    assert [(pick.pk, pick.ground) for pick in figure.picks] == [(latest.pk, ground), (earlier.pk, None)]
    assert [(pick.pk, pick.words, pick.ground) for pick in card.writing.choices.observations] == [
        (observation.pk, "Eleverna räknar hellre i par", None)
    ]


def test_only_the_finding_in_hand_has_something_to_choose_among(cast, analysis, finding, publish):
    publish("75,2")
    services.add_finding(analysis=analysis, area=finding.area, kind="strength", by=cast.rektor)
    cards = queries.area_page(analysis, "knowledge", cast.rektor, finding.pk).cards
    assert [card.writing is not None for card in cards] == [True, False]


@pytest.mark.parametrize("findings", [1, 3])
def test_findings_that_rest_on_changed_figures_cost_the_same_whatever_their_number(
    cast, analysis, publish, django_assert_num_queries, findings
):
    area = analysis.template.areas.get(key="knowledge")
    before = [publish("75,2", year=year) for year in (YEAR, LAST_YEAR)]
    for _ in range(findings):
        found = services.add_finding(analysis=analysis, area=area, kind="challenge", by=cast.rektor)
        seen = services.add_observation(analysis=analysis, area=area, text="Sett", by=cast.rektor)
        for value in before:
            services.add_ground(finding=found, value_id=value.pk, by=cast.rektor)
        services.add_ground(finding=found, observation=seen, by=cast.rektor)
    for year in (YEAR, LAST_YEAR):
        publish("76,0", year=year)
    with django_assert_num_queries(8):
        page = queries.area_page(analysis, "knowledge", cast.rektor, found.pk)
    assert {bool(quote.note) for card in page.cards for quote in card.quotes.values()} == {True}
