"""From everything that a reader is shown, no masked figure can be computed.

The suite tries some hundred invented municipalities. ``MASKING_EXAMPLES=10000 python -m pytest tests/indicators/masking`` tries
ten thousand, which takes some six minutes.
"""

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from indicators.masking import Limits
from indicators.masking.complement import withhold
from indicators.models import Marker
from tests.indicators.masking.towns import Town, towns

EXAMPLES = int(os.environ.get("MASKING_EXAMPLES", "500"))

thorough = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@thorough
@given(towns())
def test_no_reader_can_compute_a_masked_figure(town):
    check(town)


def check(town):
    assert list(town.computed()) == []
    assert list(town.too_few_together()) == []
    assert town.withheld.inside <= town.withheld.public


def a_town(parents, people, reached=None, measure="count", inside=3, public=5, **more):
    people = {(unit, sex): n for unit, both in people.items() for sex, n in zip(("girls", "boys"), both, strict=True)}
    reached = reached or dict.fromkeys(people, 0)
    return Town(parents, people, reached, measure, Limits(inside, public), **more)


FLAT = {1: None, 200: 1, 201: 1, 202: 1}
WITH_AREA = {1: None, 10: 1, 100: 10, 101: 10, 200: 1}

# municipalities in which an earlier version gave something away
NAMED = {
    "the rektor of one of two subtracts the own unit": a_town(
        {1: None, 10: 1, 100: 10, 200: 1}, {100: (0, 3), 200: (0, 4)}, public=4
    ),
    "girls of two units of which a third has none": a_town(
        FLAT, {200: (0, 1), 201: (1, 2), 202: (3, 0)}, measure="points", public=3
    ),
    "nobody reached the goal anywhere": a_town(WITH_AREA, {100: (2, 2), 101: (20, 20), 200: (20, 20)}, measure="percent"),
    "a rektor for whom nobody says how many of the girls are the unit's own": a_town(
        WITH_AREA,
        {100: (0, 3), 101: (3, 2), 200: (0, 0)},
        measure="percent",
        public=3,
        own=True,
        silent=frozenset((unit, sex) for unit in (100, 101) for sex in ("girls", "boys")),
    ),
    "all of a unit whose girls are masked, nobody says how many": a_town(
        {1: None, 10: 1, 100: 10, 101: 10},
        {100: (1, 6), 101: (3, 0)},
        {(100, "girls"): 0, (100, "boys"): 1, (101, "girls"): 3, (101, "boys"): 0},
        "percent",
        public=3,
        markers=dict.fromkeys(((100, "girls"), (100, "boys"), (101, "girls")), Marker.MASKED),
        untold=frozenset({(100, "girls"), (100, "boys"), (101, "girls")}),
        silent=frozenset((10, sex) for sex in ("all", "girls", "boys")),
    ),
    "both sexes of a place where all reached the goal": a_town(
        {1: None, 200: 1},
        {200: (1, 9)},
        {(200, "girls"): 1, (200, "boys"): 9},
        "percent",
        public=3,
        markers=dict.fromkeys([(place, sex) for place in (1, 200) for sex in ("girls", "boys")], Marker.MASKED),
        untold=frozenset((place, sex) for place in (1, 200) for sex in ("girls", "boys")),
    ),
    "girls of a unit without boys, and of one where both are masked": a_town(
        {1: None, 10: 1, 100: 10, 101: 10, 11: 1, 110: 11, 111: 11, 200: 1},
        {100: (0, 0), 101: (1, 10), 110: (4, 3), 111: (6, 0), 200: (0, 10)},
        {
            **dict.fromkeys([(unit, sex) for unit in (100, 101, 110, 111, 200) for sex in ("girls", "boys")], 0),
            (110, "boys"): 2,
            (111, "girls"): 1,
            (200, "boys"): 1,
        },
        "percent",
        public=3,
        markers=dict.fromkeys([(110, "girls"), (110, "boys"), (111, "girls")], Marker.MASKED),
    ),
    "nearly all of a group of unknown size": a_town(
        WITH_AREA,
        {100: (0, 1), 101: (11, 7), 200: (11, 3)},
        {(100, "girls"): 0, (100, "boys"): 1, (101, "girls"): 6, (101, "boys"): 7, (200, "girls"): 11, (200, "boys"): 1},
        "percent",
        markers={(1, "boys"): Marker.NEARLY_ALL, (101, "boys"): Marker.MASKED},
        untold=frozenset({(1, "boys"), (101, "boys")}),
    ),
}


@pytest.mark.parametrize("town", NAMED.values(), ids=NAMED)
def test_what_once_gave_something_away(town):
    assert town.withheld.public
    check(town)


def hidden(town, audience="public"):
    """What is withheld of all, by place."""
    return {place for place, sex in getattr(town.withheld, audience) if sex == "all"}


NO_SEXES = frozenset((place, sex) for place in (*WITH_AREA, *FLAT) for sex in ("girls", "boys"))


def test_the_smallest_shown_part_is_withheld_beside_a_masked_one_and_one_more_for_its_own_rektor():
    """With one more hidden than the masked one, those inside there would subtract what they read and have the masked one."""
    town = a_town(FLAT, {200: (2, 1), 201: (20, 0), 202: (9, 0)}, silent=NO_SEXES)
    assert (hidden(town), hidden(town, "inside")) == ({201, 202}, set())


def test_nothing_is_withheld_where_nothing_is_masked():
    assert not a_town(FLAT, {200: (20, 21), 201: (20, 9), 202: (9, 20)}).withheld


def test_where_all_reach_the_goal_the_total_is_withheld():
    town = a_town(
        FLAT, {200: (2, 1), 201: (20, 0), 202: (9, 0)}, {(u, s): n for (u, s), n in zip(
            [(u, s) for u in (200, 201, 202) for s in ("girls", "boys")], [2, 1, 20, 0, 9, 0], strict=True)},
        "percent", silent=NO_SEXES,
    )  # fmt: skip
    assert 1 in hidden(town)


def test_schools_that_others_run_hide_what_is_not_told_of_them():
    """A total of many more pupils than its units have says nothing of a masked unit."""
    table = a_town({1: None, 200: 1, 201: 1}, {200: (2, 1), 201: (20, 20)}, silent=NO_SEXES).table
    cells = dict(table.cells)
    cells[1, "all"] = replace(cells[1, "all"], amount=400, people=400)
    assert not withhold(replace(table, cells=cells))
    assert withhold(table)


def test_sums_of_unknown_sizes_never_hide_exactly_one():
    table = a_town(FLAT, {200: (2, 1), 201: (20, 0), 202: (9, 0)}, measure="points", silent=NO_SEXES).table
    cells = {key: replace(cell, people=None, amount=None) for key, cell in table.cells.items()}
    assert {place for place, _sex in withhold(replace(table, cells=cells)).public} == {201, 202}
