"""The numbered sources of the municipality's findings, down to the exact figure."""

import pytest

from analyses import services as analyses
from indicators import services as indicators
from indicators.models import Indicator
from journal.services import SYSTEM
from reports.queries.findings import municipality_findings
from tests.factories import LAST_YEAR, YEAR

SMALL = "71,4"  # of seven pupils: the administration reads it, the public does not


@pytest.fixture
def publish(cast):
    """A figure of the municipality's own."""
    indicator = indicators.add_indicator(
        key="maths",
        title="Elever med minst E i matematik, andel (%)",
        short_title="Minst E i matematik",
        measure=Indicator.Measure.PERCENT,
        decimals=1,
        source="Egen uppföljning",
        area_keys=["knowledge"],
        by=SYSTEM,
    )
    told = {"node": cast.municipality, "indicator": indicator, "source": "Egen uppföljning", "by": SYSTEM}
    return lambda raw, people, year=YEAR: indicators.record_value(raw=raw, denominator=people, school_year=year, **told)


@pytest.fixture
def add_finding(cast):
    """A finding of the municipality's that rests on figures."""

    def act(*values):
        by = cast.utvecklingsledare
        analysis = analyses.start_analysis(node=cast.municipality, school_year=YEAR, by=by)
        area = analysis.template.areas.get(key="knowledge")
        finding = analyses.add_finding(analysis=analysis, area=area, kind="challenge", title="Matematiken", by=by)
        for value in values:
            analyses.add_ground(finding=finding, value_id=value.pk, by=by)

    return act


def sources_of(cast):
    findings, sources = municipality_findings(cast.municipality, YEAR, 3)
    return [finding["sources"] for finding in findings], [
        (source["number"], source["figure"].replace("\u00a0", " "), source["note"].replace("\u00a0", " ")) for source in sources
    ]


def test_each_figure_is_a_source_once_and_only_as_the_public_may_see_it(cast, publish, add_finding):
    before, now = publish("80,8", 900, LAST_YEAR), publish(SMALL, 7)
    add_finding(now, before)
    add_finding(before)
    numbers, sources = sources_of(cast)
    assert numbers == [[1, 2], [2]]
    assert [figure for _number, figure, _note in sources][1] == "Minst E i matematik 2024/25: 80,8 % (900 elever)"
    assert sources[0][1].startswith("Minst E i matematik 2025/26: ..")
    assert SMALL not in str(municipality_findings(cast.municipality, YEAR, 3))


def test_a_figure_that_has_been_changed_since_says_so(cast, publish, add_finding):
    add_finding(publish("80,8", 900))
    publish("81,0", 900)
    _numbers, [(_number, figure, note)] = sources_of(cast)
    assert figure == "Minst E i matematik 2025/26: 80,8 % (900 elever)"
    assert "80,8 % (900 elever) → 81,0 % (900 elever)" in note


@pytest.mark.parametrize("findings", [1, 3])
def test_many_figures_take_the_queries_of_one(cast, publish, add_finding, django_assert_num_queries, findings):
    value = publish("80,8", 900)
    for _ in range(findings):
        add_finding(value)
    with django_assert_num_queries(7):
        municipality_findings(cast.municipality, YEAR, 3)
