"""Figures beside what holds: revisions, and the way back."""

import datetime as dt

import pytest

from indicators.models import ImportRun, Value
from indicators.queries import fetched_since
from indicators.queries.previews import CHANGED, NEW, TWICE, UNCHANGED
from indicators.services import record_value
from indicators.services.storing import Incoming, compare, store, withdraw
from indicators.sources.cells import read_cell
from journal.services import SYSTEM
from schoolplan.kit import clock
from tests.factories import LAST_YEAR

SPRING, SUMMER, AUTUMN = dt.date(2026, 3, 1), dt.date(2026, 6, 1), dt.date(2026, 9, 1)


@pytest.fixture
def a_run(cast):
    """A new import of the cast's municipality."""
    return lambda: ImportRun.objects.create(node=cast.municipality, file_name="x.csv", uploaded_at=clock.now())


@pytest.fixture
def bring(cast, vocational, a_run):
    """Store figures in a run of their own: pairs of raw text and sex, of the unit's last year."""

    def bring(*raws, day=SPRING, sexes=("all",)):
        run = a_run()
        figures = [
            Incoming(cast.unit.pk, vocational.pk, LAST_YEAR, read_cell(raw, "percent"), "Skolverket", sex)
            for raw, sex in zip(raws, sexes * len(raws), strict=False)
        ]
        return run, store(figures, municipality=cast.municipality, fetched_on=day, run=run)

    return bring


def history():
    """Raw text, whether it holds and whether it is undone, of each revision in order."""
    return list(Value.objects.order_by("sex", "revision").values_list("raw", "current", "withdrawn"))


def test_new_then_as_before_then_changed(bring):
    outcomes = [bring(raw)[1].counts for raw in ("80", "80", "81", "..")]
    assert [dict(counts) for counts in outcomes] == [{NEW: 1}, {UNCHANGED: 1}, {CHANGED: 1}, {CHANGED: 1}]
    assert history() == [("80", False, False), ("81", False, False), ("..", True, False)]


def test_the_former_value_is_named(bring):
    bring("80")
    held = Value.objects.get()
    _run, outcome = bring("81")
    assert outcome.former == {0: held.pk}


def test_girls_and_boys_are_figures_of_their_own(bring):
    bring("80", "70", "90", sexes=("all", "girls", "boys"))
    _run, outcome = bring("80", "71", "90", sexes=("all", "girls", "boys"))
    assert (dict(outcome.counts), outcome.fates) == ({UNCHANGED: 2, CHANGED: 1}, {0: UNCHANGED, 1: CHANGED, 2: UNCHANGED})


def test_the_same_figure_twice_counts_once(bring):
    _run, outcome = bring("80", "81")
    assert (outcome.twice, outcome.fates, history()) == ((1,), {1: TWICE}, [("80", True, False)])


def test_comparing_writes_nothing(cast, vocational, bring):
    bring("80")
    figure = Incoming(cast.unit.pk, vocational.pk, LAST_YEAR, read_cell("81"), "Skolverket")
    assert dict(compare([figure]).counts) == {CHANGED: 1}
    assert history() == [("80", True, False)]


def test_undoing_brings_back_what_held(bring):
    bring("80")
    run, _outcome = bring("81")
    withdraw(run)
    assert history() == [("80", True, False), ("81", False, True)]


def test_undoing_the_first_leaves_nothing(bring):
    run, _outcome = bring("80")
    withdraw(run)
    assert (history(), Value.objects.current().count()) == ([("80", False, True)], 0)


def test_what_a_later_import_changed_stays_changed(bring):
    first, _outcome = bring("80")
    bring("81")
    withdraw(first)
    assert history() == [("80", False, True), ("81", True, False)]


def test_three_imports_undone_in_any_order(bring):
    first, second, third = (bring(raw)[0] for raw in ("80", "81", "82"))
    withdraw(second)
    assert history() == [("80", False, False), ("81", False, True), ("82", True, False)]
    withdraw(third)
    assert history() == [("80", True, False), ("81", False, True), ("82", False, True)]
    withdraw(first)
    assert history() == [("80", False, True), ("81", False, True), ("82", False, True)]


def test_after_undoing_the_same_figures_are_new_again(bring):
    run, _outcome = bring("80")
    withdraw(run)
    _again, outcome = bring("80")
    assert (dict(outcome.counts), history()) == ({NEW: 1}, [("80", False, True), ("80", True, False)])
    assert list(Value.objects.order_by("revision").values_list("revision", flat=True)) == [1, 2]


def test_undoing_touches_no_other_figure(cast, vocational, bring):
    others = {"indicator": vocational, "school_year": LAST_YEAR, "denominator": 40, "source": "x", "by": SYSTEM}
    kept = record_value(node=cast.other_unit, raw="50", **others)
    earlier = record_value(node=cast.unit, raw="60", **(others | {"school_year": LAST_YEAR.previous}))
    run, _outcome = bring("80")
    withdraw(run)
    assert set(Value.objects.current()) == {kept, earlier}


def test_a_changed_figure_is_news_and_an_undone_one_is_not(cast, bring):
    news = {(cast.unit.pk, "vocational", LAST_YEAR)}
    bring("80", day=SPRING)
    assert fetched_since([cast.unit], SUMMER) == set()
    run, _outcome = bring("81", day=AUTUMN)
    assert fetched_since([cast.unit], SUMMER) == news
    withdraw(run)
    assert fetched_since([cast.unit], SUMMER) == set()


def test_a_word_every_few_thousand(cast, vocational, monkeypatch):
    monkeypatch.setattr("indicators.services.storing.A_STEP", 10)
    heard = []
    cell = read_cell("80")
    figures = (Incoming(cast.unit.pk, vocational.pk, LAST_YEAR - back, cell, "x") for back in range(25))
    store(figures, municipality=cast.municipality, fetched_on=SPRING, tell=heard.append)
    assert heard == [0, 10, 20]
