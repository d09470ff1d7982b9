"""What every source hands over, whichever it is: figures about places, and what could not be read. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from indicators.models import Value
from indicators.sources.cells import Cell
from units.years import SchoolYear


@dataclass(frozen=True)
class Place:
    """Who a figure is about, as the source says it: a school unit, a municipality, the country.

    ``system`` is an :class:`~units.models.ExternalId.System`, or ``NAME`` where the source has no codes (pre-schools).
    """

    system: str
    code: str
    name: str = ""
    forms: tuple[str, ...] = ()

    @cached_property
    def key(self) -> tuple[str, str]:
        """What tells it from other places of the same source."""
        return self.system, self.code


NAME = "name"  # the system of a place that the source only names


@dataclass(frozen=True)
class Published:
    """An indicator as its publisher describes it: kept as fetched, never written in code."""

    key: str
    official_id: str
    title: str
    definition: str = ""


@dataclass(frozen=True)
class Reading:
    """One figure. ``where`` lets a person find it again in the source: “rad 12”, “N15419, 2019”.

    ``source`` is the source line of this one figure, where it is not the publisher of them all.
    """

    where: str
    place: Place
    indicator: str  # its key
    school_year: SchoolYear
    cell: Cell
    sex: str = Value.Sex.ALL
    denominator: int | None = None
    response_rate: Decimal | None = None
    source: str = ""


@dataclass(frozen=True)
class Refusal:
    """Something that was not understood, and why."""

    where: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """Everything in a source that concerns one municipality.

    ``rows`` is how many rows (or answers) the source had in all. Each of them is in ``readings``, in ``refusals``, or counted in
    ``left_out`` under a sentence that says why: nothing is dropped in silence. ``notes`` are sentences about the source as a
    whole, such as which of its columns are not read. What has the same ``where`` is one row, so ``rows == accounted`` for every
    source.
    """

    publisher: str
    rows: int
    readings: tuple[Reading, ...]
    refusals: tuple[Refusal, ...] = ()
    left_out: Counter[str] = field(default_factory=Counter)
    published: tuple[Published, ...] = ()
    notes: tuple[str, ...] = ()
    municipality: str = ""  # its name, where the source says it

    @property
    def accounted(self) -> int:
        """How many rows are read, refused or left out."""
        named = {reading.where for reading in self.readings} | {refusal.where for refusal in self.refusals}
        return len(named) + self.left_out.total()
