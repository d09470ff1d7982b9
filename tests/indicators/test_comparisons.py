"""What a figure is compared with: by its kind, from whichever publisher has it, and never computed."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from indicators.charts import compared_with, trend
from indicators.masking import Audience
from indicators.models import Indicator, PeerGroup, Placement, SeriesBreak, Value
from indicators.queries import Against, figures_of, figures_of_many
from indicators.services import add_indicator, record_value
from journal.services import SYSTEM
from tests.factories import YEAR
from units.services import add_elsewhere


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def country(db):
    return add_elsewhere(name="Riket", code="0000", by=SYSTEM)


@pytest.fixture
def peers(cast):
    """Four similar municipalities of this year, and another that was similar the year before."""
    found = [add_elsewhere(name=f"Lik {number}", code=f"800{number}", by=SYSTEM) for number in range(5)]
    for year, members in ((2024, found[4:]), (2025, found[:4])):
        group = PeerGroup.objects.create(
            municipality=cast.municipality, official_id=f"G{year}", title="Liknande kommuner", year=year
        )
        group.members.set(members)
    return found


@pytest.fixture
def kolada(vocational):
    """The same measure for municipalities, from another publisher."""
    other = add_indicator(
        key="n15436", title="Behöriga", short_title="Behöriga", measure="percent", source="Kolada", decimals=1, by=SYSTEM
    )
    vocational.counterpart = other
    vocational.save()
    return other


def put(node, indicator, *raws, sex=Value.Sex.ALL, people=60, source="Skolverket"):
    for year, raw in zip(range(YEAR + 1 - len(raws), YEAR + 1), raws, strict=True):
        marker = {"..": "masked", "~100": "nearly_all"}.get(raw, "")
        Value.objects.create(
            node=node,
            indicator=indicator,
            school_year=year,
            sex=sex,
            number=None if marker else Decimal(raw),
            marker=marker,
            raw=raw,
            denominator=people,
            source=source,
            fetched_on=YEAR.starts,
        )


def figure(cast, audience=Audience.INSIDE, node=None):
    return figures_of(node or cast.unit, until=YEAR, audience=audience)[0]


def beside(figure):
    return {str(series.against): [point.shown.text for point in series.points] for series in figure.beside}


def everybody(cast, country, kolada, vocational):
    put(cast.unit, vocational, "84", "86")
    for node, raw in ((cast.municipality, "80"), (country, "85"), (cast.foreign_unit, "12")):
        put(node, kolada, raw, people=None, source="Kolada")


@pytest.mark.parametrize(
    ("kind", "compared"),
    [
        ("result", {"country": ["85.0\u00a0%"]}),
        ("condition", {"municipality": ["80.0\u00a0%"], "country": ["85.0\u00a0%"]}),
        ("safety", {"country": ["85.0\u00a0%"], "municipality": ["80.0\u00a0%"]}),
        ("expected", {"municipality": ["80.0\u00a0%"]}),  # no expected value is published: the municipality's instead
    ],
)
def test_its_kind_says_whom_it_is_compared_with(cast, country, kolada, vocational, kind, compared):
    everybody(cast, country, kolada, vocational)
    Indicator.objects.update(comparison=kind)
    shown = figure(cast)
    assert (beside(shown), list(beside(shown))) == (compared, list(compared))
    assert {series.source for series in shown.beside} == {"Kolada"}


def test_its_own_published_values_weigh_more_than_another_publishers(cast, country, kolada, vocational):
    everybody(cast, country, kolada, vocational)
    put(country, vocational, "85.5")
    assert beside(figure(cast)) == {"country": ["85.5\u00a0%"]}


def test_similar_municipalities_are_those_of_the_latest_group_and_are_never_averaged(cast, peers, kolada, vocational):
    put(cast.unit, vocational, "86")
    for node, raw in zip(peers, ("79", "91", "83", "90", "10"), strict=True):
        put(node, kolada, raw, people=None, source="Kolada")
    (spread,) = figure(cast).similar
    assert (spread.low.text, spread.middle.text, spread.high.text, spread.count) == (
        "79.0\u00a0%",
        "83.0\u00a0%",
        "91.0\u00a0%",
        4,
    )
    drawn = trend(figure(cast))
    assert [end.text for end in drawn.ends] == ["The unit 86.0\u00a0%", "Similar 79.0–91.0"]
    assert ("Kolada" in drawn.compared_origin, "worked up" in drawn.compared_origin) == (False, True)


def test_two_similar_municipalities_say_nothing(cast, peers, kolada, vocational):
    put(cast.unit, vocational, "86")
    for node, raw in zip(peers[:4], ("79", "91", "..", "~100"), strict=True):
        put(node, kolada, raw, people=None)
    assert figure(cast).similar == ()


def test_the_expected_value_stands_beside_and_not_for_itself(cast, vocational):
    expected = add_indicator(
        key="salsa", title="Modellberäknat", short_title="Väntat", measure="percent", source="Skolverket", decimals=1, by=SYSTEM
    )
    vocational.expected, vocational.comparison = expected, "expected"
    vocational.save()
    put(cast.unit, vocational, "84", "86")
    put(cast.unit, expected, "80", "82")
    (shown,) = figures_of(cast.unit, until=YEAR, audience=Audience.INSIDE)
    assert (shown.key, beside(shown)) == ("vocational", {"expected": ["80.0\u00a0%", "82.0\u00a0%"]})
    assert "Compared with what is expected (82.0\u00a0%): 4 percentage points higher." in shown.sentence
    assert compared_with(shown) == ["Expected 82.0\u00a0%."]


def test_girls_and_boys(cast, vocational):
    put(cast.unit, vocational, "86", people=60)
    put(cast.unit, vocational, "90", sex=Value.Sex.GIRLS, people=30)
    put(cast.unit, vocational, "82", sex=Value.Sex.BOYS, people=30)
    shown = figure(cast)
    assert ([p.shown.text for p in shown.girls], [p.shown.text for p in shown.boys]) == (["90.0\u00a0%"], ["82.0\u00a0%"])
    assert [end.text for end in trend(shown).ends if end.kind == "sex"] == ["Girls 90.0", "Boys 82.0"]


def test_few_girls_are_hidden_in_drawing_label_and_table(cast, vocational):
    put(cast.unit, vocational, "86", people=60)
    put(cast.unit, vocational, "71.4", sex=Value.Sex.GIRLS, people=7)
    put(cast.unit, vocational, "87.9", sex=Value.Sex.BOYS, people=53)
    Value.objects.filter(sex="boys").update(withheld_public=True)
    drawn = repr(trend(figure(cast, Audience.PUBLIC)))
    assert [secret for secret in ("71.4", "87.9", "7 pupils", "53") if secret in drawn] == []
    assert trend(figure(cast, Audience.PUBLIC)).rows[0].cells[-2:] == ("..", "..")


def test_a_break_stops_line_and_comparison(cast, vocational):
    SeriesBreak.objects.create(indicator=vocational, school_year=YEAR, reason="åk 9 blev åk 8.")
    put(cast.unit, vocational, "80", "84", "62")
    shown = figure(cast)
    assert shown.sentence == "62.0\u00a0% 2025/26. It can not be compared with earlier years: åk 9 blev åk 8."
    drawn = trend(shown)
    assert (shown.previous, drawn.line.path.count("M"), len(drawn.breaks)) == (None, 2, 1)
    assert drawn.notes == ("Can not be compared with years before 2025/26: åk 9 blev åk 8.",)


def test_as_the_municipality_has_placed_it(cast, vocational, merit):
    put(cast.unit, vocational, "86")
    put(cast.unit, merit, "214")
    own = {"municipality": cast.municipality, "short_title": "Vår titel", "area_keys": ["safety"]}
    Placement.objects.create(indicator=vocational, **own)
    Placement.objects.create(indicator=merit, in_use=False, **own)
    Placement.objects.create(indicator=vocational, municipality=cast.elsewhere, in_use=False)
    found = figures_of(cast.unit, until=YEAR, audience=Audience.INSIDE)
    assert [(one.key, one.short_title, one.area_keys) for one in found] == [("vocational", "Vår titel", ("safety",))]


def test_another_municipalitys_own_indicator_is_not_read_here(cast, vocational):
    own = add_indicator(
        key="theirs",
        title="Deras",
        short_title="Deras",
        measure="percent",
        source="Annanby",
        municipality=cast.elsewhere,
        by=SYSTEM,
    )
    put(cast.unit, own, "50")
    put(cast.unit, vocational, "86")
    assert [one.key for one in figures_of(cast.unit, until=YEAR, audience=Audience.INSIDE)] == ["vocational"]


def test_areas_and_municipalities_have_figures_of_their_own(cast, country, kolada, vocational):
    put(cast.municipality, kolada, "80", people=None)
    put(cast.area, vocational, "82")
    put(country, kolada, "85", people=None)
    found = figures_of_many([cast.municipality, cast.area], until=YEAR, audience=Audience.PUBLIC)
    assert {pk: [(one.key, one.place, beside(one)) for one in figures] for pk, figures in found.items()} == {
        cast.municipality.pk: [("n15436", "municipality", {"country": ["85.0\u00a0%"]})],
        cast.area.pk: [("vocational", "area", {"country": ["85.0\u00a0%"]})],
    }


@pytest.mark.parametrize("count", [1, 3])
def test_three_queries_whatever_is_compared(cast, country, peers, kolada, vocational, django_assert_num_queries, count):
    for number in range(count):
        indicator = add_indicator(key=f"m{number}", title="M", short_title="M", measure="percent", source="S", by=SYSTEM)
        SeriesBreak.objects.create(indicator=indicator, school_year=YEAR, reason="x")
        for node in (cast.unit, cast.other_unit, cast.municipality, country, *peers):
            put(node, indicator, "80", "81")
        put(cast.unit, indicator, "80", sex=Value.Sex.GIRLS)
    with django_assert_num_queries(3):
        found = figures_of_many([cast.unit, cast.other_unit, cast.preschool][:count], until=YEAR, audience=Audience.PUBLIC)
        drawn = [trend(one) for figures in found.values() for one in figures]
        assert cast.unit.municipality == cast.municipality
    assert len(drawn) == count * min(count, 2)


def sentence(cast, indicator, raws, people):
    put(cast.unit, indicator, *raws, people=people)
    return figure(cast).sentence.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("raws", "people", "said"),
    [
        (
            ("87", "71"),
            24,
            "The share fell from 87.0 % to 71.0 % 2025/26, by 16 percentage points: that is 4 pupils of 24.",
        ),
        (("95.8", "91.7"), 24, "91.7 % 2025/26, against 95.8 % the year before: that is one pupil of 24, and no trend."),
        (
            ("90", "86", "81", "78"),
            90,
            "78.0 % 2025/26, against 81.0 % the year before: 3 percentage points lower. It has fallen three years in a row.",
        ),
        (("87", ".."), 24, "The value of 2025/26 is masked: a small group is protected."),
        (("..", "71"), 24, "71.0 % 2025/26."),
        (("87", "71"), None, "71.0 % 2025/26, against 87.0 % the year before: 16 percentage points lower."),
    ],
)
def test_changes_in_numbers_of_pupils(cast, vocational, raws, people, said):
    assert sentence(cast, vocational, raws, people) == said


def test_the_sentence_counts_no_pupils_where_a_survey_counts_answers(cast, vocational):
    vocational.basis = "answers"
    vocational.save()
    assert sentence(cast, vocational, ("87", "71"), 24) == (
        "71.0 % 2025/26, against 87.0 % the year before: 16 percentage points lower."
    )


def test_a_published_figure_keeps_its_id_for_those_who_point_to_it(cast, vocational):
    record_value(node=cast.unit, indicator=vocational, school_year=YEAR, raw="84", denominator=60, source="Skolverket", by=SYSTEM)
    assert figure(cast).latest.value_id == Value.objects.get(node=cast.unit).pk


def test_against_names_what_is_there(cast, country, kolada, vocational):
    everybody(cast, country, kolada, vocational)
    assert (figure(cast).against(Against.COUNTRY).text, figure(cast).municipality) == ("85.0\u00a0%", None)
