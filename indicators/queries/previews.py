"""What an import would do, or did, in the form in which its run keeps it."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

NEW, CHANGED, UNCHANGED, TWICE = "new", "changed", "unchanged", "twice"  # what becomes of a figure
MADE, LEFT_OUT, UNDECIDED = "new", "out", ""  # answers about an unknown place, beside the pk of a unit


@dataclass
class Preview:
    """Counts and lists of one import.

    ``rows`` has a number for imported, unchanged and refused; together with ``left_out`` (by sentence) they are all
    ``rows_total`` rows of the source. ``figures`` has a number for new, changed and unchanged. ``changed`` holds the pk of the
    value that was, and what comes instead: it is for :mod:`indicators.queries.imports` to mask, and never for a page.
    """

    publisher: str = ""
    years: list[str] = field(default_factory=list)
    rows_total: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    values: int = 0
    markers: dict[str, int] = field(default_factory=dict)
    changed: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[dict[str, str]] = field(default_factory=list)
    refusals_total: int = 0
    units: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)  # the pk of the units that the source knows by their code
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def school_year(self) -> str:
        return ", ".join(self.years)

    @property
    def accounted(self) -> int:
        """All rows that are imported, unchanged, refused or left out."""
        return sum(self.rows.values()) + sum(self.left_out.values())

    @property
    def units_new(self) -> int:
        return sum(not unit["before"] for unit in self.units)

    @property
    def units_known(self) -> int:
        return len(self.units) - self.units_new

    @property
    def units_renamed(self) -> int:
        return sum(unit["before"] not in ("", unit["name"]) for unit in self.units)

    @property
    def changes_something(self) -> bool:
        return bool(self.figures[NEW] or self.figures[CHANGED] or self.units_new or self.units_renamed)

    def counts(self) -> dict[str, int]:
        """What the journal keeps of an import."""
        units = {"units_new": self.units_new, "units_known": self.units_known, "units_renamed": self.units_renamed}
        return units | {"figures_" + name: count for name, count in self.figures.items()} | {"refused": self.refusals_total}

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Preview":
        """What a run keeps; what an earlier version of the program did not keep is empty."""
        return cls(**{each.name: stored[each.name] for each in fields(cls) if each.name in stored})
