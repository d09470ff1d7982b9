import datetime as dt

import pytest
from django.urls import reverse

from analyses import services as analyses
from analyses.models import Conclusion
from plans import services
from plans.models import Measure
from plans.queries import Freshness, Reason, candidates, freshness, measures_to_follow_up, plan_index, plan_page, version_page
from tests.conftest import TODAY
from tests.factories import LAST_YEAR, YEAR, person
from tests.plans.conftest import add_whole_goal, add_whole_measure, conclude, write
from units.models import MunicipalitySettings, User
from units.roles import Role


def fresh(user):
    """The person as a new request meets them, with nothing read before."""
    return User.objects.get(pk=user.pk)


def days(n):
    return TODAY + dt.timedelta(days=n)


@pytest.mark.parametrize(
    ("status", "starts", "told", "expected"),
    [
        ("ongoing", -200, -30, Freshness.FRESH),
        ("ongoing", -200, -31, Freshness.LATE),
        ("ongoing", -200, -90, Freshness.LATE),
        ("ongoing", -200, -91, Freshness.STALE),
        ("ongoing", -10, None, Freshness.NOT_EXPECTED),
        ("ongoing", -40, None, Freshness.LATE),
        ("ongoing", -91, None, Freshness.STALE),
        ("ongoing", None, None, Freshness.LATE),
        ("planned", 10, None, Freshness.NOT_EXPECTED),
        ("planned", -200, None, Freshness.NOT_EXPECTED),
        ("planned", None, None, Freshness.NOT_EXPECTED),
        ("done", -200, -100, Freshness.NOT_EXPECTED),
        ("done", -200, -3, Freshness.FRESH),
    ],
)
def test_freshness(status, starts, told, expected):
    measure = Measure(status=status, starts_on=None if starts is None else days(starts))
    assert freshness(measure, None if told is None else days(told), TODAY) == expected


def test_page_shows_the_chain_of_a_draft_as_it_stands(cast, plan, goal, measure, conclusion):
    services.add_follow_up(measure=measure, on=days(-3), note="9 av 12", effect="yes", next="continue", by=cast.rektor)
    services.add_follow_up(measure=measure, on=days(-40), note="6 av 12", effect="too_early", next="continue", by=cast.rektor)
    page = plan_page(plan, cast.rektor)
    card = page.cards[0]
    assert (card.number, card.text.title, card.late, card.stale) == (1, "Studiero hela skoldagen", 0, 0)
    assert [(rest.rest.text, rest.url) for rest in card.rests] == [
        ("Samma vuxna vid lektionsstart", reverse("analyses:area", args=[conclusion.analysis.pk, conclusion.finding.area.key]))
    ]
    assert [(row.measure, row.latest.note, row.freshness) for row in card.measures] == [(measure, "9 av 12", Freshness.FRESH)]
    assert (page.writes, page.follows_up, page.too_many) == (True, True, False)


def test_readers_of_an_adopted_plan_meet_the_adopted_words_and_no_draft(cast, adopted, conclusion):
    Conclusion.objects.update(text="Nytt och ännu inte inlämnat")
    rests = {name: plan_page(adopted, cast.people[name]).cards[0].rests for name in ("politiker", "verksamhetschef", "rektor")}
    assert {name: [(rest.rest.text, bool(rest.url)) for rest in found] for name, found in rests.items()} == {
        "politiker": [("Samma vuxna vid lektionsstart", False)],
        "verksamhetschef": [("Samma vuxna vid lektionsstart", False)],
        "rektor": [("Samma vuxna vid lektionsstart", True)],
    }


def test_others_are_led_to_the_version_that_is_open_to_them(cast, adopted, conclusion):
    analyses.submit_analysis(analysis=conclusion.analysis, by=cast.rektor)
    version = reverse("analyses:version", args=[conclusion.analysis.pk, 1])
    urls = {name: plan_page(adopted, cast.people[name]).cards[0].rests[0].url for name in ("politiker", "verksamhetschef")}
    assert urls == {"politiker": "", "verksamhetschef": version}


def test_warning_beyond_the_municipalitys_number(cast, plan):
    for _ in range(3):
        add_whole_goal(plan, cast.rektor)
    assert plan_page(plan, cast.rektor).too_many is False
    MunicipalitySettings.objects.update(priorities_at_most=2)
    assert plan_page(plan, cast.rektor).too_many is True


