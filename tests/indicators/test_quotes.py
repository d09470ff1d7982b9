"""Figures that a text points to: as they were, as they are now, and to whom."""

import datetime as dt

import pytest

from indicators import services
from indicators.masking import Audience
from indicators.models import ImportRun, Indicator, Placement, Value
from indicators.queries import is_quotable, quoted, successor_of
from indicators.services import storing
from indicators.services.storing import Incoming
from indicators.sources.cells import read_cell
from journal.services import SYSTEM
from tests.factories import LAST_YEAR, YEAR
from units.models import MunicipalitySettings

FETCHED = dt.date(2026, 5, 4)
LATER = dt.date(2026, 9, 3)


@pytest.fixture
def indicator(cast):
    return services.add_indicator(
        key="gr9-vocational",
        title="Andel (%) elever behöriga till yrkesprogram",
        short_title="Behöriga till yrkesprogram",
        measure=Indicator.Measure.PERCENT,
        decimals=1,
        source="Skolverket",
        by=SYSTEM,
    )


@pytest.fixture
def publish(cast, indicator):
    """A figure of the unit as published; what held before is superseded."""

    def act(raw, people, *, node=None, on=FETCHED, year=YEAR):
        return services.record_value(
            node=node or cast.unit,
            indicator=indicator,
            school_year=year,
            raw=raw,
            denominator=people,
            source="Skolverket",
            fetched_on=on,
            by=SYSTEM,
        )

    return act


def quote(value, audience=Audience.INSIDE):
    return quoted([value.pk], audience=audience)[value.pk]


def plain(text):
    """With spaces that break, as a person would type it."""
    return text.replace("\u00a0", " ")


def test_a_figure_is_quoted_with_its_measure_year_and_pupils(publish):
    quoted_one = quote(publish("75,2", 125))
    assert plain(quoted_one.words) == "Behöriga till yrkesprogram 2025/26: 75,2 % (125 elever)"
    assert (quoted_one.holds, quoted_one.now, quoted_one.note) == (True, None, "")


def test_it_goes_under_the_title_the_municipality_has_given_it(cast, indicator, publish):
    Placement.objects.create(municipality=cast.municipality, indicator=indicator, short_title="Yrkesbehörighet")
    assert quote(publish("75,2", 125)).label == "Yrkesbehörighet"


def test_a_figure_that_its_publisher_has_changed_keeps_what_was_quoted_and_says_what_holds(publish):
    before = publish("75,2", 125)
    after = publish("76,0", 125, on=LATER)
    found = quote(before)
    assert (plain(found.shown.text), plain(found.now.shown.text), found.now.value_id) == ("75,2 %", "76,0 %", after.pk)
    assert (found.holds, found.withdrawn, found.now.fetched_on) == (False, False, LATER)
    assert successor_of(before.pk) == after.pk
    assert successor_of(after.pk) is None


def test_a_changed_figure_leads_to_the_one_that_holds_however_many_lie_between(publish):
    first, _second, third = publish("75,2", 125), publish("76,0", 125), publish("77,6", 125)
    assert quote(first).now.value_id == third.pk
    assert successor_of(first.pk) == third.pk


def read_in(cast, indicator, raw):
    """A figure of the unit that a run brought."""
    run = ImportRun.objects.create(
        node=cast.municipality, file_name="fil.csv", uploaded_at=dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    )
    figure = Incoming(cast.unit.pk, indicator.pk, YEAR, read_cell(raw, indicator.measure), "Skolverket", denominator=125)
    storing.store([figure], municipality=cast.municipality, fetched_on=FETCHED, run=run)
    return run, Value.objects.get(run=run)


def test_an_undone_import_takes_the_figure_with_it(cast, indicator):
    run, value = read_in(cast, indicator, "75,2")
    storing.withdraw(run)
    found = quote(value)
    assert (found.holds, found.withdrawn, found.now) == (False, True, None)
    assert plain(found.shown.text) == "75,2 %"
    assert found.note != ""
    assert successor_of(value.pk) is None


def test_an_undone_import_brings_back_what_held_before(cast, indicator, publish):
    before = publish("74,4", 125)
    run, value = read_in(cast, indicator, "75,2")
    assert quote(before).now.value_id == value.pk
    storing.withdraw(run)
    assert (quote(value).withdrawn, quote(value).now.value_id) == (True, before.pk)
    assert quote(before).holds


@pytest.mark.parametrize(("audience", "text"), [(Audience.INSIDE, "71,4 %"), (Audience.PUBLIC, "..")])
def test_the_reader_sees_what_the_limits_of_the_day_let_them(publish, audience, text):
    assert plain(quote(publish("71,4", 7), audience).shown.text) == text


def test_a_municipality_that_raises_its_limit_hides_what_was_quoted_before(cast, publish):
    value = publish("71,4", 7)
    MunicipalitySettings.objects.update_or_create(
        municipality=cast.municipality, defaults={"masked_below_inside": 10, "masked_below_public": 10}
    )
    assert quote(value).shown.text == ".."


@pytest.mark.parametrize(("audience", "withheld"), [(Audience.INSIDE, "withheld_inside"), (Audience.PUBLIC, "withheld_public")])
def test_a_withheld_figure_is_withheld_where_it_is_quoted_too(publish, audience, withheld):
    value = publish("75,2", 125)
    Value.objects.filter(pk=value.pk).update(**{withheld: True})
    assert {each: quote(value, each).shown.masked for each in Audience} == {each: each is audience for each in Audience}


def test_a_former_figure_is_shown_no_more_openly_than_the_one_that_holds(publish):
    before = publish("83,3", 12)
    publish("71,4", 7)
    found = quote(before, Audience.PUBLIC)
    assert (found.shown.text, found.shown.number, found.shown.people, found.now.shown.text) == ("..", None, "", "..")
    assert "83" not in found.words + found.note
    assert "71" not in found.words + found.note


def test_a_figure_that_has_grown_large_enough_does_not_open_the_former_one(publish):
    before = publish("71,4", 7)
    publish("83,3", 12)
    found = quote(before, Audience.PUBLIC)
    assert found.shown.text == ".."
    assert "71" not in found.words + found.note


@pytest.mark.parametrize("figures", [1, 3])
def test_many_figures_take_the_queries_of_one(publish, django_assert_num_queries, figures):
    years = [YEAR, LAST_YEAR, LAST_YEAR.previous][:figures]
    before = [publish("75,2", 125, year=year) for year in years]
    for year in years:
        publish("76,0", 125, year=year)
    with django_assert_num_queries(2):
        assert len(quoted([value.pk for value in before], audience=Audience.INSIDE)) == figures


def test_only_what_holds_at_the_node_itself_in_a_measure_in_use_can_be_pointed_to(cast, indicator, publish):
    former, own = publish("75,2", 125), publish("76,0", 125)
    other = publish("80,0", 125, node=cast.other_unit)
    above = publish("81,0", 900, node=cast.municipality)
    foreign = publish("82,0", 125, node=cast.foreign_unit)
    values = (own, former, other, above, foreign)
    assert [is_quotable(value.pk, node=cast.unit) for value in values] == [True, False, False, False, False]
    Placement.objects.create(municipality=cast.municipality, indicator=indicator, in_use=False)
    assert is_quotable(own.pk, node=cast.unit) is False


def test_nothing_to_quote_asks_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert quoted([], audience=Audience.PUBLIC) == {}
