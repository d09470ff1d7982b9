"""The words and the table of the thread from one year of age to sixteen. Pure: what an audience may see in, texts out.

The steps measure different things, so no line joins their values: what joins them is the children.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.queries.thread import PRESCHOOL, Measured, Reading, Step, Thread
from units.models import Kind
from units.years import SchoolYear


@dataclass(frozen=True)
class Told:
    """One place's value in words; ``name`` is empty where there is one place only."""

    name: str
    value: str
    people: str


@dataclass(frozen=True)
class Stop:
    """A step on the thread: the latest value, whose it is, and what the same children had at the step before."""

    stage: str
    year: str
    cohort: str
    key: str
    title: str
    told: tuple[Told, ...]
    same: str
    same_told: tuple[Told, ...]


@dataclass(frozen=True)
class Cell:
    year: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Row:
    """The children born in one year, at every step; a step where nobody has measured them has no cell."""

    born: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Other:
    """A measure beside those on the thread, with its latest value."""

    stage: str
    key: str
    title: str
    year: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Drawn:
    """The thread as a page draws it."""

    stops: tuple[Stop, ...]
    sentence: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    others: tuple[Other, ...]
    sources: tuple[str, ...]


def draw_thread(thread: Thread) -> Drawn:
    alone = len(thread.places) == 1 and thread.places[0].kind != Kind.UNIT
    measures = [measured for step in thread.steps for measured in (step.main, *step.others)]
    return Drawn(
        stops=tuple(_stop(step, thread.steps[:place], alone) for place, step in enumerate(thread.steps)),
        sentence=_sentence(thread),
        heads=tuple((_stage(step), step.main.short_title) for step in thread.steps),
        rows=tuple(_row(cohort, thread.steps, alone) for cohort in thread.cohorts),
        others=tuple(_other(step, measured, alone) for step in thread.steps for measured in step.others),
        sources=tuple(dict.fromkeys(measured.source for measured in measures)),
    )


def _stage(step: Step) -> str:
    return _("Pre-school") if step.grade == PRESCHOOL else _("Grade %(grade)s") % {"grade": step.grade}


def _stop(step: Step, before: Sequence[Step], alone: bool) -> Stop:
    year = step.main.latest
    earlier, then = next(((one, then) for one in reversed(before) if (then := one.year_of(step.cohort))), (None, None))
    return Stop(
        stage=_stage(step),
        year=str(year),
        cohort=_cohort(step, year),
        key=step.main.key,
        title=step.main.short_title,
        told=_told(step.main.of(year), alone),
        same=_same(earlier, then) if earlier and then else "",
        same_told=_told(earlier.main.of(then), alone) if earlier and then else (),
    )


def _cohort(step: Step, year: SchoolYear) -> str:
    """Whom the value is about: a pre-school has children of five years of birth, a grade of one."""
    if step.grade == PRESCHOOL:
        return _("born %(first)s–%(last)s") % {"first": step.cohort, "last": int(year) - 1}
    return _("born %(born)s") % {"born": step.cohort}


def _same(earlier: Step, then: SchoolYear) -> str:
    words = {"year": str(then), "title": earlier.main.short_title}
    if earlier.grade == PRESCHOOL:
        return _("Their last year in pre-school, %(year)s. %(title)s:") % words
    return _("The same pupils %(year)s. %(title)s:") % words


def _told(readings: Iterable[Reading], alone: bool) -> tuple[Told, ...]:
    return tuple(
        Told("" if alone else one.node.name, one.shown.text, "" if one.shown.masked else one.shown.people) for one in readings
    )


def _row(cohort: int, steps: Sequence[Step], alone: bool) -> Row:
    cells = []
    for step in steps:
        year = step.year_of(cohort)
        cells.append(Cell(str(year), _told(step.main.of(year), alone)) if year is not None else None)
    return Row(str(cohort), tuple(cells))


def _other(step: Step, measured: Measured, alone: bool) -> Other:
    return Other(
        _stage(step), measured.key, measured.short_title, str(measured.latest), _told(measured.of(measured.latest), alone)
    )


def _sentence(thread: Thread) -> str:
    """The children who have been followed through most steps, the youngest of them."""
    if not thread.cohorts:
        return _("No children can be followed from one step to the next yet.")
    steps = {cohort: [step for step in thread.steps if step.year_of(cohort)] for cohort in thread.cohorts}
    cohort = max(steps, key=lambda born: (len(steps[born]), born))
    stages = [_stage_in(step, str(step.year_of(cohort))) for step in steps[cohort]]
    words = {"born": cohort, "steps": ", ".join(stages)}
    return (
        _("The children born in %(born)s can be followed furthest: %(steps)s. Each step measures something of its own.") % words
    )


def _stage_in(step: Step, year: str) -> str:
    if step.grade == PRESCHOOL:
        return _("pre-school %(year)s") % {"year": year}
    return _("grade %(grade)s in %(year)s") % {"grade": step.grade, "year": year}
