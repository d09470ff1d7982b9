"""Who may see, ask for and decide on support."""

import rules

from support.workflow import WORKFLOW
from units.permissions import granted


@rules.predicate
def waits_for_decision(user: object, request: object) -> bool:
    return WORKFLOW.allows("grant", request.state)  # type: ignore[attr-defined]


rules.add_perm("support.view_request", granted("support.view"))
rules.add_perm("support.request_support", granted("support.request"))
rules.add_perm("support.decide_request", granted("support.decide") & waits_for_decision)
