"""Ways around masking: undone counts, counts by sex, expected values, what gives a figure its meaning, two at once."""

from dataclasses import replace

import pytest
from django.db import connection

from indicators.masking import Audience, Limits
from indicators.models import ImportRun, Indicator, Value
from indicators.queries import figures_of, quoted
from indicators.services import add_indicator, library, record_value
from indicators.services.library import Own
from indicators.services.limits import change_limits
from indicators.services.storing import withdraw
from journal.services import SYSTEM
from schoolplan.kit import clock
from tests.factories import YEAR


def put(node, indicator, raw, *, sex="all", denominator=None):
    return record_value(
        node=node, indicator=indicator, school_year=YEAR, raw=raw, sex=sex, denominator=denominator, source="S", by=SYSTEM
    )


def shown(node, indicator, *, sex="points", audience=Audience.PUBLIC):
    figure = next(one for one in figures_of(node, until=YEAR, audience=audience) if one.key == indicator.key)
    return [point.shown.text for point in getattr(figure, sex)]


def test_a_quoted_figure_whose_import_is_undone_is_as_hidden_as_it_was(cast, pupils, merit):
    count, value = put(cast.unit, pupils, "7"), put(cast.unit, merit, "201,1")
    assert quoted([value.pk], audience=Audience.PUBLIC)[value.pk].shown.text == ".."
    run = ImportRun.objects.create(node=cast.municipality, file_name="f", uploaded_at=clock.now())
    Value.objects.filter(pk__in=[count.pk, value.pk]).update(run=run)
    withdraw(run)
    quote = quoted([value.pk], audience=Audience.PUBLIC)[value.pk]
    assert (quote.shown.text, quote.withdrawn) == ("..", True)


def test_girls_are_as_many_as_the_girls_are(cast, pupils, merit):
    for sex, count, value in (("all", "30", "210,0"), ("girls", "4", "180,0"), ("boys", "26", "214,6")):
        put(cast.unit, pupils, count, sex=sex)
        put(cast.unit, merit, value, sex=sex)
    assert (shown(cast.unit, merit), shown(cast.unit, merit, sex="girls"), shown(cast.unit, merit, sex="boys")) == (
        ["210,0"],
        [".."],
        [".."],
    )


def test_what_rests_on_a_withheld_number_of_girls_is_withheld(cast, pupils, vocational):
    Indicator.objects.filter(pk=vocational.pk).update(counted_by=pupils)
    for sex, count in (("all", "30"), ("girls", "23"), ("boys", "7")):
        put(cast.unit, pupils, count, sex=sex)
    put(cast.unit, vocational, "69,6", sex="girls", denominator=23)
    put(cast.unit, vocational, "80", denominator=30)
    assert shown(cast.unit, vocational, sex="girls") == [".."]


@pytest.fixture
def expected(cast, merit):
    expected = add_indicator(key="u15415", title="T", short_title="Förväntat", measure="points", source="Kolada", by=SYSTEM)
    deviation = add_indicator(key="u15416", title="T", short_title="Avvikelse", measure="difference", source="Kolada", by=SYSTEM)
    Indicator.objects.filter(pk=merit.pk).update(expected=expected)
    return expected, deviation


def test_a_hidden_figure_is_not_its_expected_value_and_the_difference(cast, pupils, merit, expected):
    put(cast.unit, expected[0], "220"), put(cast.unit, expected[1], "-5")
    put(cast.unit, merit, "215"), put(cast.unit, pupils, "7")
    assert Value.objects.filter(withheld_public=True).values_list("indicator__key", flat=True).get() == "u15415"
    assert [shown(cast.unit, one) for one in (merit, expected[1])] == [[".."], ["−5"]]
    put(cast.unit, pupils, "40")
    assert not Value.objects.filter(withheld_public=True).exists()


def test_what_is_expected_of_a_withheld_figure_is_withheld(cast, pupils, merit, expected):
    put(cast.unit, pupils, "7"), put(cast.other_unit, pupils, "50"), put(cast.municipality, pupils, "57")
    put(cast.other_unit, merit, "215"), put(cast.other_unit, expected[0], "220"), put(cast.other_unit, expected[1], "-5")
    assert Value.objects.get(node=cast.other_unit, indicator=expected[0]).withheld_public


def test_an_own_indicator_that_gets_a_total_from_another_publisher_is_decided_anew(cast):
    national = add_indicator(key="n15000", title="T", short_title="T", measure="count", source="Kolada", by=SYSTEM)
    own = Own(title="T", short_title="Barn", source="S", measure="count")
    indicator = library.add_own(municipality=cast.municipality, own=own, by=cast.administrator)
    put(cast.unit, indicator, "7"), put(cast.other_unit, indicator, "50"), put(cast.municipality, national, "57")
    assert shown(cast.other_unit, indicator) == ["50"]
    library.edit_own(indicator=indicator, own=replace(own, counterpart=national), by=cast.administrator)
    assert (shown(cast.other_unit, indicator), shown(cast.municipality, national)) == ([".."], [".."])
    library.edit_own(indicator=indicator, own=own, by=cast.administrator)
    assert (shown(cast.other_unit, indicator), shown(cast.municipality, national)) == (["50"], ["57"])


def test_nobody_writes_figures_while_limits_change(cast):
    """An import that began before would otherwise decide by the former limits, of figures that the change has not seen."""
    change_limits(municipality=cast.municipality, limits=Limits(inside=6), by=cast.administrator)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mode FROM pg_locks WHERE relation = 'indicators_value'::regclass AND mode LIKE 'Share%Row%'")
        assert cursor.fetchall() == [("ShareRowExclusiveLock",)]
