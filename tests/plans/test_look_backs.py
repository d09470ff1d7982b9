"""What the analysis carries forward from the plan."""

import pytest

from analyses import services as analyses
from plans import look_backs, services
from tests.conftest import TODAY
from tests.factories import LAST_YEAR, YEAR
from tests.plans.conftest import add_whole_goal, add_whole_measure, conclude, write


def follow_up(measure, by, note="8 av 12 lektioner börjar lugnt", effect="partly"):
    return services.add_follow_up(measure=measure, on=TODAY, note=note, effect=effect, next="continue", by=by)


@pytest.fixture
def adopted(cast):
    """The year's adopted plan with one goal, a measure and what has been told of it."""
    plan = services.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    goal = add_whole_goal(plan, cast.rektor, title="Studiero hela dagen")
    measure = add_whole_measure(goal, cast.rektor, text="Två vuxna vid dörren")
    follow_up(measure, cast.rektor)
    services.adopt_plan(plan=plan, by=cast.rektor)
    return plan


def begun(cast, year=YEAR, node=None, by=None):
    return analyses.start_analysis(node=node or cast.unit, school_year=year, by=by or cast.rektor)


def titles(analysis):
    return list(analysis.look_backs.values_list("title", flat=True))


def test_an_analysis_answers_the_plan_of_its_own_year(cast, adopted):
    assert titles(begun(cast)) == ["Studiero hela dagen"]
    assert titles(begun(cast, LAST_YEAR)) == []
    assert titles(begun(cast, node=cast.other_unit, by=cast.other_rektor)) == []


def test_what_has_been_told_goes_with_the_priority(cast):
    written = begun(cast)
    plan = services.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    measure = add_whole_measure(add_whole_goal(plan, cast.rektor, title="Studiero"), cast.rektor, text="Två vuxna vid dörren")
    follow_up(measure, cast.rektor)
    [priority] = look_backs.missing(written)
    assert (priority.goal, priority.title, priority.measures) == (plan.goals.get().pk, "Studiero", ("Två vuxna vid dörren",))
    assert [(told.note, told.effect, told.next) for told in priority.told] == [
        ("8 av 12 lektioner börjar lugnt", "partly", "continue")
    ]


def test_a_plan_for_several_years_is_answered_until_there_is_a_newer(cast, adopted):
    written = begun(cast, YEAR.next)
    assert titles(written) == ["Studiero hela dagen"]
    newer = services.start_plan(node=cast.unit, school_year=YEAR.next, by=cast.rektor)
    assert look_backs.titles_of_missing(written) == []  # nothing is promised in the newer one yet
    add_whole_goal(newer, cast.rektor, title="Läsning")
    assert look_backs.titles_of_missing(written) == ["Läsning"]


def test_what_was_adopted_is_what_was_said(cast, adopted):
    services.revise_plan(plan=adopted, by=cast.rektor)
    adopted.refresh_from_db()
    write(adopted.goals.get(), cast.rektor, title="Omskriven")
    add_whole_goal(adopted, cast.rektor, title="Ny i utkastet")
    assert titles(begun(cast)) == ["Studiero hela dagen"]


def test_a_goal_that_has_been_taken_out_since_is_still_answered(cast):
    plan = services.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    add_whole_goal(plan, cast.rektor, title="Försvann")
    services.adopt_plan(plan=plan, by=cast.rektor)
    services.revise_plan(plan=plan, by=cast.rektor)
    services.remove_goal(goal=plan.goals.get(), by=cast.rektor)
    written = begun(cast)
    assert analyses.bring_in(analysis=written, by=cast.rektor) == []
    assert titles(written) == ["Försvann"]


def test_only_what_is_told_after_is_new(cast, adopted):
    written = analyses.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    [look_back] = written.look_backs.all()
    assert dict(look_backs.told_after([look_back])) == {}
    follow_up(adopted.goals.get().measures.get(), cast.rektor, note="Nu 11 av 12")
    assert [told.note for told in look_backs.told_after([look_back])[look_back.pk]] == ["Nu 11 av 12"]


def test_a_goal_leads_on_from_the_conclusion_for_those_who_may_read_the_plan(cast):
    conclusion = conclude(cast.unit, cast.rektor)
    plan = services.start_plan(node=cast.unit, school_year=YEAR.next, by=cast.rektor)
    add_whole_goal(plan, cast.rektor, title="Hemligt utkast", conclusions=[conclusion])
    [lead] = look_backs.leads(conclusion.analysis, cast.rektor)
    assert (lead.title, lead.plan, lead.conclusions) == ("Hemligt utkast", "2026/27", (conclusion.pk,))
    assert look_backs.leads(conclusion.analysis, cast.verksamhetschef) == []
