import datetime as dt

import pytest
from django.utils.translation import override

from indicators.charts import facts, spark, trend
from indicators.masking import Audience, Limits
from indicators.queries import audience_for, fetched_since, figures_of, figures_of_many, limits_for
from indicators.services import add_indicator, record_value
from journal.services import SYSTEM
from tests.factories import LAST_YEAR, YEAR
from units.models import MunicipalitySettings
from units.years import SchoolYear


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def put(node, indicator, year, raw, denominator=None):
    record_value(
        node=node,
        indicator=indicator,
        school_year=SchoolYear(year),
        raw=raw,
        denominator=denominator,
        source=f"Skolverket {year}",
        by=SYSTEM,
    )


@pytest.fixture
def values(cast, pupils, vocational, merit):
    for year, share in ((2022, "91"), (2023, ".."), (2024, "87"), (2025, "84")):
        put(cast.unit, vocational, year, share, 45)
    put(cast.unit, pupils, 2025, "45")
    put(cast.unit, merit, 2025, "214,1")
    put(cast.other_unit, pupils, 2025, "9")
    put(cast.other_unit, vocational, 2025, "77,8", 9)
    put(cast.other_unit, merit, 2025, "231,4")
    put(cast.municipality, vocational, 2025, "86", 400)
    put(cast.foreign_unit, vocational, 2025, "12,3", 80)


def texts(figures):
    return {figure.key: figure.latest.shown.text for figure in figures}


def test_who_sees_inside_figures(cast):
    inside = {name for name, user in cast.people.items() if audience_for(user, cast.unit) is Audience.INSIDE}
    assert inside == {
        "rektor",
        "deputy",
        "chief",
        "contributor",
        "elevhalsa",
        "utvecklingslarare",
        "utvecklingsledare",
        "verksamhetschef",
        "forvaltningschef",
    }


def test_limits_are_the_municipalitys(cast):
    MunicipalitySettings.objects.filter(municipality=cast.municipality).update(masked_below_inside=7, masked_below_public=15)
    assert (limits_for(cast.municipality), limits_for(cast.elsewhere)) == (Limits(7, 15), Limits(5, 10))


def test_figures_of_a_unit(cast, values):
    figures = figures_of(cast.unit, until=YEAR, audience=Audience.INSIDE)
    assert texts(figures) == {"pupils": "45", "vocational": "84.0\u00a0%", "merit": "214.1"}
    share = figures[1]
    assert [(p.school_year, p.shown.text) for p in share.points] == [
        (2022, "91.0\u00a0%"),
        (2023, ".."),
        (2024, "87.0\u00a0%"),
        (2025, "84.0\u00a0%"),
    ]
    assert (share.previous.school_year, share.municipality.text, share.source) == (2024, "86.0\u00a0%", "Skolverket 2025")


def test_small_groups_are_hidden_from_the_public_in_every_figure(cast, values):
    inside = figures_of(cast.other_unit, until=YEAR, audience=Audience.INSIDE)
    public = figures_of(cast.other_unit, until=YEAR, audience=Audience.PUBLIC)
    assert texts(inside) == {"pupils": "9", "vocational": "77.8\u00a0%", "merit": "231.4"}
    assert texts(public) == {"pupils": "..", "vocational": "..", "merit": ".."}
    drawn = (
        repr([(figure, trend(figure), spark(figure.points, figure.measure)) for figure in public])
        + repr(facts(public))
        + "".join(f.sentence for f in public)
    )
    assert [secret for secret in ("77.8", "231.4", "7 of 9", "'9'") if secret in drawn] == []


def test_few_who_did_not_reach_an_own_goal_are_not_told_to_the_public(cast, vocational):
    """Skolverket's own number beside it stays as published."""
    own = add_indicator(
        key="own",
        title="Studiero",
        short_title="Studiero",
        measure="percent",
        source="Provköping",
        decimals=1,
        municipality=cast.municipality,
        by=SYSTEM,
    )
    for indicator in (own, vocational):
        put(cast.unit, indicator, 2025, "91,7", 48)
    inside, public = (
        texts(figures_of(cast.unit, until=YEAR, audience=audience)) for audience in (Audience.INSIDE, Audience.PUBLIC)
    )
    assert inside == {"own": "91.7\u00a0%", "vocational": "91.7\u00a0%"}
    assert public == {"own": "91.7–97.9\u00a0%", "vocational": "91.7\u00a0%"}


