"""What an import would do, or did, in the form in which its run keeps it and its page shows it."""

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from indicators.services.importing.places import text_of
from indicators.services.importing.plan import Judged, Plan, rows_of, twice
from indicators.services.storing import CHANGED, NEW, UNCHANGED
from indicators.sources.batch import Refusal

LISTED = 200  # changed figures that a run keeps one by one; more are only counted
NAMED = 2_000  # refusals that a run keeps one by one


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


def preview_of(plan: Plan, fates: Judged, answers: dict[str, str]) -> Preview:
    """The plan and what becomes of its readings, counted."""
    refusals = [*plan.refusals, *twice(plan, fates)]
    counts, rows = Counter(fates.fates), rows_of(plan, fates)
    left_out = plan.batch.left_out + Counter(plan.left_out.values())
    cells = [reading.cell for reading in plan.usable]
    return Preview(
        publisher=plan.batch.publisher,
        years=[str(year) for year in sorted({reading.school_year for reading in plan.batch.readings})],
        rows_total=plan.batch.rows,
        rows={name: rows[name] for name in ("imported", "unchanged", "refused")},
        left_out=dict(left_out),
        figures={name: counts[name] for name in (NEW, CHANGED, UNCHANGED)},
        values=sum(cell.number is not None for cell in cells),
        markers=dict(sorted(Counter(cell.raw or "." for cell in cells if cell.number is None).items())),
        changed=[_changed(plan, line, pk) for line, pk in list(fates.former.items())[:LISTED]],
        refusals=[_refusal(refusal) for refusal in refusals[:NAMED]],
        refusals_total=len(refusals),
        units=plan.units,
        notes=list(plan.batch.notes),
        questions=_questions(plan),
        taken=sorted(plan.places.known[key].pk for key in plan.places.by_code),
        answers=answers,
    )


def _changed(plan: Plan, line: int, former: int) -> dict[str, Any]:
    reading = plan.usable[line]
    number, rate = reading.cell.number, reading.response_rate
    return {
        "former": former,
        "number": None if number is None else str(number),
        "marker": str(reading.cell.marker),
        "rounded": reading.cell.rounded,
        "raw": reading.cell.raw,
        "denominator": reading.denominator,
        "response_rate": None if rate is None else str(rate),
    }


def _refusal(refusal: Refusal) -> dict[str, str]:
    return {"where": refusal.where, "reason": refusal.reason}


def _questions(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "key": text_of(asked.place.key),
            "system": asked.place.system,
            "code": asked.place.code,
            "name": asked.place.name,
            "rows": asked.rows,
            "answer": asked.answer,
            "settled": asked.settled,
            "suggested": asked.suggested,
        }
        for asked in plan.places.questions
    ]
