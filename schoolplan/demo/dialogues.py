"""The demo's monthly dialogues: a series for each area and year, minutes, promises, both sides' confirmation."""

import datetime as dt
from typing import Any

from django.utils import timezone

from dialogues import services
from dialogues.models import Meeting
from dialogues.workflow import Side
from schoolplan.demo.content import AREAS, read
from schoolplan.demo.people import Lindvik
from schoolplan.demo.saving import write
from schoolplan.kit import clock
from units.models import User
from units.years import SchoolYear

CONFIRMED_AFTER = dt.timedelta(hours=3)
NOON = dt.time(12)


def make_dialogues(lindvik: Lindvik, year: SchoolYear) -> None:
    operations = lindvik.office["operations"]
    for area, _title, _rows in AREAS:
        wanted = [m for m in read(area)["meetings"] if SchoolYear.of(m["at"].date()) == year]
        people = {Side.UNIT: lindvik.principal_of_area(area), Side.ADMINISTRATION: operations}
        with clock.standing_at(dt.datetime.combine(year.starts, NOON)):
            first = timezone.make_aware(wanted[0]["at"])
            series = services.make_series(
                node=lindvik.areas[area],
                school_year=year,
                first=first,
                place=wanted[0]["place"],
                count=len(wanted),
                by=operations,
            )
        meetings = list(series.meetings.order_by("starts_at"))
        for meeting, content in zip(meetings, wanted, strict=True):
            _hold(meeting, content, people)


def _hold(meeting: Meeting, content: dict[str, Any], people: dict[Side, User]) -> None:
    at = timezone.make_aware(content["at"])
    with clock.standing_at(min(at - dt.timedelta(days=4), timezone.make_aware(dt.datetime(2026, 6, 1, 15)))):
        meeting = services.move_meeting(meeting=meeting, starts_at=at, place=content["place"], by=people[Side.ADMINISTRATION])
        write(services.save_text, meeting, "focus", content["focus"], people[Side.ADMINISTRATION])
        _prepare(meeting, content.get("answers", []), people)
    if content["state"] != "locked":
        return
    with clock.standing_at(at):
        for item in content["items"]:
            services.add_item(meeting=meeting, by=people[Side.UNIT], **item)
        promises = [(_promise(meeting, promise, people), promise) for promise in content["promises"]]
    with clock.standing_at(at + CONFIRMED_AFTER):
        for side, by in people.items():
            services.confirm(meeting=meeting, side=side, by=by)
    for promise, written in promises:
        if written["state"] != "open":
            with clock.standing_at(dt.datetime.combine(written["settled"], NOON)):
                by = people[Side(written["side"])]
                services.settle_promise(promise=promise, kept=written["state"] == "kept", on=written["settled"], by=by)


def _promise(meeting: Meeting, content: dict[str, Any], people: dict[Side, User]) -> Any:
    side = Side(content["side"])
    return services.add_promise(
        meeting=meeting, side=side, owner=content["owner"], text=content["text"], due_on=content["due"], by=people[side]
    )


def _prepare(meeting: Meeting, answers: list[dict[str, Any]], people: dict[Side, User]) -> None:
    rows = {(a.question.number, a.side): a for a in meeting.answers.select_related("question", "meeting__series__node")}
    for written in answers:
        write(
            services.save_text, rows[written["question"], written["side"]], "text", written["text"], people[Side(written["side"])]
        )
