"""The thread from one year of age to sixteen: which steps there are, and who stands at them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from indicators.charts.thread import draw_thread
from indicators.masking import Audience
from indicators.models import Indicator
from indicators.queries.thread import born, thread_of
from indicators.services import add_indicator, record_value
from journal.services import SYSTEM
from tests.factories import YEAR
from units.models import SchoolForm
from units.years import SchoolYear


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def result(key, grade="", forms=(SchoolForm.COMPULSORY,), comparison="result", municipality=None) -> Indicator:
    made = add_indicator(
        key=key,
        title=key,
        short_title=key.capitalize(),
        measure="percent",
        source="Provet",
        forms=forms,
        municipality=municipality,
        by=SYSTEM,
    )
    made.grade, made.comparison = grade, comparison
    made.save()
    return made


@pytest.fixture
def steps(db):
    return {
        "reading": result("reading", forms=[SchoolForm.PRESCHOOL]),
        "swedish": result("swedish", "3"),
        "maths": result("maths", "6"),
        "all": result("all", "9"),
    }


def record(node, indicator, year, raw, people=80):
    record_value(
        node=node,
        indicator=indicator,
        school_year=SchoolYear(year),
        raw=raw,
        denominator=people,
        source="Provet",
        by=SYSTEM,
    )


def follow(node, steps):
    """Those born in 2009 at three steps, and the latest of every step."""
    for key, year, raw in (
        ("reading", 2021, "66"),
        ("reading", 2025, "78"),
        ("swedish", 2018, "71"),
        ("swedish", 2025, "73"),
        ("maths", 2021, "84"),
        ("maths", 2025, "85"),
        ("all", 2024, "72"),
    ):
        record(node, steps[key], year, raw)


def thread(*places, audience=Audience.PUBLIC):
    return thread_of(places, until=YEAR, audience=audience)


@pytest.mark.parametrize(
    ("grade", "year", "expected"),
    [(9, 2024, 2009), (6, 2021, 2009), (3, 2018, 2009), (0, 2021, 2016), (1, 2027, 2020), (3, 2028, 2020), (10, 2034, 2019)],
)
def test_when_the_pupils_of_a_grade_were_born(grade, year, expected):
    assert born(grade, SchoolYear(year)) == expected


def test_the_steps_follow_from_the_grades_of_the_indicators(cast, steps):
    follow(cast.municipality, steps)
    ten = result("ten", "10")
    record(cast.municipality, ten, 2025, "80")
    found = thread(cast.municipality)
    assert [(step.grade, step.main.key, step.main.latest) for step in found.steps] == [
        (0, "reading", 2025),
        (3, "swedish", 2025),
        (6, "maths", 2025),
        (9, "all", 2024),
        (10, "ten", 2025),
    ]


def test_surveys_conditions_and_measures_of_several_grades_are_no_steps(cast, steps):
    for made in (result("calm", "5", comparison="safety"), result("teachers", "", comparison="condition"), result("wide", "")):
        record(cast.municipality, made, 2025, "80")
    assert thread(cast.municipality).steps == ()


def test_the_same_children_are_followed_from_step_to_step(cast, steps):
    follow(cast.municipality, steps)
    drawn = draw_thread(thread(cast.municipality))
    assert [(stop.stage, stop.year, stop.cohort, stop.told[0].value) for stop in drawn.stops] == [
        ("Pre-school", "2025/26", "born 2020–2024", "78\u00a0%"),
        ("Grade 3", "2025/26", "born 2016", "73\u00a0%"),
        ("Grade 6", "2025/26", "born 2013", "85\u00a0%"),
        ("Grade 9", "2024/25", "born 2009", "72\u00a0%"),
    ]
    assert [(stop.same, [told.value for told in stop.same_told]) for stop in drawn.stops] == [
        ("", []),
        ("Their last year in pre-school, 2021/22. Reading:", ["66\u00a0%"]),
        ("", []),
        ("The same pupils 2021/22. Maths:", ["84\u00a0%"]),
    ]
    assert [(row.born, [cell.year if cell else "" for cell in row.cells]) for row in drawn.rows] == [
        ("2009", ["", "2018/19", "2021/22", "2024/25"]),
        ("2016", ["2021/22", "2025/26", "", ""]),
    ]
    assert drawn.sentence == (
        "The children born in 2009 can be followed furthest: grade 3 in 2018/19, grade 6 in 2021/22, grade 9 in 2024/25. "
        "Each step measures something of its own."
    )


def test_an_areas_units_are_told_one_by_one_in_the_order_of_the_alphabet(cast, steps):
    record(cast.other_unit, steps["swedish"], 2025, "90")
    record(cast.unit, steps["swedish"], 2025, "60")
    [stop] = draw_thread(thread(cast.other_unit, cast.unit)).stops
    assert [(told.name, told.value) for told in stop.told] == [("Almskolan", "60\u00a0%"), ("Björkskolan", "90\u00a0%")]


def test_what_is_masked_stands_nowhere_on_the_thread(cast, steps):
    record(cast.unit, steps["swedish"], 2025, "62,5", 8)
    record(cast.unit, steps["maths"], 2025, "70", 80)
    record(cast.unit, steps["swedish"], 2022, "37,5", 8)
    drawn = draw_thread(thread(cast.unit))
    assert [stop.told[0].value for stop in drawn.stops] == ["..", "70\u00a0%"]
    assert [told.value for told in drawn.stops[1].same_told] == [".."]
    assert not any(secret in repr(drawn) for secret in ("62", "63", "37", "38", "8 pupils", "5 of 8", "3 of 8"))
    inside = draw_thread(thread(cast.unit, audience=Audience.INSIDE))
    assert inside.stops[0].told[0].people == "5 of 8 pupils"


def test_another_municipalitys_own_measure_is_no_step_here(cast, steps):
    theirs = result("theirs", "6", municipality=cast.elsewhere)
    record(cast.foreign_unit, theirs, 2025, "70")
    record(cast.unit, steps["swedish"], 2025, "60")
    assert [step.main.key for step in thread(cast.unit).steps] == ["swedish"]


def test_nothing_to_tell(cast):
    drawn = draw_thread(thread(cast.municipality))
    assert (drawn.stops, drawn.rows) == ((), ())
    assert drawn.sentence == "No children can be followed from one step to the next yet."


def test_as_many_queries_for_three_places_as_for_one(cast, steps):
    def asked(*places):
        with CaptureQueriesContext(connection) as captured:
            assert len(thread(*places).steps) == 4
        return len(captured)

    for place in (cast.unit, cast.other_unit, cast.preschool):
        follow(place, steps)
    assert (asked(cast.unit), asked(cast.unit, cast.other_unit, cast.preschool)) == (4, 4)
