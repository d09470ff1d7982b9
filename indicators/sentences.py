"""One sentence that says what a figure shows."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.masking import Measure, Shown, write_number

if TYPE_CHECKING:
    from indicators.queries import Figure


def sentence_of(figure: "Figure") -> str:
    """The latest value, and how it differs from the year before when both are numbers."""
    latest, before = figure.latest, figure.previous
    words = {"value": latest.shown.text, "year": str(latest.school_year)}
    if latest.shown.masked:
        return _("The value of %(year)s is masked: %(reason)s.") % (words | {"reason": latest.shown.note})
    if latest.shown.interval:
        return _("%(value)s %(year)s: one to four pupils did not reach the goal.") % words
    if latest.shown.missing:
        return _("No data for %(year)s.") % words
    if latest.shown.number is None or before is None or before.shown.number is None:
        return _("%(value)s %(year)s.") % words
    words |= {"before": before.shown.text, "difference": _difference(figure, latest.shown.number - before.shown.number)}
    if before.school_year == latest.school_year.previous:
        return _("%(value)s %(year)s, against %(before)s the year before: %(difference)s.") % words
    words["before_year"] = str(before.school_year)
    return _("%(value)s %(year)s, against %(before)s %(before_year)s: %(difference)s.") % words


def _difference(figure: "Figure", difference: Decimal) -> str:
    """Three percentage points lower."""
    if difference == 0:
        return _("unchanged")
    size = abs(difference)
    plural = 1 if size == 1 else 2
    words = {"size": write_number(size, figure.decimals if size % 1 else 0)}
    match figure.measure, difference > 0:
        case Measure.PERCENT, True:
            text = ngettext("%(size)s percentage point higher", "%(size)s percentage points higher", plural)
        case Measure.PERCENT, False:
            text = ngettext("%(size)s percentage point lower", "%(size)s percentage points lower", plural)
        case Measure.POINTS, True:
            text = ngettext("%(size)s point higher", "%(size)s points higher", plural)
        case Measure.POINTS, False:
            text = ngettext("%(size)s point lower", "%(size)s points lower", plural)
        case _measure, True:
            text = _("%(size)s more")
        case _:
            text = _("%(size)s fewer")
    return text % words


def value_in_words(shown: Shown) -> str:
    """A value for those who listen: two full stops say nothing when read aloud."""
    return _("masked") if shown.masked else shown.text
