"""One sentence in counts that says how the units lie: how many between which values, and whether they have drawn together."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor

from django.utils.translation import gettext as _

from indicators.masking import Measure, write, write_number
from indicators.queries.dispersion import Dispersion

MOST = Decimal("0.75")  # of the units: as many as the sentence looks for together
FEWEST = 3  # units that a spread is told of


def in_counts(dispersion: Dispersion) -> str:
    """“11 of 14 units lie between 70 and 85 per cent.” The 14 are all that have a figure, shown or not."""
    numbers = sorted(entry.shown.number for entry in dispersion.entries if entry.shown.number is not None)
    count = {"all": len(dispersion.entries)}
    if not numbers:
        return _("No unit can be shown.")
    if len(numbers) == 1:
        alone = _("1 of %(all)s units is shown: %(value)s.") if count["all"] > 1 else _("The only unit has %(value)s.")
        return alone % (count | {"value": _write(numbers[0], dispersion)})
    low, high, inside = _together(numbers, dispersion)
    words = count | {"inside": inside, "low": write_number(low, _decimals(low, high)), "high": _write_end(high, low, dispersion)}
    if low == high:
        sentence = _("%(inside)s of %(all)s units have %(high)s.") % words
    else:
        sentence = _("%(inside)s of %(all)s units lie between %(low)s and %(high)s.") % words
    return " ".join(part for part in (sentence, _against_before(dispersion)) if part)


def _together(numbers: Sequence[Decimal], dispersion: Dispersion) -> tuple[Decimal, Decimal, int]:
    """The narrowest stretch that holds most units, with even ends, and how many lie in it."""
    many = max(2, ceil(len(numbers) * MOST)) if len(numbers) > FEWEST else len(numbers)
    low, high = min(
        ((numbers[i], numbers[i + many - 1]) for i in range(len(numbers) - many + 1)), key=lambda ends: ends[1] - ends[0]
    )
    step = _step(dispersion, numbers[-1])
    low, high = floor(low / step) * step, ceil(high / step) * step
    return low, high, sum(low <= number <= high for number in numbers)


def _step(dispersion: Dispersion, largest: Decimal) -> Decimal:
    """What the ends of the stretch are rounded to, so that they read as round numbers."""
    if dispersion.measure == Measure.PERCENT:
        return Decimal(5)
    return Decimal(5) if largest >= 100 else Decimal("0.5")


def _against_before(dispersion: Dispersion) -> str:
    """Whether the lowest and the highest have come nearer, where the same units have numbers in both years."""
    both = [(entry.shown.number, entry.before.number if entry.before else None) for entry in dispersion.entries]
    pairs = [(now, before) for now, before in both if now is not None and before is not None]
    if len(pairs) < FEWEST or len(pairs) != sum(now is not None for now, _before in both):
        return ""
    now, before = (max(side) - min(side) for side in zip(*pairs, strict=True))
    if now == before:
        return _("The spread is the same as the year before.")
    return _("The spread is smaller than the year before.") if now < before else _("The spread is larger than the year before.")


def _decimals(*numbers: Decimal) -> int:
    return 0 if all(number % 1 == 0 for number in numbers) else 1


def _write(number: Decimal, dispersion: Dispersion) -> str:
    return write(number, dispersion.measure, dispersion.decimals)


def _write_end(high: Decimal, low: Decimal, dispersion: Dispersion) -> str:
    return write(high, dispersion.measure, _decimals(low, high))