def test_a_masked_count_hides_the_merit_value(cast, pupils, merit):
    put(cast.unit, pupils, 2025, "..")
    put(cast.unit, merit, 2025, "200")
    assert texts(figures_of(cast.unit, until=YEAR, audience=Audience.INSIDE, area_key="knowledge")) == {"merit": ".."}


def test_until_years_and_area(cast, values):
    last = figures_of(cast.unit, until=LAST_YEAR, audience=Audience.INSIDE, years=1)
    assert [(f.key, [int(p.school_year) for p in f.points]) for f in last] == [("vocational", [2024])]
    assert set(texts(figures_of(cast.unit, until=YEAR, audience=Audience.INSIDE, area_key="knowledge"))) == {
        "vocational",
        "merit",
    }
    assert figures_of(cast.unit, until=YEAR, audience=Audience.INSIDE, area_key="safety") == []


def test_the_municipality_is_never_computed(cast, values):
    merit = figures_of(cast.unit, until=YEAR, audience=Audience.INSIDE)[2]
    assert merit.municipality is None
    own = figures_of(cast.municipality, until=YEAR, audience=Audience.INSIDE)
    assert texts(own) == {"vocational": "86.0\u00a0%"}


def test_three_queries_for_one_and_for_many(cast, values, django_assert_num_queries):
    for nodes in ([cast.unit], [cast.unit, cast.other_unit, cast.foreign_unit, cast.municipality, cast.preschool]):
        with django_assert_num_queries(3):
            found = figures_of_many(nodes, until=YEAR, audience=Audience.INSIDE)
        assert list(found) == [node.pk for node in nodes]


def test_a_region_has_no_limits_of_its_own(cast, values):
    assert figures_of(cast.municipality.line[0], until=YEAR, audience=Audience.PUBLIC) == []


def sentence(cast, indicator, *raws, denominator=60):
    for year, raw in zip(range(2026 - len(raws), 2026), raws, strict=True):
        if raw is not None:
            put(cast.unit, indicator, year, raw, denominator)
    return figures_of(cast.unit, until=YEAR, audience=Audience.INSIDE)[0].sentence.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("raws", "said"),
    [
        (["87", "84"], "84.0 % 2025/26, against 87.0 % the year before: 3 percentage points lower."),
        (["81", "84"], "84.0 % 2025/26, against 81.0 % the year before: 3 percentage points higher."),
        (["83", "84"], "84.0 % 2025/26, against 83.0 % the year before: that is one pupil of 60, and no trend."),
        (["71", "87"], "The share rose from 71.0 % to 87.0 % 2025/26, by 16 percentage points: that is 10 pupils of 60."),
        (["84", "84"], "84.0 % 2025/26, against 84.0 % the year before: unchanged."),
        (["87,2", None, "84"], "84.0 % 2025/26, against 87.2 % 2023/24: 3.2 percentage points lower."),
        (["..", "84"], "84.0 % 2025/26."),
        (["84"], "84.0 % 2025/26."),
        (["84", ".."], "The value of 2025/26 is masked: a small group is protected."),
        (["84", "~100"], "93.3–98.3 % 2025/26: one to four pupils did not reach the goal."),
        (["84", "."], "No data for 2025/26."),
    ],
)
def test_sentences(cast, vocational, raws, said):
    assert sentence(cast, vocational, *raws) == said


def test_sentences_of_counts_and_points(cast, pupils, merit):
    assert sentence(cast, pupils, "40", "45", denominator=None) == "45 2025/26, against 40 the year before: 5 more."
    Value = type(cast.unit.values.first())
    Value.objects.all().delete()
    assert (
        sentence(cast, merit, "214,1", "212", denominator=None)
        == "212.0 2025/26, against 214.1 the year before: 2.1 points lower."
    )


def test_what_has_come_since_a_day(cast, vocational, merit):
    facts = {"node": cast.unit, "denominator": 45, "source": "Skolverket", "by": SYSTEM, "school_year": YEAR}
    record_value(indicator=vocational, raw="84", fetched_on=dt.date(2026, 5, 1), **facts)
    record_value(indicator=merit, raw="214", fetched_on=dt.date(2026, 5, 2), **facts)
    assert fetched_since([cast.unit, cast.other_unit], dt.date(2026, 5, 1)) == {(cast.unit.pk, "merit", YEAR)}
