"""Which module reads which source, and what its word is worth here."""

from collections.abc import Callable
from dataclasses import dataclass

from indicators.models import Source
from indicators.services import sheets
from indicators.sources import grades, kolada, planned, sheet
from indicators.sources.batch import Batch, Reading, Refusal

Read = Callable[..., Batch]  # read(content, *, municipality_code); raises FileProblem
Name = Callable[..., Batch]  # name(*, batch, municipality)
Settle = Callable[..., tuple[list[Reading], list[Refusal]]]  # settle(*, readings, nodes, indicators, municipality)


@dataclass(frozen=True)
class Reader:
    """How a source is read.

    ``official`` ones say what units there are and what they are called: a code that nobody has here becomes a new unit unless
    somebody says otherwise, and a unit with another name gets the one of the source. ``name`` finds the keys of indicators that
    a person has written as titles; ``settle`` says which of the figures may be stored, when their places are known.
    """

    read: Read
    official: bool = False
    name: Name | None = None
    settle: Settle | None = None


READERS: dict[str, Reader] = {
    Source.GRADES: Reader(grades.read, official=True),
    Source.PLANNED: Reader(planned.read),
    Source.KOLADA: Reader(kolada.read),
    Source.SHEET: Reader(sheet.read, name=sheets.name_indicators, settle=sheets.settle),
}
