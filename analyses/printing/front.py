"""What a printed analysis says of itself: whose it is, of which year, and which text it is."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from analyses.queries.versions import WholeText


@dataclass(frozen=True)
class Front:
    """``edition`` is short and stands on every page; ``state`` and ``made`` stand on the first."""

    unit: str
    municipality: str
    title: str
    state: str
    edition: str
    made: str
    is_draft: bool


def front_of(whole: WholeText) -> Front:
    """In the language that is active."""
    version = whole.version
    analysis = version.analysis
    day = date_format(version.made_at.astimezone(), "DATE_FORMAT")
    title = _("Analysis %(year)s") % {"year": str(analysis.school_year)}
    municipality = analysis.node.municipality
    shared = {"unit": analysis.node.name, "municipality": municipality.name if municipality else "", "title": title}
    if whole.is_living:
        time = date_format(version.made_at.astimezone(), "TIME_FORMAT")
        when = _("%(day)s at %(time)s") % {"day": day, "time": time}
        edition = _("DRAFT, as it stood %(when)s") % {"when": when}
        return Front(**shared, state=_("Draft, for the own team"), edition=edition, made=when, is_draft=True)
    words = {"number": version.number, "day": day}
    return Front(
        **shared,
        state=capfirst(analysis.get_state_display()),
        edition=_("Version %(number)s, %(day)s") % words,
        made=_("%(day)s by %(who)s") % {"day": day, "who": version.made_by} if version.made_by else day,
        is_draft=False,
    )
