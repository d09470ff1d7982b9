import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues import services
from dialogues.models import Answer, Confirmation, Meeting, MinuteItem, Promise, Question, Series
from journal.models import Event
from schoolplan.kit.versions import Conflict, version_of
from schoolplan.kit.workflow import NotPossible
from tests.dialogues.conftest import at
from tests.factories import LAST_YEAR, YEAR

DUE = dt.date(2026, 6, 20)


def local_days(series):
    return [meeting.starts_at.astimezone(at(2026, 1, 1).tzinfo).strftime("%m-%d %H") for meeting in series.meetings.all()]


def lock(meeting, cast):
    services.confirm(meeting=meeting, side="unit", by=cast.rektor)
    return services.confirm(meeting=meeting, side="administration", by=cast.verksamhetschef)


def test_a_year_of_meetings_on_the_same_weekday_of_the_month(series):
    assert local_days(series) == [
        "09-09 13", "10-14 13", "11-11 13", "12-09 13", "01-13 13", "02-10 13", "03-10 13", "04-14 13", "05-12 13", "06-09 13",
    ]  # fmt: skip


def test_a_months_fifth_day_becomes_the_last_where_there_are_four(cast):
    series = services.make_series(
        node=cast.unit, school_year=YEAR, first=at(2025, 9, 30), place="", by=cast.verksamhetschef, count=3
    )
    assert local_days(series) == ["09-30 13", "10-28 13", "11-25 13"]


def test_focus_is_the_units_line_of_the_wheel_or_what_is_said(cast):
    first = at(2026, 5, 12)
    series = services.make_series(
        node=cast.unit, school_year=YEAR, first=first, place="", by=cast.utvecklingsledare, focus_by_month={6: "Avslut"}
    )
    assert list(series.meetings.values_list("focus", flat=True)) == ["Delaktighet och egen bedömning", "Avslut"]


def test_both_sides_get_five_questions_made_once_for_the_municipality(cast, series):
    assert Answer.objects.count() == 10 * 5 * 2
    services.make_series(node=cast.area, school_year=YEAR, first=at(2026, 6, 2), place="", by=cast.verksamhetschef)
    assert list(Question.objects.values_list("municipality", "number")) == [(cast.municipality.pk, n) for n in range(1, 6)]
    assert Answer.objects.count() == 11 * 5 * 2


@pytest.mark.parametrize("first", [at(2026, 7, 1), at(2025, 6, 10), at(2026, 9, 8)])
def test_the_first_meeting_lies_in_the_school_year(cast, first):
    with pytest.raises(ValidationError, match="2025/26"):
        services.make_series(node=cast.unit, school_year=YEAR, first=first, place="", by=cast.verksamhetschef)
    assert Series.objects.count() == 0


def test_one_series_a_year(cast, series):
    with pytest.raises(NotPossible):
        services.make_series(node=cast.unit, school_year=YEAR, first=at(2025, 10, 1), place="", by=cast.verksamhetschef)
    services.make_series(node=cast.unit, school_year=LAST_YEAR, first=at(2025, 5, 1), place="", by=cast.verksamhetschef)
    assert Series.objects.count() == 2


def test_moved_but_not_onto_another(cast, june, may):
    moved = services.move_meeting(meeting=june, starts_at=at(2026, 6, 11, 9), place=" Biblioteket ", by=cast.utvecklingsledare)
    assert (moved.starts_at, moved.place) == (at(2026, 6, 11, 9), "Biblioteket")
    with pytest.raises(NotPossible):
        services.move_meeting(meeting=june, starts_at=may.starts_at, place="", by=cast.utvecklingsledare)


def test_a_text_is_saved_recorded_and_guarded_against_others(cast, june):
    answer = june.answers.get(side="unit", question__number=1)
    services.save_text(obj=answer, field="text", value="Läsningen", seen=version_of(""), by=cast.deputy)
    event = Event.objects.get(object_type="dialogues.answer")
    assert (event.verb, event.changes, event.node_id) == ("edit", {"text": ["", "Läsningen"]}, cast.unit.pk)
    with pytest.raises(Conflict):
        services.save_text(obj=answer, field="text", value="Annat", seen=version_of(""), by=cast.rektor)


def test_nobody_writes_the_other_sides_answer(cast, june):
    for side, user in (("unit", cast.verksamhetschef), ("administration", cast.rektor)):
        answer = june.answers.get(side=side, question__number=1)
        with pytest.raises(PermissionDenied):
            services.save_text(obj=answer, field="text", value="x", seen=version_of(""), by=user)
    assert not Answer.objects.exclude(text="").exists()


def test_minutes_are_added_edited_and_removed(cast, may):
    item = services.add_item(meeting=may, agenda=3, kind="decision", text=" Kartläggning i åk 7 ", by=cast.deputy)
    services.edit_item(item=item, kind="action", text="Kartläggning i vecka 34", by=cast.utvecklingsledare)
    assert list(may.items.values_list("agenda", "kind", "text")) == [(3, "action", "Kartläggning i vecka 34")]
    services.remove_item(item=item, by=cast.rektor)
    assert may.items.count() == 0
    events = Event.objects.filter(object_type="dialogues.minuteitem").order_by("pk")
    assert list(events.values_list("verb", flat=True)) == ["add", "edit", "remove"]
    assert events.last().changes == {"text": ["Kartläggning i vecka 34", ""]}


def test_promises_go_both_ways_each_side_for_itself(cast, may):
    promise = {"meeting": may, "owner": "Rektor", "text": "Visa läsningen", "due_on": DUE}
    services.add_promise(side="unit", by=cast.rektor, **promise)
    services.add_promise(side="administration", by=cast.verksamhetschef, **promise)
    for side, user in (("unit", cast.verksamhetschef), ("administration", cast.rektor)):
        with pytest.raises(PermissionDenied):
            services.add_promise(side=side, by=user, **promise)
    assert list(may.promises.values_list("side", "state")) == [("unit", "open"), ("administration", "open")]


