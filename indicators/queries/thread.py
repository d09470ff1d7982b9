"""The thread from one year of age to sixteen: pre-school, åk 3, åk 6, åk 9, and the same children at each step.

Which grades there are follows from the indicators (``Indicator.grade``): the ten-year school that arrives in 2028 needs new
indicators, not new code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.masking import Audience, Shown
from indicators.models import Indicator
from indicators.queries.figures import figures_of_many
from indicators.queries.shapes import Figure
from schoolplan.kit.text import swedish_key
from units.models import Node, SchoolForm
from units.years import SchoolYear

RESULTS = (Indicator.Comparison.RESULT, Indicator.Comparison.EXPECTED)
PRESCHOOL = 0  # comes before every grade
LAST_IN_PRESCHOOL = 5  # the age that children have or reach in the year in which their last school year there begins
TEN_YEAR_SCHOOL = SchoolYear(2028)  # from then on the first grade takes those who turn six, and all others move up one grade


def born(grade: int, school_year: SchoolYear) -> int:
    """The year in which most pupils of the grade were born; in the pre-school those who are there for their last year."""
    if grade == PRESCHOOL:
        return int(school_year) - LAST_IN_PRESCHOOL
    age_in_first = 6 if school_year >= TEN_YEAR_SCHOOL else 7
    return int(school_year) - (grade - 1) - age_in_first


@dataclass(frozen=True)
class Reading:
    """One place's value of a measure."""

    node: Node
    shown: Shown


@dataclass(frozen=True)
class Measured:
    """A measure of one step: what each place has in each school year."""

    key: str
    short_title: str
    source: str
    by_year: dict[SchoolYear, tuple[Reading, ...]]

    @property
    def latest(self) -> SchoolYear:
        return max(self.by_year)

    def of(self, school_year: SchoolYear) -> tuple[Reading, ...]:
        return self.by_year.get(school_year, ())


@dataclass(frozen=True)
class Step:
    """A step of the thread. ``grade`` is 0 for the pre-school; ``main`` stands on the thread, ``others`` beneath."""

    grade: int
    main: Measured
    others: tuple[Measured, ...] = ()

    @property
    def cohort(self) -> int:
        """When those whom the latest value tells of were born."""
        return born(self.grade, self.main.latest)

    def year_of(self, cohort: int) -> SchoolYear | None:
        """The school year in which the children born that year were at this step, as far as it has been measured."""
        return next((year for year in self.main.by_year if born(self.grade, year) == cohort), None)


@dataclass(frozen=True)
class Thread:
    """The steps in the order in which children take them; ``places`` are those whose values are told."""

    places: tuple[Node, ...]
    steps: tuple[Step, ...]

    @property
    def cohorts(self) -> tuple[int, ...]:
        """The years of birth that can be followed: measured at two steps or more, the oldest first."""
        counted: dict[int, int] = {}
        for step in self.steps:
            for year in step.main.by_year:
                cohort = born(step.grade, year)
                counted[cohort] = counted.get(cohort, 0) + 1
        return tuple(sorted(cohort for cohort, steps in counted.items() if steps > 1))


def thread_of(places: Iterable[Node], *, until: SchoolYear, audience: Audience) -> Thread:
    """The results of the places, step by step; five queries.

    A municipality stands for itself with its own published values. An area has none, and its units are never averaged: there
    each unit's value stands by itself, in the order of the alphabet.
    """
    places = sorted(places, key=lambda place: swedish_key(place.name))
    known = [
        one for one in Indicator.objects.filter(comparison__in=RESULTS).order_by("position", "key") if _grade(one) is not None
    ]
    grades = [grade for one in known if (grade := _grade(one))]
    years = max(grades) - min(grades) + 2 if grades else 1
    found = figures_of_many(places, until=until, audience=audience, years=years)
    by_grade: dict[int, list[Measured]] = {}
    for indicator in known:
        held = [(place, figure) for place in places for figure in found[place.pk] if figure.key == indicator.key]
        if held and indicator.measure != Indicator.Measure.COUNT:
            by_grade.setdefault(_grade(indicator) or PRESCHOOL, []).append(_measured(held))
    return Thread(tuple(places), tuple(_step(grade, by_grade[grade]) for grade in sorted(by_grade)))


def _grade(indicator: Indicator) -> int | None:
    """The grade as a number, 0 for the pre-school, nothing where the indicator is about several grades."""
    if indicator.forms == [SchoolForm.PRESCHOOL]:
        return PRESCHOOL
    return int(indicator.grade) if indicator.grade.isdigit() else None


def _step(grade: int, measured: Sequence[Measured]) -> Step:
    """On the thread stands what most years and places tell of; of two alike the first in the library."""
    main = max(measured, key=lambda one: sum(map(len, one.by_year.values())))
    return Step(grade, main, tuple(one for one in measured if one is not main))


def _measured(held: Sequence[tuple[Node, Figure]]) -> Measured:
    by_year: dict[SchoolYear, list[Reading]] = {}
    for place, figure in held:
        for point in figure.points:
            if not point.shown.missing:
                by_year.setdefault(point.school_year, []).append(Reading(place, point.shown))
    sample = held[0][1]
    return Measured(sample.key, sample.short_title, sample.source, {year: tuple(by_year[year]) for year in sorted(by_year)})
