"""Last year's priorities are carried forward into the analysis, with what is known of them: nobody types it again."""

from collections.abc import Iterable

from django.db import transaction

from analyses.models import Analysis, LookBack
from analyses.neighbours import Priority, Told, plans
from analyses.services.locking import lock_to_write
from journal.services import record
from units.models import User


def carry_forward(*, analysis: Analysis, by: User) -> list[LookBack]:
    """A look-back for each priority of the plan that the analysis answers and that has none yet."""
    position = analysis.look_backs.count()
    answers: dict[int, LookBack] = {}
    carried: list[LookBack] = []
    for priority in plans().missing(analysis):
        look_back = _look_back(priority)
        look_back.analysis, look_back.position = analysis, position + len(carried)
        look_back.save()
        written = {field: ["", getattr(look_back, field)] for field in ("title", "did", "happened", "effect", "next")}
        record(by=by, verb="add", obj=look_back, node_id=analysis.node_id, changes=written)
        carried.append(look_back)
        if priority.goal is not None:
            answers[priority.goal] = look_back
    plans().answer_in(answers)
    return carried


@transaction.atomic
def bring_in(*, analysis: Analysis, by: User) -> list[LookBack]:
    """Carry forward the priorities that the plan has got since the analysis was begun. Twice changes nothing."""
    lock_to_write(obj=LookBack(analysis=analysis), by=by)
    return carry_forward(analysis=analysis, by=by)


@transaction.atomic
def take_in(*, look_back: LookBack, by: User) -> None:
    """Put what has been told since into what happened, after what stands there. An answer that is given stays as it is."""
    analysis = lock_to_write(obj=look_back, by=by)
    look_back.refresh_from_db(fields=["happened", "effect", "next", "told_until"])
    new = plans().told_after([look_back]).get(look_back.pk)
    if not new:
        return
    before = {field: getattr(look_back, field) for field in ("happened", "effect", "next")}
    look_back.happened = "\n\n".join(filter(None, [look_back.happened, *(told.note for told in new)]))
    look_back.effect = look_back.effect or new[-1].effect
    look_back.next = look_back.next or new[-1].next
    look_back.told_until = max(told.number for told in new)
    look_back.save(update_fields=["happened", "effect", "next", "told_until"])
    changes = {field: [old, now] for field, old in before.items() if (now := getattr(look_back, field)) != old}
    record(by=by, verb="edit", obj=look_back, node_id=analysis.node_id, changes=changes)


def _look_back(priority: Priority) -> LookBack:
    """What is known: the measures as what we did, the latest that was told of each as what happened."""
    last = priority.told[-1] if priority.told else None
    return LookBack(
        title=priority.title,
        did=_as_list([measure for measure in priority.measures if measure.strip()]),
        happened="\n\n".join(told.note for told in _latest_of_each(priority.told)),
        effect=last.effect if last else "",
        next=last.next if last else "",
        told_until=max((told.number for told in priority.told), default=0),
    )


def _latest_of_each(told: Iterable[Told]) -> list[Told]:
    return sorted({each.measure: each for each in told}.values(), key=lambda each: (each.on, each.number))


def _as_list(lines: list[str]) -> str:
    return lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
