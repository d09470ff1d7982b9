import pytest

from dialogues.models import Meeting
from dialogues.services import add_promise, make_series
from schoolplan.kit.access import may as allowed
from tests.dialogues.conftest import at
from tests.factories import YEAR

LEADERS = {"rektor", "deputy", "chief"}
OFFICE = {"utvecklingsledare", "verksamhetschef", "forvaltningschef"}

OPEN = {
    "dialogues.view_meeting": LEADERS | OFFICE,
    "dialogues.move_meeting": {"utvecklingsledare", "verksamhetschef"},
    "dialogues.take_minutes": LEADERS | OFFICE,
    "dialogues.act_for_unit": LEADERS,
    "dialogues.act_for_administration": OFFICE,
    "dialogues.confirm_for_unit": {"rektor"},
    "dialogues.confirm_for_administration": {"verksamhetschef", "forvaltningschef"},
    "dialogues.confirm_meeting": {"rektor", "verksamhetschef", "forvaltningschef"},
    "dialogues.correct_meeting": set(),
}
LOCKED = {permission: set() for permission in OPEN} | {
    "dialogues.view_meeting": LEADERS | OFFICE,
    "dialogues.correct_meeting": LEADERS | OFFICE,
}


def who_may(cast, permission, obj):
    return {name for name, user in cast.people.items() if allowed(user, permission, obj)}


@pytest.mark.parametrize(("state", "expected"), [("open", OPEN), ("locked", LOCKED)])
def test_a_units_meeting(cast, may, state, expected):
    may.state = state
    assert {permission: who_may(cast, permission, may) for permission in expected} == expected


def test_every_leader_of_the_area_takes_part_in_its_dialogue(cast):
    series = make_series(node=cast.area, school_year=YEAR, first=at(2026, 5, 12), place="", by=cast.verksamhetschef)
    meeting = series.meetings.first()
    assert who_may(cast, "dialogues.act_for_unit", meeting) == LEADERS | {"other_rektor"}
    assert who_may(cast, "dialogues.confirm_for_unit", meeting) == {"rektor", "other_rektor"}


@pytest.mark.parametrize(("side", "people"), [("unit", LEADERS), ("administration", OFFICE)])
def test_answers_and_promises_belong_to_their_side(cast, may, side, people):
    by = cast.rektor if side == "unit" else cast.verksamhetschef
    promise = add_promise(meeting=may, side=side, owner="x", text="x", due_on=at(2026, 6, 9).date(), by=by)
    answer = may.answers.filter(side=side).first()
    assert who_may(cast, "dialogues.prepare_answer", answer) == who_may(cast, "dialogues.settle_promise", promise) == people
    answer.meeting.state = promise.meeting.state = "locked"
    assert who_may(cast, "dialogues.prepare_answer", answer) == set()
    assert who_may(cast, "dialogues.settle_promise", promise) == people


def test_visible_to_is_the_view_permission(cast, series):
    make_series(node=cast.area, school_year=YEAR, first=at(2026, 5, 12), place="", by=cast.verksamhetschef)
    for name, user in cast.people.items():
        readable = {meeting.pk for meeting in Meeting.objects.all() if allowed(user, "dialogues.view_meeting", meeting)}
        assert set(Meeting.objects.visible_to(user).values_list("pk", flat=True)) == readable, name


def test_who_plans(cast):
    assert who_may(cast, "dialogues.plan_series", cast.unit) == {"utvecklingsledare", "verksamhetschef"}
