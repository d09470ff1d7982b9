"""One cell of a source: a number or a marker, and what stood there (domain.md §9). Pure."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.models import Indicator, Marker

Measure = Indicator.Measure

# what is published in place of a number
MARKERS = {
    "..": Marker.MASKED,
    ".": Marker.MISSING,
    "": Marker.MISSING,
    "~100": Marker.NEARLY_ALL,
    "*": Marker.EXCLUDED,
}
NUMBER = re.compile(r"(?P<about>cirka )?(?P<number>-?\d{1,9}(,\d+)?)")
MAY_BE_NEGATIVE = {Measure.DIFFERENCE}
STORED = Decimal("0.001")  # as many decimals as are stored
LONGEST_RAW = 40  # characters, as many as are stored


class FileProblem(ValidationError):
    """A file or an answer as a whole cannot be read; the message says why, to the person who chose it."""


class OtherPlaces(FileProblem):
    """The source is whole but about other municipalities, named in ``places``."""

    def __init__(self, message: str, places: list[str]) -> None:
        super().__init__(message)
        self.places = places


class CellProblem(ValueError):
    """A cell holds neither a number nor a known marker."""


@dataclass(frozen=True)
class Cell:
    """A number or a marker, and what stood in the source. ``rounded`` numbers are published as “cirka 210”."""

    raw: str
    number: Decimal | None
    marker: str
    rounded: bool = False


def read_cell(raw: str, measure: str = "") -> Cell:
    """A number with decimal comma, or a marker. Raises :class:`CellProblem` for anything else."""
    text = " ".join(raw.split())
    if text in MARKERS:
        return Cell(text, None, MARKERS[text])
    match = NUMBER.fullmatch(text)
    if not match:
        raise CellProblem(_("“%(text)s” is neither a number nor a known marker") % {"text": text[:40]})
    if len(text) > LONGEST_RAW:
        raise CellProblem(_("longer than %(limit)s characters") % {"limit": LONGEST_RAW})
    number = Decimal(match["number"].replace(",", ".")).quantize(STORED, ROUND_HALF_UP)
    _within_measure(text, number, measure)
    return Cell(text, number, Marker.NONE, rounded=bool(match["about"]))


def _within_measure(text: str, number: Decimal, measure: str) -> None:
    if number < 0 and measure not in MAY_BE_NEGATIVE:
        raise CellProblem(_("“%(text)s” is less than zero") % {"text": text[:40]})
    if measure == Measure.PERCENT and number > 100:
        raise CellProblem(_("“%(text)s” per cent is more than all") % {"text": text[:40]})
    if measure == Measure.COUNT and number % 1:
        raise CellProblem(_("“%(text)s” is not a whole number of pupils") % {"text": text[:40]})
