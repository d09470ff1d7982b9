"""The year goes on: an analysis begins with what is known."""

import pytest
from django.core.exceptions import PermissionDenied

from analyses import services
from analyses.models import LookBack, Participation
from journal.models import Event
from plans import services as plans
from tests.conftest import TODAY
from tests.factories import YEAR
from tests.plans.conftest import add_whole_goal, add_whole_measure


def events_of(look_back):
    return Event.objects.filter(object_type="analyses.lookback", object_id=look_back.pk).order_by("pk")


@pytest.fixture
def plan(cast):
    """The year's adopted plan: a priority with two measures, of which one has been followed up twice, and one without a word."""
    plan = plans.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)
    told = add_whole_goal(plan, cast.rektor, title="Studiero")
    pair, doors = (add_whole_measure(told, cast.rektor, text=text) for text in ("Räkna i par", "Två vuxna vid dörren"))
    tell(doors, cast.rektor, "6 av 12 lektioner", effect="too_early", next="continue")
    tell(pair, cast.rektor, "Alla klasser räknar i par", effect="yes", next="permanent")
    tell(doors, cast.rektor, "8 av 12 lektioner", effect="partly", next="change")
    add_whole_goal(plan, cast.rektor, title="Läsning")
    plans.adopt_plan(plan=plan, by=cast.rektor)
    return plan


def tell(measure, by, note, *, effect="partly", next="continue"):
    return plans.add_follow_up(measure=measure, on=TODAY, note=note, effect=effect, next=next, by=by)


@pytest.fixture
def begun(cast, plan):
    return services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)


def test_each_part_of_the_template_has_its_row_from_the_start(analysis):
    in_template = set(analysis.template.sections.exclude(key="summary").values_list("key", flat=True))
    assert set(analysis.section_texts.values_list("section__key", flat=True)) == in_template
    assert len(in_template) == 8
    assert set(analysis.participations.values_list("group", flat=True)) == set(Participation.Group)


def test_last_years_priorities_stand_there_with_what_is_known(begun, plan):
    told, untold = begun.look_backs.all()
    assert (told.title, told.did, told.happened, told.effect, told.next) == (
        "Studiero",
        "- Räkna i par\n- Två vuxna vid dörren",
        "Alla klasser räknar i par\n\n8 av 12 lektioner",
        "partly",
        "change",
    )
    assert (untold.title, untold.did, untold.happened, untold.effect, untold.next) == ("Läsning", "", "", "", "")
    assert [list(goal.look_backs.all()) for goal in plan.goals.all()] == [[told], [untold]]


def test_what_was_filled_in_can_be_read_in_the_history(begun):
    [event] = events_of(begun.look_backs.first())
    assert (event.verb, event.changes["happened"][1]) == ("add", "Alla klasser räknar i par\n\n8 av 12 lektioner")


def test_an_analysis_without_a_plan_has_nothing_to_look_back_on(analysis):
    assert analysis.look_backs.count() == 0


def test_beginning_again_carries_nothing_twice(cast, begun):
    assert services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor).look_backs.count() == 2


def test_what_is_told_later_is_put_after_what_stands_there(cast, begun, plan):
    look_back = begun.look_backs.first()
    tell(plan.goals.first().measures.last(), cast.rektor, "11 av 12 lektioner", effect="yes")
    services.take_in(look_back=look_back, by=cast.deputy)
    services.take_in(look_back=look_back, by=cast.deputy)
    kept = LookBack.objects.get(pk=look_back.pk)
    assert kept.happened == "Alla klasser räknar i par\n\n8 av 12 lektioner\n\n11 av 12 lektioner"
    assert (kept.effect, kept.next) == ("partly", "change")  # given answers are not changed for anybody
    assert [event.verb for event in events_of(look_back)] == ["add", "edit"]


def test_what_is_told_later_answers_what_was_not_answered(cast, begun, plan):
    look_back = begun.look_backs.last()
    measure = plan.goals.last().measures.create(text="Läs varje dag")
    tell(measure, cast.rektor, "41 av 48 läser med flyt", effect="yes", next="permanent")
    services.take_in(look_back=look_back, by=cast.rektor)
    kept = LookBack.objects.get(pk=look_back.pk)
    assert (kept.happened, kept.effect, kept.next) == ("41 av 48 läser med flyt", "yes", "permanent")


def test_a_plan_adopted_later_is_brought_in_once(cast, analysis, plan):
    assert [look_back.title for look_back in services.bring_in(analysis=analysis, by=cast.deputy)] == ["Studiero", "Läsning"]
    assert services.bring_in(analysis=analysis, by=cast.deputy) == []
    assert list(analysis.look_backs.values_list("title", "position")) == [("Studiero", 0), ("Läsning", 1)]


def test_others_bring_nothing_in(cast, begun):
    with pytest.raises(PermissionDenied):
        services.bring_in(analysis=begun, by=cast.contributor)
    with pytest.raises(PermissionDenied):
        services.take_in(look_back=begun.look_backs.first(), by=cast.other_rektor)
    services.submit_analysis(analysis=begun, by=cast.rektor)
    with pytest.raises(PermissionDenied):
        services.take_in(look_back=begun.look_backs.first(), by=cast.rektor)
