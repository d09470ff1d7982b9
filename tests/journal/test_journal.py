"""What happened stays what happened."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from journal.models import Event
from journal.queries import in_sittings
from journal.services import SYSTEM, UnknownActor, record
from schoolplan.kit import clock
from tests.factories import Cast
from units.models import User

TEN = timezone.make_aware(dt.datetime(2026, 6, 3, 10))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_event SET actor_name = 'nobody'",
        "UPDATE journal_event SET at = at WHERE false OR id > 0",
        "DELETE FROM journal_event",
        "TRUNCATE journal_event",
        "TRUNCATE journal_event CASCADE",
    ],
)
def test_rows_are_only_ever_added(cast: Cast, sql: str) -> None:
    """Tried behind the program's back, in the database itself."""
    before = list(Event.objects.values_list())
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert list(Event.objects.values_list()) == before


@pytest.mark.parametrize("by", [None, AnonymousUser(), User(name="unsaved")])
def test_somebody_answers_for_everything(cast: Cast, by) -> None:
    with pytest.raises(UnknownActor):
        record(by=by, verb="edit", obj=cast.unit)


def test_who_may_not_sign_in_does_nothing(cast: Cast) -> None:
    cast.rektor.is_active = False
    with pytest.raises(UnknownActor):
        record(by=cast.rektor, verb="edit", obj=cast.unit)


def test_an_event_tells_who_did_what_to_which(cast: Cast) -> None:
    event = record(
        by=cast.rektor, verb="edit", obj=cast.unit, node_id=cast.unit.pk, changes={"on": [None, dt.date(2026, 6, 2)], "n": [1, 2]}
    )
    event.refresh_from_db()
    assert (event.actor_id, event.actor_name, event.object_type, event.object_id) == (
        cast.rektor.pk,
        "Rektor",
        "units.node",
        cast.unit.pk,
    )
    assert event.changes == {"on": [None, "2026-06-02"], "n": [1, 2]}
    assert record(by=SYSTEM, verb="edit", obj=cast.unit).actor_id is None


@pytest.fixture
def edit(cast: Cast):
    def at(minutes: int, before: str, after: str, *, by: str = "rektor", verb: str = "edit") -> None:
        with clock.standing_at(TEN + dt.timedelta(minutes=minutes)):
            record(by=cast.people[by], verb=verb, obj=cast.preschool, changes={"text": [before, after]})

    return at


def lengths(unit, **filters: object) -> list[int]:
    events = Event.objects.filter(object_type="units.node", object_id=unit.pk, **filters).order_by("at", "id")
    found = in_sittings(events, go_on=lambda earlier, later: later.verb == "edit")
    backwards = in_sittings(events.reverse(), go_on=lambda later, earlier: later.verb == "edit")
    assert [each[::-1] for each in backwards[::-1]] == found
    return [len(each) for each in found]


def test_saves_in_one_sitting_are_put_together(cast: Cast, edit) -> None:
    edit(0, "", "Vi")
    edit(10, "Vi", "Vi ser")
    edit(24, "Vi ser", "Vi ser att")
    edit(40, "Vi ser att", "Vi vet att")  # sixteen minutes later: another sitting
    edit(41, "Vi vet att", "De vet att", by="deputy")
    assert lengths(cast.preschool, verb="edit") == [3, 1, 1]


def test_decisions_are_never_put_together(cast: Cast, edit) -> None:
    edit(0, "draft", "submitted", verb="submit")
    edit(1, "submitted", "draft", verb="submit")
    assert lengths(cast.preschool, verb="submit") == [1, 1]
