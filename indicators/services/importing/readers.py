"""Which module reads which source, and what its word is worth here."""

from collections.abc import Callable
from dataclasses import dataclass

from indicators.models import Source
from indicators.sources import grades, kolada, planned, sheet
from indicators.sources.batch import Batch

Read = Callable[..., Batch]  # read(content, *, municipality_code); raises FileProblem


@dataclass(frozen=True)
class Reader:
    """How a source is read.

    ``official`` ones say what units there are and what they are called: a code that nobody has here becomes a new unit unless
    somebody says otherwise, and a unit with another name gets the one of the source. What is written ``by_hand``
    names indicators by their titles, and may change no figure but the municipality's own.
    """

    read: Read
    official: bool = False
    by_hand: bool = False


READERS: dict[str, Reader] = {
    Source.GRADES: Reader(grades.read, official=True),
    Source.PLANNED: Reader(planned.read, official=True),
    Source.KOLADA: Reader(kolada.read),
    Source.SHEET: Reader(sheet.read, by_hand=True),
}
