"""Who may see and change units."""

from typing import Any

import rules

from units.access import holds
from units.models import Node


def granted(permission: str) -> rules.Predicate:
    """A predicate that the policy gives ``permission`` at the node (or the object's node)."""

    @rules.predicate(name=permission)
    def check(user: Any, obj: Any) -> bool:
        node = obj if isinstance(obj, Node) else obj.node
        return holds(user, permission, node)

    return check


rules.add_perm("units.view_node", granted("unit.view"))
rules.add_perm("units.manage_node", granted("unit.manage"))
rules.add_perm("units.see_inside_figures", granted("figures.inside"))
