import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from journal.models import Event
from plans import services
from plans.models import FollowUp, Goal, Measure, Plan, PlanVersion
from schoolplan.kit.versions import Conflict, version_of
from schoolplan.kit.workflow import NotPossible
from tests.conftest import TODAY
from tests.factories import YEAR
from tests.plans.conftest import add_whole_goal, conclude, write


def verbs(obj_type):
    return list(Event.objects.filter(object_type=obj_type).values_list("verb", flat=True))


def test_starting_twice_finds_the_same_plan(cast, plan):
    assert services.start_plan(node=cast.unit, school_year=YEAR, by=cast.deputy) == plan
    assert verbs("plans.plan") == ["start_plan"]


def test_only_those_who_write_start_a_plan(cast):
    for user in (cast.contributor, cast.other_rektor, cast.verksamhetschef, cast.politiker, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.start_plan(node=cast.unit, school_year=YEAR, by=user)
    assert Plan.objects.count() == 0


def test_goal_rests_on_its_own_conclusions(cast, plan, conclusion):
    goal = services.add_goal(plan=plan, title="Studiero", conclusions=[conclusion], by=cast.rektor)
    services.rest_on(goal=goal, conclusion=conclusion, by=cast.rektor)
    assert list(goal.conclusions.all()) == [conclusion]
    assert verbs("plans.goal") == ["add", "rest_on"]


def test_goal_does_not_rest_on_another_units_conclusion(cast, plan):
    foreign = conclude(cast.other_unit, cast.other_rektor)
    with pytest.raises(ValidationError):
        services.add_goal(plan=plan, conclusions=[foreign], by=cast.rektor)
    assert (Goal.objects.count(), verbs("plans.goal")) == (0, [])


def test_goal_rests_no_more(cast, goal, conclusion):
    services.rest_no_more(goal=goal, conclusion=conclusion, by=cast.rektor)
    services.rest_no_more(goal=goal, conclusion=conclusion, by=cast.rektor)
    assert list(goal.conclusions.all()) == []
    event = Event.objects.get(verb="rest_no_more")
    assert event.changes == {"conclusion": ["Samma vuxna vid lektionsstart", ""]}


def test_goals_and_measures_stand_in_the_order_they_were_added(cast, plan):
    goals = [services.add_goal(plan=plan, title=title, by=cast.rektor) for title in "abc"]
    measures = [services.add_measure(goal=goals[0], by=cast.rektor) for _ in range(2)]
    assert [goal.position for goal in goals] == [0, 1, 2]
    assert [measure.position for measure in measures] == [0, 1]


def test_text_is_saved_and_recorded(cast, goal):
    saved = services.save_text(obj=goal, field="sign", value="Lugnare starter", seen=version_of(""), by=cast.deputy)
    assert (saved.before, saved.after) == ("", "Lugnare starter")
    event = Event.objects.filter(verb="edit", object_type="plans.goal").last()
    assert (event.actor_name, event.changes) == ("Deputy", {"sign": ["", "Lugnare starter"]})


def test_two_people_in_the_same_field_conflict(cast, goal):
    write(goal, cast.deputy, sign="Lugnare starter")
    with pytest.raises(Conflict):
        services.save_text(obj=goal, field="sign", value="Färre sena ankomster", seen=version_of(""), by=cast.rektor)
    goal.refresh_from_db()
    assert goal.sign == "Lugnare starter"


def test_measure_does_not_end_before_it_starts(cast, measure):
    with pytest.raises(ValidationError):
        write(measure, cast.rektor, ends_on=measure.starts_on.replace(year=2020))
    assert Measure.objects.get().ends_on is None


def test_only_listed_fields_are_written(cast, goal):
    with pytest.raises(ValueError):
        services.save_text(obj=goal, field="position", value=7, seen=version_of(0), by=cast.rektor)


def test_adopted_text_stands_but_status_follows_the_work(cast, adopted, goal, measure):
    for obj, field in ((goal, "title"), (measure, "text")):
        with pytest.raises(PermissionDenied):
            services.save_text(obj=obj, field=field, value="nytt", seen=version_of(getattr(obj, field)), by=cast.rektor)
    write(measure, cast.rektor, status="done")
    assert Measure.objects.get().status == "done"


def test_adopted_plan_takes_nothing_new(cast, adopted, goal, measure, conclusion):
    for attempt in (
        lambda: services.add_goal(plan=adopted, by=cast.rektor),
        lambda: services.add_measure(goal=goal, by=cast.rektor),
        lambda: services.remove_goal(goal=goal, by=cast.rektor),
        lambda: services.remove_measure(measure=measure, by=cast.rektor),
        lambda: services.rest_on(goal=goal, conclusion=conclusion, by=cast.rektor),
        lambda: services.rest_no_more(goal=goal, conclusion=conclusion, by=cast.rektor),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert (Goal.objects.count(), Measure.objects.count(), goal.conclusions.count()) == (1, 1, 1)


def test_removed_goal_stays_readable_in_the_journal(cast, goal, measure):
    services.remove_goal(goal=goal, by=cast.rektor)
    assert (Goal.objects.count(), Measure.objects.count()) == (0, 0)
    removed = {event.object_type: event.changes for event in Event.objects.filter(verb="remove")}
    assert removed["plans.goal"]["title"] == ["Studiero hela skoldagen", None]
    assert removed["plans.goal"]["conclusions"] == [["Samma vuxna vid lektionsstart"], None]
    assert removed["plans.measure"]["text"] == ["Två vuxna vid lektionsstart", None]


def test_followed_up_measure_is_not_removed(cast, goal, measure):
    services.add_follow_up(measure=measure, on=TODAY, note="Det går bra", effect="partly", next="continue", by=cast.rektor)
    for attempt in (
        lambda: services.remove_measure(measure=measure, by=cast.rektor),
        lambda: services.remove_goal(goal=goal, by=cast.rektor),
    ):
        with pytest.raises(ValidationError):
            attempt()
    assert (Goal.objects.count(), Measure.objects.count(), FollowUp.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("next", "status"), [("continue", "ongoing"), ("change", "ongoing"), ("stop", "done"), ("permanent", "done")]
)
def test_follow_up_of_an_adopted_plan(cast, adopted, measure, next, status):
    told = services.add_follow_up(measure=measure, on=TODAY, note="9 av 12\r\nlugna", effect="yes", next=next, by=cast.chief)
    measure.refresh_from_db()
    assert (told.note, told.by, measure.status) == ("9 av 12\nlugna", cast.chief, status)


def test_readers_do_not_follow_up(cast, adopted, measure):
    for user in (cast.contributor, cast.other_rektor, cast.verksamhetschef, cast.politiker):
        with pytest.raises(PermissionDenied):
            services.add_follow_up(measure=measure, on=TODAY, note="x", effect="no", next="stop", by=user)
    assert FollowUp.objects.count() == 0


def test_plan_without_goals_is_not_adopted(cast, plan):
    with pytest.raises(ValidationError) as error:
        services.adopt_plan(plan=plan, by=cast.rektor)
    assert len(error.value.messages) == 1


def test_missing_texts_are_listed_one_by_one(cast, plan):
    add_whole_goal(plan, cast.rektor)
    services.add_goal(plan=plan, by=cast.rektor)
    with pytest.raises(ValidationError) as error:
        services.adopt_plan(plan=plan, by=cast.rektor)
    assert len(error.value.messages) == 2
    assert all("2" in message for message in error.value.messages)
    assert (Plan.objects.get().state, PlanVersion.objects.count()) == ("draft", 0)


def test_only_the_principal_adopts(cast, plan, goal):
    for user in (cast.deputy, cast.chief, cast.contributor, cast.forvaltningschef, cast.other_rektor):
        with pytest.raises(PermissionDenied):
            services.adopt_plan(plan=plan, by=user)
    assert PlanVersion.objects.count() == 0


def test_adopted_once(cast, adopted):
    with pytest.raises(NotPossible):
        services.adopt_plan(plan=adopted, by=cast.rektor)
    assert PlanVersion.objects.count() == 1


def test_version_is_frozen_and_the_next_has_the_next_number(cast, adopted, goal, conclusion):
    before = PlanVersion.objects.get().content
    services.revise_plan(plan=adopted, by=cast.rektor)
    write(goal, cast.rektor, title="Ett annat namn")
    conclusion.text = "Omskriven slutsats"
    conclusion.save()
    second = services.adopt_plan(plan=adopted, by=cast.rektor)
    first = PlanVersion.objects.get(number=1)
    assert first.content == before
    assert first.content["goals"][0]["title"] == "Studiero hela skoldagen"
    assert first.content["goals"][0]["rests_on"][0]["text"] == "Samma vuxna vid lektionsstart"
    assert (second.number, second.content["goals"][0]["title"]) == (2, "Ett annat namn")
    assert second.content["goals"][0]["rests_on"][0]["text"] == "Omskriven slutsats"
