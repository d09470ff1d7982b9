import pytest
from django.utils.translation import gettext

from analyses import queries, services
from analyses.models import Cause
from plans import services as plans
from support import services as support
from tests.factories import YEAR


def hand_in(cast, unit, by, *, key, kind, level=3, direction="hindering", influence="administration"):
    analysis = services.start_analysis(node=unit, school_year=YEAR, by=by)
    area = analysis.template.areas.get(key=key)
    judgement = analysis.judgements.get(area=area)
    services.save_text(obj=judgement, field="level", value=level, seen=services_version(None), by=by)
    finding = services.add_finding(analysis=analysis, area=area, kind=kind, title=f"{unit} {kind}", by=by)
    services.add_cause(finding=finding, text="Orsak", direction=direction, influence=influence, by=by)
    services.submit_analysis(analysis=analysis, by=by)
    return finding


def services_version(value):
    from schoolplan.kit.versions import version_of

    return version_of(value)


def test_what_remains_follows_the_chain(cast, analysis):
    area = analysis.template.areas.get(key="knowledge")
    finding = services.add_finding(analysis=analysis, area=area, kind="challenge", title="T", text="M", by=cast.rektor)

    def left():
        page = queries.area_page(analysis, "knowledge", cast.rektor)
        return [gap.words for gap in page.current.gaps if gap.anchor != "judgement"]

    assert left() == ["En orsak"]
    cause = services.add_cause(finding=finding, text="O", by=cast.rektor)
    assert left() == ["Vem som kan påverka en orsak, och hur säkra ni är", "En slutsats"]
    Cause.objects.filter(pk=cause.pk).update(influence="unit", evidence="some")
    assert left() == ["En slutsats"]
    conclusion = services.add_conclusion(finding=finding, text="S", by=cast.rektor)
    assert left() == [gettext("What a conclusion leads to")]
    services.draw_on(conclusion=conclusion, cause=cause, draws=False, by=cast.rektor)
    loose = [gettext("A conclusion that draws on a cause"), gettext("The causes that a conclusion draws on")]
    assert left() == [*loose, gettext("What a conclusion leads to")]
    services.draw_on(conclusion=conclusion, cause=cause, draws=True, by=cast.rektor)
    plans.add_goal_from(conclusion=conclusion, by=cast.rektor)
    assert left() == []


@pytest.mark.parametrize("way", ["goal", "support", "reason"])
def test_a_conclusion_leads_on_in_three_ways(cast, analysis, finding, way):
    conclusion = finding.conclusions.get()
    of_leading = gettext("What a conclusion leads to")
    assert of_leading in [gap.words for _, gap in queries.overview(analysis).gaps]
    match way:
        case "goal":
            plans.add_goal_from(conclusion=conclusion, by=cast.rektor)
        case "support":
            asked = {"need": "Handledning", "days": 5, "conclusions": [conclusion]}
            support.request_support(node=cast.unit, school_year=YEAR, by=cast.rektor, **asked)
        case "reason":
            seen = services_version("")
            services.save_text(obj=conclusion, field="no_measure_reason", value="Arbetslaget äger det", seen=seen, by=cast.rektor)
    assert of_leading not in [gap.words for _, gap in queries.overview(analysis).gaps]


def test_rollup_counts_all_units_and_shows_those_that_have_not_handed_in(cast):
    hand_in(cast, cast.unit, cast.rektor, key="safety", kind="challenge", level=2)
    hand_in(cast, cast.other_unit, cast.other_rektor, key="safety", kind="strength", direction="promoting", influence="unit")
    whole = queries.rollup(cast.municipality, YEAR)
    assert (whole.handed_in, whole.total) == (2, 3)
    assert [row.node.name for row in whole.missing] == ["Ekens förskola"]
    [safety] = whole.area_counts
    assert (safety.key, safety.units, safety.challenge, safety.strength, safety.waiting, safety.total) == (
        "safety",
        2,
        1,
        1,
        1,
        3,
    )
    assert {c.influence: (c.promoting, c.hindering) for c in whole.cause_counts} == {
        "unit": (1, 0),
        "administration": (0, 1),
        "huvudman": (0, 0),
        "none": (0, 0),
    }


def test_rollup_leaves_out_drafts_and_other_municipalities(cast, analysis, finding):
    hand_in(cast, cast.foreign_unit, cast.foreign_rektor, key="knowledge", kind="strength")
    whole = queries.rollup(cast.municipality, YEAR)
    assert (whole.handed_in, whole.area_counts, whole.hindering) == (0, (), 0)
    assert list(queries.findings_of_area(cast.municipality, YEAR, "knowledge", cast.verksamhetschef)) == []


def test_a_cause_that_nobody_has_placed_is_counted_nowhere(cast):
    hand_in(cast, cast.unit, cast.rektor, key="safety", kind="challenge", influence="")
    assert {(c.promoting, c.hindering) for c in queries.rollup(cast.municipality, YEAR).cause_counts} == {(0, 0)}


def test_a_returned_analysis_is_not_counted(cast, submitted):
    assert queries.rollup(cast.municipality, YEAR).handed_in == 1
    services.return_analysis(analysis=submitted, comment="Mer", by=cast.verksamhetschef)
    whole = queries.rollup(cast.municipality, YEAR)
    assert whole.handed_in == 0
    assert next(row for row in whole.rows if row.node == cast.unit).state == "returned"


@pytest.mark.parametrize("units", [1, 3])
def test_rollup_takes_five_queries_whatever_the_number_of_units(cast, django_assert_num_queries, units):
    people = [(cast.unit, cast.rektor), (cast.other_unit, cast.other_rektor), (cast.preschool, cast.chief)]
    for unit, by in people[:units]:
        if unit == cast.preschool:
            services.start_analysis(node=unit, school_year=YEAR, by=by)
        else:
            hand_in(cast, unit, by, key="safety", kind="challenge")
    with django_assert_num_queries(5):
        queries.rollup(cast.municipality, YEAR)


@pytest.mark.parametrize("findings", [1, 3])
def test_area_page_takes_the_same_queries_whatever_its_size(cast, analysis, django_assert_num_queries, findings):
    area = analysis.template.areas.get(key="knowledge")
    for _ in range(findings):
        found = services.add_finding(analysis=analysis, area=area, kind="challenge", by=cast.rektor)
        services.add_cause(finding=found, by=cast.rektor)
        services.add_conclusion(finding=found, by=cast.rektor)
    with django_assert_num_queries(5):
        queries.area_page(analysis, "knowledge", cast.rektor)