def test_candidates_are_own_and_lead_nowhere_yet(cast, plan, goal):
    conclude(cast.unit, cast.rektor, text="")
    last = conclude(cast.unit, cast.rektor, text="Från förra året", year=LAST_YEAR)
    conclude(cast.unit, cast.rektor, text="För gammal", year=LAST_YEAR.previous)
    reasoned = conclude(cast.unit, cast.rektor, text="Behöver inget")
    Conclusion.objects.filter(pk=reasoned.pk).update(no_measure_reason="Det sköter sig självt")
    conclude(cast.other_unit, cast.other_rektor, text="Någon annans")
    free = conclude(cast.unit, cast.rektor, text="Årets fria")
    assert list(candidates(plan)) == [free, last]


@pytest.fixture
def municipal(cast):
    """The municipality's draft plan, whose goal rests on a conclusion that cites two findings of one unit and one of another."""
    cited = []
    for unit, by, titles in ((cast.unit, cast.rektor, ("Ett", "Två")), (cast.other_unit, cast.other_rektor, ("Tre",))):
        cited += [conclude(unit, by, title=title).finding for title in titles]
        analyses.submit_analysis(analysis=cited[-1].analysis, by=by)
    conclusion = conclude(cast.municipality, cast.forvaltningschef, text="Färre vikarier")
    analyses.cite(finding=conclusion.finding, cited=cited, by=cast.forvaltningschef)
    plan = services.start_plan(node=cast.municipality, school_year=YEAR, by=cast.forvaltningschef)
    add_whole_goal(plan, cast.forvaltningschef, conclusions=[conclusion])
    return plan


def test_municipality_counts_each_unit_once(cast, municipal):
    page = plan_page(municipal, cast.forvaltningschef)
    card = page.cards[0]
    assert [(cite.cited.unit, bool(cite.url)) for cite in card.cites] == [("Almskolan", True), ("Björkskolan", True)]
    assert (page.units, card.text.units_challenged, card.cites_left_out) == (3, 2, 0)


def test_an_area_that_is_cited_counts_as_the_units_it_rests_on(cast, municipal):
    unit = conclude(cast.preschool, principal := person("forskolerektor", Role.PRINCIPAL, cast.preschool), title="Fyra").finding
    analyses.submit_analysis(analysis=unit.analysis, by=principal)
    leader = person("omradesrektor", Role.PRINCIPAL, cast.area)
    between = conclude(cast.area, leader, title="Tillsammans").finding
    analyses.cite(finding=between, cited=[unit], by=leader)
    analyses.submit_analysis(analysis=between.analysis, by=leader)
    own = Conclusion.objects.get(text="Färre vikarier").finding
    analyses.cite(finding=own, cited=[between], by=cast.forvaltningschef)
    [card] = plan_page(municipal, cast.forvaltningschef).cards
    assert [cite.cited.unit for cite in card.cites] == ["Almskolan", "Björkskolan", "Ekens förskola"]


def test_frozen_citations_outlive_their_source(cast, municipal):
    version = services.adopt_plan(plan=municipal, by=cast.forvaltningschef)
    conclusion = Conclusion.objects.get(text="Färre vikarier")
    analyses.cite_no_more(citation=conclusion.finding.citations.last(), by=cast.forvaltningschef)
    page = version_page(version, cast.politiker)
    assert [(cite.cited.unit, cite.url) for cite in page.cards[0].cites] == [("Almskolan", ""), ("Björkskolan", "")]
    assert (page.text.units, page.cards[0].rests[0].rest.text) == (3, "Färre vikarier")


def test_many_units_are_named_in_part(cast, municipal, monkeypatch):
    monkeypatch.setattr("plans.queries.page.UNITS_NAMED", 1)
    card = plan_page(municipal, cast.forvaltningschef).cards[0]
    assert ([cite.cited.unit for cite in card.cites], card.cites_left_out) == (["Almskolan"], 1)


def test_page_takes_the_same_queries_for_one_goal_and_three(cast, plan, goal, measure, django_assert_num_queries):
    services.add_follow_up(measure=measure, on=TODAY, note="En", effect="no", next="continue", by=cast.rektor)
    with django_assert_num_queries(12):
        plan_page(plan, fresh(cast.rektor))
    for n in range(2):
        more = add_whole_goal(plan, cast.rektor, conclusions=[conclude(cast.unit, cast.rektor, text=f"Slutsats {n}")])
        services.add_follow_up(
            measure=add_whole_measure(more, cast.rektor), on=TODAY, note="En", effect="no", next="stop", by=cast.rektor
        )
    with django_assert_num_queries(12):
        assert len(plan_page(plan, fresh(cast.rektor)).cards) == 3


def test_index_of_a_principal(cast, adopted):
    other = services.start_plan(node=cast.other_unit, school_year=YEAR, by=cast.other_rektor)
    page = plan_index(cast.rektor, YEAR)
    assert [(row.node.name, row.plan, row.may_start) for row in page.own] == [("Almskolan", adopted, True)]
    assert [(row.node.name, row.plan) for row in page.municipality] == [("Provköping", None)]
    assert [(group.node.name, [(row.node.name, row.plan, row.may_start) for row in group.rows]) for group in page.groups] == [
        ("Rektorsområde Norr", [("Björkskolan", None, False), ("Ekens förskola", None, False)])
    ]
    assert plan_index(cast.other_rektor, YEAR).own[0].plan == other


