import pytest

from plans import services
from plans.models import Plan, PlanVersion
from schoolplan.kit.access import may
from tests.factories import YEAR

TEAM = {"rektor", "deputy", "chief", "contributor", "elevhalsa"}
WRITERS = {"rektor", "deputy", "chief"}
MUNICIPALITY = TEAM | {
    "other_rektor",
    "utvecklingslarare",
    "utvecklingsledare",
    "verksamhetschef",
    "forvaltningschef",
    "politiker",
}


def holders(cast, permission, obj):
    return {name for name, user in cast.people.items() if may(user, permission, obj)}


def test_draft(cast, plan):
    assert {p: holders(cast, f"plans.{p}", plan) for p in ("view_plan", "write_plan", "adopt_plan", "follow_up")} == {
        "view_plan": TEAM,
        "write_plan": WRITERS,
        "adopt_plan": {"rektor"},
        "follow_up": WRITERS,
    }


def test_adopted(cast, adopted):
    assert {p: holders(cast, f"plans.{p}", adopted) for p in ("view_plan", "write_plan", "adopt_plan", "follow_up")} == {
        "view_plan": MUNICIPALITY,
        "write_plan": set(),
        "adopt_plan": {"rektor"},
        "follow_up": WRITERS,
    }


def test_version_is_read_even_while_the_plan_is_changed(cast, adopted):
    services.revise_plan(plan=adopted, by=cast.rektor)
    version = PlanVersion.objects.select_related("plan__node").get()
    assert holders(cast, "plans.view_version", version) == MUNICIPALITY
    assert {n for n, user in cast.people.items() if PlanVersion.objects.visible_to(user).exists()} == MUNICIPALITY


@pytest.mark.parametrize("state", ["draft", "adopted"])
def test_list_and_permission_agree(cast, adopted, state):
    Plan.objects.update(state=state)
    plan = Plan.objects.get()
    assert {n for n, user in cast.people.items() if Plan.objects.visible_to(user).exists()} == holders(
        cast, "plans.view_plan", plan
    )


def test_municipality(cast):
    plan = services.start_plan(node=cast.municipality, school_year=YEAR, by=cast.utvecklingsledare)
    office = {"utvecklingsledare", "verksamhetschef", "forvaltningschef"}
    assert {p: holders(cast, f"plans.{p}", plan) for p in ("view_plan", "write_plan", "adopt_plan")} == {
        "view_plan": office,
        "write_plan": office,
        "adopt_plan": {"forvaltningschef"},
    }


def test_dead_ends(cast):
    office = {"utvecklingsledare", "verksamhetschef", "forvaltningschef"}
    assert holders(cast, "plans.view_dead_ends", cast.unit) == TEAM | office
    assert holders(cast, "plans.view_dead_ends", cast.municipality) == office
