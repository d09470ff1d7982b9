import pytest
from django.urls import reverse

from dialogues.calendar import ics


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_a_meeting_as_calendars_read_it(june):
    june.place, june.focus = "Almskolan; sal 3, plan 2", "Analysen\nklar"
    lines = unfolded(ics(june, url="https://x.se/dialogues/1/", host="x.se"))
    assert (lines[0], lines[1], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR", "")
    assert {
        f"UID:meeting-{june.pk}@x.se",
        "DTSTART:20260609T110000Z",
        "DTEND:20260609T121000Z",
        "LOCATION:Almskolan\\; sal 3\\, plan 2",
        "DESCRIPTION:Analysen\\nklar",
        "URL:https://x.se/dialogues/1/",
    } < set(lines)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_no_line_end_in_a_text_begins_a_field_of_its_own(june, end):
    june.focus = f"Analysen{end}ATTENDEE:mailto:x@x.se"
    text = ics(june, url="https://x.se/", host="x.se")
    assert "DESCRIPTION:Analysen\\nATTENDEE:mailto:x@x.se" in unfolded(text)
    assert text.count("\r") == text.count("\n") == text.count("\r\n")


def test_long_lines_are_folded_between_letters(june):
    june.focus = "å\\" * 120
    text = ics(june, url="https://x.se/", host="x.se")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "DESCRIPTION:" + "å\\\\" * 120 in unfolded(text)


def test_the_file_is_for_those_who_take_part(client_of, june):
    url = reverse("dialogues:calendar", args=[june.pk])
    response = client_of("rektor").get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert response["Content-Disposition"] == 'attachment; filename="dialog-2026-06-09.ics"'
    assert f"http://testserver/dialogues/{june.pk}/" in response.content.decode()
    assert {p: client_of(p).get(url).status_code for p in ("other_rektor", "politiker", "foreign_rektor")} == dict.fromkeys(
        ("other_rektor", "politiker", "foreign_rektor"), 404
    )