def test_index_shows_the_latest_version_while_a_plan_is_changed(cast, adopted):
    services.revise_plan(plan=adopted, by=cast.rektor)
    page = plan_index(cast.politiker, YEAR)
    assert page.own == []
    assert [(row.node.name, row.plan, row.version and row.version.number) for row in page.groups[0].rows] == [
        ("Almskolan", None, 1),
        ("Björkskolan", None, None),
        ("Ekens förskola", None, None),
    ]


def test_index_is_empty_for_those_without_plans(cast, adopted):
    for user in (cast.region, cast.administrator, cast.stranger):
        page = plan_index(user, YEAR)
        assert (page.own, page.municipality, page.groups) == ([], [], [])


def test_index_takes_the_same_queries_for_one_plan_and_three(cast, adopted, django_assert_num_queries):
    with django_assert_num_queries(5):
        plan_index(fresh(cast.verksamhetschef), YEAR)
    for unit, by in ((cast.other_unit, cast.other_rektor), (cast.preschool, cast.chief)):
        services.start_plan(node=unit, school_year=YEAR, by=by)
    with django_assert_num_queries(5):
        plan_index(fresh(cast.chief), YEAR)


def due(user):
    return [(due.measure.text, due.reason) for due in measures_to_follow_up(user)]


def test_measures_that_need_a_line(cast, plan, goal):
    def measure(text, **texts):
        return add_whole_measure(goal, cast.rektor, text=text, **texts)

    def tell(measure, day):
        services.add_follow_up(measure=measure, on=days(day), note="x", effect="too_early", next="continue", by=cast.rektor)

    measure("Tyst", starts_on=days(-43))
    measure("Nyss begynt", starts_on=days(-42))
    measure("Snart slut", ends_on=days(14))
    tell(measure("Senare slut", ends_on=days(15)), -1)
    measure("Förbi", ends_on=days(-1))
    tell(measure("Förbi och sagd", ends_on=days(-5)), -5)
    tell(measure("Sagd för tidigt", ends_on=days(-5)), -6)
    measure("Klar", status="done", ends_on=days(-1))
    measure("Inte begynt", status="planned", starts_on=days(5))
    assert due(cast.rektor) == []
    services.adopt_plan(plan=plan, by=cast.rektor)
    assert due(cast.rektor) == [
        ("Sagd för tidigt", Reason.PAST),
        ("Förbi", Reason.PAST),
        ("Snart slut", Reason.ENDS_SOON),
        ("Tyst", Reason.SILENT),
    ]
    assert due(cast.contributor) == due(cast.other_rektor) == due(cast.verksamhetschef) == []


def test_last_note_is_told_in_one_sentence(cast, adopted, measure):
    def tell(day, note):
        services.add_follow_up(measure=measure, on=days(day), note=note, effect="too_early", next="continue", by=cast.rektor)

    assert [(due.last_on, due.last_note) for due in measures_to_follow_up(cast.rektor)] == [(None, "")]
    tell(-50, "9 av 12, t.ex. i åk 8. Resten kommer.")
    tell(-60, "Äldre.")
    assert [(due.last_on, due.last_note) for due in measures_to_follow_up(cast.rektor)] == [(days(-50), "9 av 12, t.ex. i åk 8.")]


def test_page_says_when_there_is_nothing_to_rest_on(cast, plan):
    assert plan_page(plan, cast.rektor).lacks.analysis is None
    analysis = analyses.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    assert plan_page(plan, cast.rektor).lacks.analysis == analysis
    assert plan_page(plan, cast.contributor).lacks is None
    conclusion = conclude(cast.unit, cast.rektor)
    assert plan_page(plan, cast.rektor).lacks is None
    services.add_goal(plan=plan, conclusions=[conclusion], by=cast.rektor)
    assert (plan_page(plan, cast.rektor).candidates, plan_page(plan, cast.rektor).lacks) == ([], None)


def test_follow_ups_take_the_same_queries_for_one_measure_and_three(cast, adopted, goal, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert len(measures_to_follow_up(fresh(cast.rektor))) == 1
    services.revise_plan(plan=adopted, by=cast.rektor)
    for _ in range(2):
        write(add_whole_measure(goal, cast.rektor), cast.rektor, ends_on=days(3))
    with django_assert_num_queries(3):
        assert len(measures_to_follow_up(fresh(cast.rektor))) == 3
