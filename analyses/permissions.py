"""Who may read, write, hand in and review an analysis. A draft belongs to the unit until it is handed in."""

from typing import Any

import rules

from analyses.models import Analysis
from analyses.workflow import WORKFLOW, State
from units.access import holds
from units.models import Kind
from units.permissions import granted


def _analysis(obj: Any) -> Analysis:
    analysis: Analysis = obj if isinstance(obj, Analysis) else obj.analysis
    return analysis


@rules.predicate
def is_open(user: Any, obj: Any) -> bool:
    """The unit is still writing."""
    return _analysis(obj).state in State.open()


@rules.predicate
def is_handed_in(user: Any, obj: Any) -> bool:
    return _analysis(obj).state in State.handed_in()


@rules.predicate
def is_adopted(user: Any, obj: Any) -> bool:
    return _analysis(obj).state == State.ADOPTED


@rules.predicate
def can_be_submitted(user: Any, obj: Any) -> bool:
    return WORKFLOW.allows("submit", _analysis(obj).state)


@rules.predicate
def can_be_reviewed(user: Any, obj: Any) -> bool:
    return WORKFLOW.allows("adopt", _analysis(obj).state)


@rules.predicate
def stands_above_units(user: Any, obj: Any) -> bool:
    """An analysis of an area or a municipality, which may cite those below it."""
    return bool(obj.node.kind != Kind.UNIT)


@rules.predicate
def is_latest_of_adopted(user: Any, version: Any) -> bool:
    latest = version.analysis.versions.order_by("-number").values_list("number", flat=True).first()
    return bool(version.analysis.state == State.ADOPTED and version.number == latest)


@rules.predicate
def rolls_up(user: Any, node: Any) -> bool:
    return node.kind in (Kind.MUNICIPALITY, Kind.AREA) and holds(user, "rollup.view", node)


reads_own = granted("analysis.draft")
reads_handed_in = granted("analysis.submitted") & is_handed_in
reads_adopted = granted("analysis.adopted") & is_adopted

rules.add_perm("analyses.view_analysis", reads_own | reads_handed_in | reads_adopted)
rules.add_perm("analyses.start_analysis", granted("analysis.write"))
rules.add_perm("analyses.write_analysis", granted("analysis.write") & is_open)
rules.add_perm("analyses.cite", granted("analysis.write") & is_open & stands_above_units)
rules.add_perm("analyses.submit_analysis", granted("analysis.submit") & can_be_submitted)
rules.add_perm("analyses.review_analysis", granted("analysis.review") & can_be_reviewed)
rules.add_perm(
    "analyses.view_version", reads_own | granted("analysis.submitted") | (granted("analysis.adopted") & is_latest_of_adopted)
)
rules.add_perm("analyses.view_review", reads_own | granted("analysis.submitted"))
rules.add_perm("analyses.view_rollup", rolls_up)
