"""A meeting as a file that calendars read (iCalendar, RFC 5545)."""

import datetime as dt

from django.utils.translation import gettext as _

from dialogues.models import MEETING_MINUTES, Meeting
from schoolplan.kit import clock
from schoolplan.kit.text import one_newline

LONGEST_LINE = 75  # octets


def ics(meeting: Meeting, *, url: str, host: str) -> str:
    """The whole file for one meeting; ``url`` leads back to its page."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//schoolplan//dialogues//SV",
        "BEGIN:VEVENT",
        f"UID:meeting-{meeting.pk}@{host}",
        f"DTSTAMP:{_utc(clock.now())}",
        f"DTSTART:{_utc(meeting.starts_at)}",
        f"DTEND:{_utc(meeting.starts_at + dt.timedelta(minutes=MEETING_MINUTES))}",
        f"SUMMARY:{_text(_('Monthly dialogue, %(node)s') % {'node': meeting.node.name})}",
        f"LOCATION:{_text(meeting.place)}",
        f"DESCRIPTION:{_text(meeting.focus)}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Backslash first, so that what is put in is not escaped again. No line end of any kind stays: it would begin a new field."""
    value = one_newline(value)
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return value


def _folded(line: str) -> str:
    """A long line goes on after a line break and a space, never in the middle of a letter."""
    folded, length = "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > LONGEST_LINE:
            folded, length = f"{folded}\r\n ", 1
        folded, length = folded + letter, length + size
    return folded
