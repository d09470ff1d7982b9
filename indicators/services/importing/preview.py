"""Counting what becomes of a plan, in the form in which its run keeps it and its page shows it."""

from collections import Counter
from typing import Any

from indicators.masking import size_said, smallest_group
from indicators.models import Value
from indicators.queries.previews import CHANGED, NEW, UNCHANGED, Preview
from indicators.services.importing.places import Key, text_of
from indicators.services.importing.plan import Judged, Plan, rows_of, twice
from indicators.sources.batch import Reading, Refusal

LISTED = 200  # changed figures that a run keeps one by one; more are only counted
NAMED = 2_000  # refusals that a run keeps one by one


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
        changed=_changes(plan, fates),
        refusals=[_refusal(refusal) for refusal in refusals[:NAMED]],
        refusals_total=len(refusals),
        units=plan.units,
        notes=list(plan.batch.notes),
        questions=_questions(plan),
        taken=sorted(plan.places.known[key].pk for key in plan.places.by_code),
        answers=answers,
    )


def _changes(plan: Plan, fates: Judged) -> list[dict[str, Any]]:
    groups = _groups(plan) if fates.former else {}
    keys = {indicator.pk: indicator.key for indicator in plan.indicators.values()}
    changes = []
    for line, former in list(fates.former.items())[:LISTED]:
        reading = plan.usable[line]
        counted_by = keys.get(plan.indicators[reading.indicator].counted_by_id or 0, "")
        known = (groups.get((reading.place.key, counted_by, reading.school_year, sex)) for sex in (Value.Sex.ALL, reading.sex))
        changes.append(_change(reading, former, smallest_group(*known)))
    return changes


def _groups(plan: Plan) -> dict[tuple[Key, str, int, str], int]:
    """How many pupils the source itself says that there are, by place, indicator, year and sex; none when that is masked."""
    return {
        (reading.place.key, reading.indicator, reading.school_year, reading.sex): size
        for reading in plan.usable
        if (size := size_said(reading.cell.number, reading.cell.marker)) is not None
    }


def _change(reading: Reading, former: int, group: int | None) -> dict[str, Any]:
    number, rate = reading.cell.number, reading.response_rate
    return {
        "former": former,
        "number": None if number is None else str(number),
        "marker": str(reading.cell.marker),
        "rounded": reading.cell.rounded,
        "raw": reading.cell.raw,
        "denominator": reading.denominator,
        "response_rate": None if rate is None else str(rate),
        "group": group,
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
