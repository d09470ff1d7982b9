"""The only door from a stored value to a page: what a reader may see of a figure, and how it is written.

Nothing here reads the database. A number stands as a number; what is published in its place (``..``, ``.``, ``~100``) never
becomes one.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.models import Indicator, Marker

MASKED = ".."
NEARLY_ALL = "~100"
EXCLUDED = "*"
THIN = "\u202f"  # narrow no-break space, between thousands
SPACE = "\u00a0"  # no-break space, before the per cent sign and kr
PEOPLE_BELOW = 50  # smaller groups are told as people too: 3 of 17 pupils
NOT_REACHED_AT_MOST = 4  # what ~100 stands for: one to four pupils did not reach the goal

POSTS_AT_LEAST = 3  # Skolverket publishes nothing of fewer than three full-time posts
MINUS = "\u2212"

Measure = Indicator.Measure
Direction = Indicator.Direction
Basis = Indicator.Basis


class Audience(StrEnum):
    """Who reads: the unit and its administration, or anybody."""

    INSIDE = "inside"
    PUBLIC = "public"


class Sight(StrEnum):
    """How much a reader sees of a figure."""

    NOTHING = "nothing"  # there is none
    NUMBER = "number"
    NEARLY = "nearly"  # all but one to four
    MASKED = "masked"
    FEW_ANSWERED = "few answered"  # masked too, and says why


@dataclass(frozen=True)
class Limits:
    """The smallest groups of which a figure is shown.

    Children and pupils have one limit per audience. A survey is shown from ``answers`` answers and a response rate of
    ``response_rate`` per cent on, to anybody; what counts full-time posts from three on.
    """

    inside: int = 5
    public: int = 10
    answers: int = 5
    response_rate: int = 50

    def of(self, audience: Audience, basis: str = Basis.PUPILS) -> int:
        """The smallest group that ``audience`` may read of, where the figure rests on ``basis``."""
        match basis:
            case Basis.ANSWERS:
                return self.answers
            case Basis.POSTS:
                return POSTS_AT_LEAST
        return self.inside if audience is Audience.INSIDE else self.public


@dataclass(frozen=True)
class Shown:
    """A figure as a page may show it.

    ``number`` is there only when the reader may see a number, rounded as it is written. ``interval`` holds the lowest and highest
    possible share when a little is known (``~100`` of a known number of pupils). ``size`` is how many the figure rests on, in the
    same cases as ``people`` says it. ``rounded`` is what its publisher calls “about”.
    """

    text: str
    number: Decimal | None
    note: str = ""
    masked: bool = False
    people: str = ""
    interval: tuple[Decimal, Decimal] | None = None
    missing: bool = False
    size: int | None = None
    rounded: bool = False

    def __str__(self) -> str:
        return self.text


def show(
    *,
    number: Decimal | None,
    marker: str,
    raw: str,
    denominator: int | None,
    measure: str,
    decimals: int,
    audience: Audience,
    limits: Limits,
    withheld: bool,
    basis: str = Basis.PUPILS,
    rounded: bool = False,
    response_rate: Decimal | None = None,
    group: int | None = None,
    own_direction: str | None = None,
    of_children: bool = False,
) -> Shown:
    """What ``audience`` may see of one value.

    ``denominator`` is the number of children, pupils, answers or posts (``basis``) that the figure is a share of. ``group`` is
    the most that can be behind it when the exact number is not published (a merit value counts no more pupils than those who
    finished the grade). ``withheld`` says that the figure would give away one that is masked (see
    :mod:`indicators.masking.complement`); it then reads as that one does, so that nobody can tell them apart. ``rounded`` is what
    its publisher calls “about”. ``response_rate`` is that of a survey, in per cent. ``own_direction`` is the direction of a
    municipality's own measure, and None for what an authority has already published. ``of_children`` says that those counted
    are called children and not pupils.

    Of an own share the public never reads that one to four pupils stand apart. Where they did not reach the goal it reads the
    interval that Skolverket's ``~100`` stands for (domain.md §9: own small numbers are masked by the same rules); where they
    are the only ones who reached it, or where higher is not better, it reads ``..``. Skolverket's own numbers stay as
    published: it writes 91,7 of 60 pupils, and what everybody can read there is no secret here. A survey has its own gate.
    """
    seen = sight(
        number=number,
        marker=marker,
        denominator=denominator,
        measure=measure,
        audience=audience,
        limits=limits,
        withheld=withheld,
        basis=basis,
        response_rate=response_rate,
        group=group,
        own_direction=own_direction,
    )
    if seen == Sight.NOTHING and marker == Marker.EXCLUDED:
        return Shown(EXCLUDED, None, _("teachers of whom no licence is required are left out"))
    if seen == Sight.NOTHING:
        return Shown(_("no data"), None, missing=True)
    if seen == Sight.FEW_ANSWERED:
        return Shown(MASKED, None, _("too few answered"), masked=True)
    if seen == Sight.MASKED:
        # the same for every reason: a note of its own would tell which figure is small and which only stands beside it
        return Shown(MASKED, None, _("a small group is protected"), masked=True)
    if seen == Sight.NEARLY or number is None:
        size = denominator if number is None else denominator or group
        return _nearly_all(raw if number is None else "", size, decimals, of_children=of_children)
    number = round_to(number, decimals)
    text = write(number, measure, decimals)
    if rounded:
        return Shown(_("about %(number)s") % {"number": text}, number, rounded=True)
    people = _people(number, measure, decimals, denominator, basis, of_children=of_children)
    return Shown(text, number, people=people, size=denominator if people else None)


def sight(
    *,
    number: Decimal | None,
    marker: str,
    denominator: int | None,
    measure: str,
    audience: Audience,
    limits: Limits,
    withheld: bool,
    basis: str = Basis.PUPILS,
    response_rate: Decimal | None = None,
    group: int | None = None,
    own_direction: str | None = None,
) -> Sight:
    """How much of a value ``audience`` sees, before it is written; the arguments are those of :func:`show`."""
    if marker == Marker.MISSING:
        return Sight.NOTHING
    if is_small(number, marker, denominator, measure, smallest=limits.of(audience, basis), withheld=withheld, group=group):
        return Sight.MASKED
    if basis == Basis.ANSWERS and response_rate is not None and response_rate < limits.response_rate:
        return Sight.FEW_ANSWERED
    if marker == Marker.EXCLUDED:
        return Sight.NOTHING
    if number is None:
        return Sight.NEARLY
    if own_direction and (measure, basis, audience) == (Measure.PERCENT, Basis.PUPILS, Audience.PUBLIC):
        return _of_own_share(number, denominator or group, own_direction)
    return Sight.NUMBER


def is_small(
    number: Decimal | None,
    marker: str,
    denominator: int | None,
    measure: str,
    *,
    smallest: int,
    withheld: bool,
    group: int | None = None,
) -> bool:
    """Whether a value is masked because a small group is behind it, or beside it where that one could be computed from it."""
    return withheld or marker == Marker.MASKED or _too_few(number, measure, denominator, group, smallest)


def _too_few(number: Decimal | None, measure: str, denominator: int | None, group: int | None, limit: int) -> bool:
    counted = number if measure == Measure.COUNT else None
    return any(people is not None and people < limit for people in (counted, denominator, group))


def _of_own_share(number: Decimal, size: int | None, direction: str) -> Sight:
    """What the public sees of a share when one to four pupils are behind it, or left outside it.

    In a group so small that both can hold at once every such share is ``..``, or the two would tell of each other.
    """
    if not size:
        return Sight.NUMBER
    reached = int(round_to(number * size / 100, 0))
    few = range(1, NOT_REACHED_AT_MOST + 1)
    if direction == Direction.HIGHER and size - reached in few and size > 2 * NOT_REACHED_AT_MOST:
        return Sight.NEARLY
    return Sight.MASKED if reached in few or size - reached in few else Sight.NUMBER


def _nearly_all(raw: str, denominator: int | None, decimals: int, *, of_children: bool) -> Shown:
    note = _("one to four children did not reach the goal") if of_children else _("one to four pupils did not reach the goal")
    if not denominator:
        return Shown(raw or NEARLY_ALL, None, note)
    low, high = (
        round_to(Decimal(100 * max(denominator - missing, 0)) / denominator, decimals) for missing in (NOT_REACHED_AT_MOST, 1)
    )
    text = f"{write_number(low, decimals)}–{write(high, Measure.PERCENT, decimals)}"
    return Shown(text, None, note, people=_size(denominator, of_children=of_children), interval=(low, high), size=denominator)


def _people(number: Decimal, measure: str, decimals: int, denominator: int | None, basis: str, *, of_children: bool) -> str:
    """“3 of 17 pupils” in a small group whose share is a whole number of pupils, otherwise how many they are."""
    if not denominator or measure == Measure.COUNT:
        return ""
    if measure == Measure.PERCENT and denominator < PEOPLE_BELOW:
        exact = number * denominator / 100
        part = round_to(exact, 0)
        if abs(exact - part) <= Decimal(denominator).scaleb(-decimals) / 200:
            return _part_of(basis, of_children=of_children) % {"part": part, "all": denominator}
    return _size(denominator, basis, of_children=of_children)


def _part_of(basis: str, *, of_children: bool) -> str:
    match basis:
        case Basis.ANSWERS:
            return _("%(part)s of %(all)s answers")
        case Basis.POSTS:
            return _("%(part)s of %(all)s full-time posts")
    return _("%(part)s of %(all)s children") if of_children else _("%(part)s of %(all)s pupils")


def _size(count: int, basis: str = Basis.PUPILS, *, of_children: bool = False) -> str:
    match basis:
        case Basis.ANSWERS:
            text = ngettext("%(count)s answer", "%(count)s answers", count)
        case Basis.POSTS:
            text = ngettext("%(count)s full-time post", "%(count)s full-time posts", count)
        case _ if of_children:
            text = ngettext("%(count)s child", "%(count)s children", count)
        case _:
            text = ngettext("%(count)s pupil", "%(count)s pupils", count)
    return text % {"count": write_number(Decimal(count), 0)}


def round_to(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def write_number(number: Decimal, decimals: int) -> str:
    """With a thin space between thousands and the language's decimal sign; always the same number of decimals."""
    rounded = round_to(number, decimals)
    whole, _dot, rest = f"{abs(rounded):,f}".partition(".")
    sign = MINUS if rounded < 0 else ""
    return sign + whole.replace(",", THIN) + (f"{get_format('DECIMAL_SEPARATOR')}{rest}" if rest else "")


def write(number: Decimal, measure: str, decimals: int) -> str:
    """A number with its unit of measure: 75,2 %, +2,3, 104 974 kr."""
    text = write_number(number, decimals)
    match measure:
        case Measure.PERCENT:
            return f"{text}{SPACE}%"
        case Measure.MONEY:
            return f"{text}{SPACE}kr"
        case Measure.DIFFERENCE if round_to(number, decimals) > 0:
            return f"+{text}"
    return text


def headcount(people: int | None, *, audience: Audience, limits: Limits) -> str:
    """How many children or pupils there are in all, when they are many enough for ``audience``; empty when nobody has said."""
    if people is None:
        return ""
    return MASKED if people < limits.of(audience) else write_number(Decimal(people), 0)
