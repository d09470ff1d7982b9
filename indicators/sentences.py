"""What a figure shows, in a sentence or two: how it has changed, told in pupils where that says more, and how it compares.

Everything is said of what the reader sees beside it (:class:`~indicators.masking.Shown`), so that no sentence tells more than the
diagram and its table do.
"""

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.masking import Basis, Measure, Shown, round_to, write_number
from indicators.models import Indicator

if TYPE_CHECKING:
    from indicators.queries import Figure, Point

SHARP = 5  # percentage points from one year to the next, from which on a change is told in pupils
TREND_AT_LEAST = 2  # pupils, or it is one of them and no trend
IN_A_ROW = 3  # changes in the same direction that make a trend (domain.md §9: the own three-year trend)


def sentence_of(figure: "Figure") -> str:
    """All that is said of the figure (:func:`sentences_of`), in one text."""
    return " ".join(sentences_of(figure))


def sentences_of(figure: "Figure") -> list[str]:
    """The latest value and how it differs from the year before; then a trend, and what its kind is compared with."""
    row = _row_of_years(figure)
    said = [_change(figure, is_trend=bool(row)), row, *_compared(figure)]
    return [sentence for sentence in said if sentence]


def _change(figure: "Figure", *, is_trend: bool) -> str:
    latest, before = figure.latest, figure.previous
    words = {"value": latest.shown.text, "year": str(latest.school_year)}
    if latest.shown.number is None:
        return _without_number(latest.shown, words)
    if figure.new_break:
        words["reason"] = figure.new_break.reason
        return _("%(value)s %(year)s. It can not be compared with earlier years: %(reason)s.") % words
    if before is None or before.shown.number is None:
        return _("%(value)s %(year)s.") % words
    difference = latest.shown.number - before.shown.number
    words |= {"before": before.shown.text, "difference": _difference(figure, difference)}
    if before.school_year != latest.school_year.previous:
        words["before_year"] = str(before.school_year)
        return _("%(value)s %(year)s, against %(before)s %(before_year)s: %(difference)s.") % words
    return _in_pupils(figure, difference, words, is_trend=is_trend) or (
        _("%(value)s %(year)s, against %(before)s the year before: %(difference)s.") % words
    )


def _without_number(shown: Shown, words: dict[str, str]) -> str:
    if shown.masked:
        return _("The value of %(year)s is masked: %(reason)s.") % (words | {"reason": shown.note})
    if shown.missing:
        return _("No data for %(year)s.") % words
    if shown.note:
        return _("%(value)s %(year)s: %(note)s.") % (words | {"note": shown.note})
    return _("%(value)s %(year)s.") % words


def _in_pupils(figure: "Figure", difference: Decimal, words: dict[str, str], *, is_trend: bool) -> str:
    """A change that is sharp, or that is no more than one pupil, as a number of pupils."""
    size = figure.latest.shown.size
    if figure.measure != Measure.PERCENT or figure.basis != Basis.PUPILS or not size or not difference:
        return ""
    pupils = int(round_to(abs(difference) * size / 100, 0))
    points = write_number(abs(difference), figure.decimals if difference % 1 else 0)
    words = words | {"pupils": str(pupils), "all": write_number(Decimal(size), 0), "points": points}
    if pupils <= 1 and is_trend:
        return _one(figure) % words
    if pupils <= 1:
        return _one_and_no_trend(figure) % words
    if abs(difference) < SHARP:
        return ""
    return (_rose(figure) if difference > 0 else _fell(figure)) % words


def _one(figure: "Figure") -> str:
    if figure.of_children:
        return _("%(value)s %(year)s, against %(before)s the year before: that is one child of %(all)s.")
    return _("%(value)s %(year)s, against %(before)s the year before: that is one pupil of %(all)s.")


def _one_and_no_trend(figure: "Figure") -> str:
    if figure.of_children:
        return _("%(value)s %(year)s, against %(before)s the year before: that is one child of %(all)s, and no trend.")
    return _("%(value)s %(year)s, against %(before)s the year before: that is one pupil of %(all)s, and no trend.")


def _rose(figure: "Figure") -> str:
    if figure.of_children:
        return _(
            "The share rose from %(before)s to %(value)s %(year)s, by %(points)s percentage points: "
            "that is %(pupils)s children of %(all)s."
        )
    return _(
        "The share rose from %(before)s to %(value)s %(year)s, by %(points)s percentage points: "
        "that is %(pupils)s pupils of %(all)s."
    )


def _fell(figure: "Figure") -> str:
    if figure.of_children:
        return _(
            "The share fell from %(before)s to %(value)s %(year)s, by %(points)s percentage points: "
            "that is %(pupils)s children of %(all)s."
        )
    return _(
        "The share fell from %(before)s to %(value)s %(year)s, by %(points)s percentage points: "
        "that is %(pupils)s pupils of %(all)s."
    )


def _row_of_years(figure: "Figure") -> str:
    """That a result has gone the same way for three years, by more than one pupil."""
    numbers = [point.shown.number for point in figure.own_trend if point.shown.number is not None]
    if figure.comparison != Indicator.Comparison.RESULT or len(numbers) <= IN_A_ROW:
        return ""
    size = figure.latest.shown.size
    if size and abs(numbers[-1] - numbers[0]) * size / 100 < TREND_AT_LEAST and figure.measure == Measure.PERCENT:
        return ""
    steps = [later - number for number, later in pairwise(numbers)]
    if all(step > 0 for step in steps):
        return _("It has risen three years in a row.")
    return _("It has fallen three years in a row.") if all(step < 0 for step in steps) else ""


def _compared(figure: "Figure") -> list[str]:
    """What the others have in the same year, where both are numbers."""
    own = figure.latest.shown.number
    if own is None:
        return []
    said = [
        _against(figure, series.against, shown) for series in figure.beside if (shown := series.of(figure.latest.school_year))
    ]
    if figure.peers:
        said.append(_("Similar municipalities: %(range)s.") % {"range": figure.peers.text(figure.decimals)})
    return said


def _against(figure: "Figure", against: str, shown: Shown) -> str:
    """3 percentage points lower than the country (86 %)."""
    if shown.number is None or figure.latest.shown.number is None:
        return ""
    difference = figure.latest.shown.number - shown.number
    words = {"difference": _difference(figure, difference), "value": shown.text}
    match against, difference == 0:
        case "country", True:
            return _("The same as in the country.")
        case "country", False:
            return _("Compared with the country (%(value)s): %(difference)s.") % words
        case "municipality", True:
            return _("The same as in the municipality.")
        case "municipality", False:
            return _("Compared with the municipality (%(value)s): %(difference)s.") % words
        case _, True:
            return _("As expected.")
    return _("Compared with what is expected (%(value)s): %(difference)s.") % words


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
        case Measure.COUNT, True:
            text = _("%(size)s more")
        case Measure.COUNT, False:
            text = _("%(size)s fewer")
        case _measure, True:
            text = _("%(size)s higher")
        case _:
            text = _("%(size)s lower")
    return text % words


def value_in_words(shown: Shown) -> str:
    """A value for those who listen: two full stops say nothing when read aloud."""
    return _("masked") if shown.masked else shown.text


def in_words(points: "tuple[Point, ...]") -> str:
    """The years of a series for those who listen: 2023/24: 87 %, 2024/25: masked."""
    return ", ".join(f"{point.school_year}: {value_in_words(point.shown)}" for point in points)
