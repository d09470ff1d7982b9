"""Who may read, write, adopt and follow up a plan. A draft belongs to its team until it is adopted."""

from typing import Any

import rules

from plans.models import Plan
from plans.workflow import WORKFLOW, State
from units.permissions import granted


def _plan(obj: Any) -> Plan:
    return obj if isinstance(obj, Plan) else obj.plan


@rules.predicate
def is_draft(user: Any, obj: Any) -> bool:
    return _plan(obj).state == State.DRAFT


@rules.predicate
def is_adopted(user: Any, obj: Any) -> bool:
    return _plan(obj).state == State.ADOPTED


@rules.predicate
def can_be_moved(user: Any, obj: Any) -> bool:
    """The plan can be adopted, or opened for changes."""
    return any(WORKFLOW.allows(transition.name, _plan(obj).state) for transition in WORKFLOW)


reads_own = granted("plan.draft")

rules.add_perm("plans.view_plan", reads_own | (granted("plan.adopted") & is_adopted))
rules.add_perm("plans.view_version", reads_own | granted("plan.adopted"))
rules.add_perm("plans.start_plan", granted("plan.write"))
rules.add_perm("plans.write_plan", granted("plan.write") & is_draft)
rules.add_perm("plans.adopt_plan", granted("plan.adopt") & can_be_moved)
rules.add_perm("plans.follow_up", granted("plan.write"))
rules.add_perm("plans.view_dead_ends", granted("rollup.view") | reads_own)
