"""Where nodes lie, and whom their figures are compared with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from indicators.masking import Limits
from indicators.models import PeerGroup
from units.models import ExternalId, Kind, Node

COUNTRY = "0000"  # its code among the municipalities'


@dataclass(frozen=True)
class Home:
    """The municipality that a node is or belongs to, and the nodes (their pk) that it is compared with."""

    node: Node
    country: int | None
    peers: tuple[int, ...]

    @property
    def limits(self) -> Limits:
        return limits_for(self.node)


def limits_for(municipality: Node | None) -> Limits:
    """The smallest groups that the municipality has decided to show."""
    own = getattr(municipality, "settings", None)
    if own is None:
        return Limits()
    return Limits(own.masked_below_inside, own.masked_below_public, own.answers_at_least, own.response_rate_at_least)


def homes_of(nodes: Iterable[Node]) -> dict[int, Home]:
    """The municipality of each node (by its pk), in one query. A region has none.

    The line of each node is known afterwards, with the settings of its municipality, and costs no query of its own. What was read
    of a node stays with it, as long as the request.
    """
    nodes = list(nodes)
    if all(hasattr(node, "_home") for node in nodes):
        return {node.pk: node._home for node in nodes if node._home}
    paths = {node.path[:end] for node in nodes for end in range(Node.steplen, len(node.path) + 1, Node.steplen)}
    above = {node.path: node for node in _with_compared().filter(path__in=paths)}
    found = {}
    for node in nodes:
        line = [above[path] for path in _paths(node) if path in above]
        node.line = [*line, node]
        home = next((one for one in (*line, above.get(node.path, node)) if one.kind == Kind.MUNICIPALITY), None)
        if home is not None:
            found[node.pk] = Home(home, home.country, tuple(pk for pk in home.peers if pk != home.pk))
        node._home = found.get(node.pk)
    return found


def _paths(node: Node) -> Iterator[str]:
    """Of the nodes above, from the root down."""
    return (node.path[:end] for end in range(Node.steplen, len(node.path), Node.steplen))


def _with_compared() -> Any:
    code = ExternalId.objects.filter(system=ExternalId.System.MUNICIPALITY, value=COUNTRY, node__kind=Kind.ELSEWHERE)
    newest = PeerGroup.objects.filter(municipality=OuterRef(OuterRef("pk"))).order_by("-year", "official_id").values("pk")[:1]
    members = PeerGroup.members.through.objects.filter(peergroup_id=Subquery(newest)).order_by("node_id").values("node_id")
    return Node.objects.select_related("settings").annotate(
        country=Subquery(code.order_by("pk").values("node_id")[:1]), peers=ArraySubquery(members)
    )
