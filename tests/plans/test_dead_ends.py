import datetime as dt

import pytest

from analyses import services as analyses
from plans import services
from plans.dead_ends import dead_end_groups, dead_ends
from schoolplan.kit.versions import version_of
from tests.conftest import TODAY
from tests.factories import LAST_YEAR, YEAR
from tests.plans.conftest import add_whole_goal, add_whole_measure, conclude
from units.models import Node, User

YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def broken(cast):
    """A unit's draft analysis with a break of every kind, and a chain that holds."""
    whole = conclude(cast.unit, cast.rektor, text="Leder till ett mål")
    analysis, area = whole.analysis, whole.finding.area
    plan = services.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    goal = add_whole_goal(plan, cast.rektor, conclusions=[whole])
    add_whole_measure(goal, cast.rektor, text="Förbi utan ett ord", ends_on=YESTERDAY)
    told = add_whole_measure(goal, cast.rektor, text="Förbi och sagd", ends_on=YESTERDAY)
    services.add_follow_up(measure=told, on=YESTERDAY, note="x", effect="yes", next="continue", by=cast.rektor)
    conclude(cast.unit, cast.rektor, text="Leder ingenstans")
    analyses.add_conclusion(finding=whole.finding, text="Behöver inget", no_measure_reason="Sköter sig självt", by=cast.rektor)
    analyses.add_finding(analysis=analysis, area=area, kind="strength", title="Utan orsak", by=cast.rektor)
    halfway = analyses.add_finding(analysis=analysis, area=area, kind="challenge", title="Utan slutsats", by=cast.rektor)
    analyses.add_cause(finding=halfway, text="En orsak", by=cast.rektor)
    services.adopt_plan(plan=plan, by=cast.rektor)
    return analysis


def ends(user, node, year=YEAR):
    return [(end.kind.value, str(end.object), end.url_name, end.url_args) for end in dead_ends(user, [node], year)]


def test_the_team_sees_where_its_draft_breaks_off(cast, broken):
    area = ("analyses:area", (broken.pk, broken.template.areas.first().key))
    plan = ("plans:plan", (cast.unit.plans.get().pk,))
    assert ends(cast.rektor, cast.unit) == [
        ("no_cause", "Utan orsak", *area),
        ("no_conclusion", "Utan slutsats", *area),
        ("no_goal", "Leder ingenstans", *area),
        ("no_follow_up", "Förbi utan ett ord", *plan),
    ]


def test_the_administration_sees_nothing_of_a_draft(cast, broken):
    assert [end[1] for end in ends(cast.verksamhetschef, cast.unit)] == ["Förbi utan ett ord"]


def test_the_administration_is_led_to_the_version(cast, broken):
    analyses.submit_analysis(analysis=broken, by=cast.rektor)
    found = ends(cast.verksamhetschef, cast.unit)
    assert [end[:2] for end in found] == [end[:2] for end in ends(cast.rektor, cast.unit)]
    assert {end[2:] for end in found[:3]} == {("analyses:version", (broken.pk, 1))}


def test_other_units_and_years_are_left_out(cast, broken):
    conclude(cast.other_unit, cast.other_rektor, text="Någon annans")
    assert ends(cast.rektor, cast.other_unit) == []
    assert ends(cast.rektor, cast.unit, LAST_YEAR) == []


def test_groups_say_how_many_each_unit_has(cast, broken):
    conclude(cast.unit, cast.rektor, text="Ännu en")
    groups = dead_end_groups(cast.rektor, cast.unit, YEAR)
    assert [(group.kind.value, [(node.name, n) for node, n in group.nodes]) for group in groups] == [
        ("no_cause", [("Almskolan", 1)]),
        ("no_conclusion", [("Almskolan", 1)]),
        ("no_goal", [("Almskolan", 2)]),
        ("no_follow_up", [("Almskolan", 1)]),
    ]


def test_the_same_queries_for_one_and_for_three(cast, broken, django_assert_num_queries):
    def count():
        return len(dead_ends(User.objects.get(pk=cast.chief.pk), Node.objects.within(cast.area), YEAR))

    with django_assert_num_queries(7):
        assert count() == 4
    for unit, by in ((cast.other_unit, cast.other_rektor), (cast.preschool, cast.chief)):
        conclude(unit, by, text="Leder ingenstans")
    with django_assert_num_queries(7):
        assert count() == 6


@pytest.fixture
def promised(cast):
    """The priority of an adopted plan, which the unit's handed-in analysis should have answered."""
    plan = services.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    add_whole_goal(plan, cast.rektor, title="Studiero hela dagen")
    services.adopt_plan(plan=plan, by=cast.rektor)
    return analyses.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)


def test_a_priority_that_nobody_has_answered_is_told_when_the_analysis_is_handed_in(cast, promised):
    assert ends(cast.rektor, cast.unit) == []
    analyses.submit_analysis(analysis=promised, by=cast.rektor)
    assert ends(cast.rektor, cast.unit) == [
        ("vanished", "Studiero hela dagen", "analyses:section", (promised.pk, "look_back")),
    ]
    assert ends(cast.verksamhetschef, cast.unit) == [
        ("vanished", "Studiero hela dagen", "analyses:version", (promised.pk, 1)),
    ]
    assert (ends(cast.other_rektor, cast.unit), ends(cast.politiker, cast.unit)) == ([], [])
    assert ends(cast.rektor, cast.unit, LAST_YEAR) == []


def test_a_priority_that_is_answered_has_not_vanished(cast, promised):
    [look_back] = promised.look_backs.all()
    analyses.save_text(obj=look_back, field="effect", value="no", seen=version_of(""), by=cast.rektor)
    analyses.submit_analysis(analysis=promised, by=cast.rektor)
    assert ends(cast.rektor, cast.unit) == []


def test_a_priority_that_was_never_carried_forward_has_vanished(cast):
    written = analyses.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    plan = services.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    add_whole_goal(plan, cast.rektor, title="Fastställd sedan")
    services.adopt_plan(plan=plan, by=cast.rektor)
    analyses.submit_analysis(analysis=written, by=cast.rektor)
    assert [(kind, title) for kind, title, *_place in ends(cast.rektor, cast.unit)] == [("vanished", "Fastställd sedan")]