def test_the_side_that_promised_settles_it_also_after_the_lock(cast, may):
    promise = services.add_promise(
        meeting=may, side="administration", owner="VC", text="Besked", due_on=DUE, by=cast.verksamhetschef
    )
    lock(may, cast)
    with pytest.raises(PermissionDenied):
        services.settle_promise(promise=promise, kept=True, by=cast.rektor)
    settled = services.settle_promise(promise=promise, kept=False, by=cast.verksamhetschef)
    assert (settled.state, settled.settled_on) == ("broken", dt.date(2026, 6, 2))
    with pytest.raises(NotPossible):
        services.settle_promise(promise=promise, kept=True, by=cast.verksamhetschef)
    again = services.reopen_promise(promise=promise, by=cast.verksamhetschef)
    assert (again.state, again.settled_on) == ("open", None)
    kept = services.settle_promise(promise=promise, kept=True, by=cast.verksamhetschef, on=dt.date(2026, 5, 30))
    assert (kept.state, kept.settled_on) == ("kept", dt.date(2026, 5, 30))


def test_locked_when_both_sides_have_confirmed(cast, may):
    assert services.confirm(meeting=may, side="unit", by=cast.rektor).state == "open"
    assert services.confirm(meeting=may, side="administration", by=cast.forvaltningschef).state == "locked"
    assert list(Event.objects.filter(object_type="dialogues.meeting").order_by("pk").values_list("verb", flat=True)) == [
        "confirm",
        "confirm",
        "lock",
    ]


def test_not_confirmed_before_it_begins_nor_twice_nor_by_others(cast, may, june):
    with pytest.raises(NotPossible):
        services.confirm(meeting=june, side="unit", by=cast.rektor)
    for side, user in (("unit", cast.deputy), ("unit", cast.verksamhetschef), ("administration", cast.utvecklingsledare)):
        with pytest.raises(PermissionDenied):
            services.confirm(meeting=may, side=side, by=user)
    services.confirm(meeting=may, side="unit", by=cast.rektor)
    with pytest.raises(NotPossible):
        services.confirm(meeting=may, side="unit", by=cast.rektor)
    assert Confirmation.objects.count() == 1


def test_a_change_withdraws_the_other_sides_confirmation(cast, may):
    services.confirm(meeting=may, side="unit", by=cast.rektor)
    services.add_item(meeting=may, agenda=1, kind="decision", text="Nytt", by=cast.utvecklingsledare)
    assert may.confirmations.get().withdrawn_at is not None
    assert services.confirm(meeting=may, side="administration", by=cast.verksamhetschef).state == "open"
    assert services.confirm(meeting=may, side="unit", by=cast.rektor).state == "locked"
    assert list(may.confirmations.values_list("withdrawn_at", flat=True)) == [None, None]


def test_nothing_is_written_in_locked_minutes(cast, may):
    item = services.add_item(meeting=may, agenda=1, kind="decision", text="Står kvar", by=cast.rektor)
    promise = services.add_promise(meeting=may, side="unit", owner="Rektor", text="Står kvar", due_on=DUE, by=cast.rektor)
    answer = may.answers.get(side="unit", question__number=1)
    lock(may, cast)
    attempts = [
        lambda: services.save_text(obj=answer, field="text", value="x", seen=version_of(""), by=cast.rektor),
        lambda: services.save_text(obj=may, field="focus", value="x", seen=version_of(may.focus), by=cast.rektor),
        lambda: services.add_item(meeting=may, agenda=1, kind="decision", text="x", by=cast.rektor),
        lambda: services.edit_item(item=item, kind="decision", text="x", by=cast.rektor),
        lambda: services.remove_item(item=item, by=cast.rektor),
        lambda: services.add_promise(meeting=may, side="unit", owner="x", text="x", due_on=DUE, by=cast.rektor),
        lambda: services.remove_promise(promise=promise, by=cast.rektor),
        lambda: services.confirm(meeting=may, side="unit", by=cast.rektor),
        lambda: services.move_meeting(meeting=may, starts_at=at(2026, 6, 1), place="x", by=cast.verksamhetschef),
    ]
    for attempt in attempts:
        with pytest.raises(NotPossible):
            attempt()
    assert (
        list(MinuteItem.objects.values_list("text", flat=True))
        == list(Promise.objects.values_list("text", flat=True))
        == ["Står kvar"]
    )
    assert Meeting.objects.get(pk=may.pk).starts_at == at(2026, 5, 12)


def test_corrections_only_beside_locked_minutes(cast, may):
    with pytest.raises(PermissionDenied):
        services.add_correction(meeting=may, text="För tidigt", by=cast.rektor)
    lock(may, cast)
    for user in (cast.other_rektor, cast.politiker, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.add_correction(meeting=may, text="Obehörig", by=user)
    services.add_correction(meeting=may, text="Vecka 35, inte 34", by=cast.deputy)
    assert list(may.corrections.values_list("text", "by__name")) == [("Vecka 35, inte 34", "Deputy")]


def test_a_promise_written_wrongly_is_taken_away_by_its_side(cast, may):
    promise = services.add_promise(meeting=may, side="unit", owner="Rektor", text="Fel", due_on=DUE, by=cast.rektor)
    with pytest.raises(PermissionDenied):
        services.remove_promise(promise=promise, by=cast.verksamhetschef)
    services.remove_promise(promise=promise, by=cast.rektor)
    assert may.promises.count() == 0
