import datetime as dt

import pytest

from analyses import services as analyses
from plans import services
from tests.conftest import TODAY
from tests.factories import YEAR


def conclude(node, by, *, text="Samma vuxna vid lektionsstart", title="Studieron brister", year=YEAR):
    """A conclusion in the node's draft of the year, with its finding and cause."""
    analysis = analyses.start_analysis(node=node, school_year=year, by=by)
    area = analysis.template.areas.first()
    finding = analyses.add_finding(
        analysis=analysis, area=area, kind="challenge", title=title, text="Varannan lektion startar sent", by=by
    )
    analyses.add_cause(finding=finding, text="Vi byter vikarier varje vecka", by=by)
    return analyses.add_conclusion(finding=finding, text=text, by=by)


@pytest.fixture
def conclusion(cast):
    return conclude(cast.unit, cast.rektor)


@pytest.fixture
def plan(cast):
    return services.start_plan(node=cast.unit, school_year=YEAR, by=cast.rektor)


def write(obj, by, **texts):
    """Write the texts as the page does, field by field."""
    from schoolplan.kit.versions import version_of

    for field, value in texts.items():
        services.save_text(obj=obj, field=field, value=value, seen=version_of(getattr(obj, field)), by=by)
    return obj


def add_whole_goal(plan, by, title="Studiero hela skoldagen", conclusions=()):
    goal = services.add_goal(plan=plan, title=title, conclusions=conclusions, by=by)
    return write(goal, by, target="72 % våren 2028", baseline="58 % våren 2026", change="Elever som upplever studiero")


def add_whole_measure(goal, by, **texts):
    measure = services.add_measure(goal=goal, by=by)
    words = {
        "text": "Två vuxna vid lektionsstart",
        "responsible": "Rektor",
        "status": "ongoing",
        "starts_on": TODAY - dt.timedelta(days=100),
    }
    return write(measure, by, **words | texts)


@pytest.fixture
def goal(cast, plan, conclusion):
    return add_whole_goal(plan, cast.rektor, conclusions=[conclusion])


@pytest.fixture
def measure(cast, goal):
    return add_whole_measure(goal, cast.rektor)


@pytest.fixture
def adopted(cast, plan, measure):
    """The plan, adopted with one goal and one measure."""
    services.adopt_plan(plan=plan, by=cast.rektor)
    plan.refresh_from_db()
    return plan
