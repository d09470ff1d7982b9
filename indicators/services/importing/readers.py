"""Which module reads which source, and what its word is worth here."""

from collections.abc import Callable
from dataclasses import dataclass

from indicators.models import Source
from indicators.sources import grades, kolada, planned, sheet, sheet
from indicators.sources.batch import Batch
from indicators.sources.cells import FileProblem, OtherPlaces

Read = Callable[..., Batch]  # read(content, *, municipality_code); raises FileProblem


@dataclass(frozen=True)
class Reader:
    """How a source is read.

    ``official`` ones say what units there are and what they are called: a code that nobody has here becomes a new unit unless
    somebody says otherwise, and a unit with another name gets the one of the source.

    What is written ``by_hand`` may change the municipality's own indicators only, and says them by title or key.
    """

    read: Read
    official: bool = False
    fetched: bool = False
    by_hand: bool = False


READERS: dict[str, Reader] = {
    Source.GRADES: Reader(grades.read, official=True),
    Source.PLANNED: Reader(planned.read, fetched=True),
    Source.KOLADA: Reader(kolada.read, fetched=True),
    Source.SHEET: Reader(sheet.read),
    Source.SHEET: Reader(sheet.read, by_hand=True),
}


def read(source: str, content: bytes, *, municipality_code: str) -> Batch:
    """Everything in the source that concerns one municipality. Raises FileProblem, or OtherPlaces when nothing does."""
    return READERS[source].read(content, municipality_code=municipality_code)


__all__ = ["READERS", "FileProblem", "OtherPlaces", "Reader", "read"]
