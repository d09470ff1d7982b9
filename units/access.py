"""From assignments to answers: what a person may do at a node, and where they may do it.

A person's assignments are read once per request. Whether one reaches a node is then a comparison of paths in the tree, the same
for a single object (:func:`holds`) and for a list query (:func:`paths_where`), so the two cannot disagree.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from schoolplan.kit import clock
from units.models import Assignment, Kind, MunicipalitySettings, Node, User
from units.roles import GRANTS, Reach, Role


@dataclass(frozen=True)
class Place:
    """A role that a person holds, with the paths it takes to see how far it reaches."""

    role: Role
    path: str
    area_path: str | None
    municipality_path: str | None
    node: Node = field(compare=False, repr=False)

    def span(self, reach: Reach) -> tuple[str, bool, bool] | None:
        """The path from which the reach goes, whether that node is part of it, and whether what lies under is."""
        match reach:
            case Reach.HERE:
                return self.path, True, False
            case Reach.UNDER:
                return self.path, False, True
            case Reach.DOWN | Reach.AREA:
                return self.path, True, True
            case Reach.MUNICIPALITY:
                return (self.municipality_path, True, True) if self.municipality_path else None


def places_of(user: Any) -> tuple[Place, ...]:
    """The roles ``user`` holds today. Read once and kept on the user object, which lives as long as the request."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    kept: tuple[Place, ...] | None = getattr(user, "_places", None)
    if kept is None:
        kept = tuple(_read_places(user))
        user._places = kept  # type: ignore[attr-defined]
    return kept


# The nodes at which a person holds roles on a day, with all nodes above them and the municipality's settings. Written by hand
# because it is asked in every request: building it from querysets takes four times as long as its answer.
_NODES = """
    WITH held AS (
        SELECT assignment.id, assignment.role, node.path
        FROM units_assignment assignment JOIN units_node node ON node.id = assignment.node_id
        WHERE assignment.user_id = %(user)s AND assignment.starts_on <= %(day)s
            AND (assignment.ends_on IS NULL OR assignment.ends_on >= %(day)s)
    )
    SELECT node.*, ARRAY(SELECT role FROM held WHERE held.path = node.path ORDER BY held.id) AS held, to_jsonb(own) AS own
    FROM units_node node LEFT JOIN units_municipalitysettings own ON own.municipality_id = node.id
    WHERE node.path IN (SELECT left(path, generate_series(%(step)s, length(path), %(step)s)) FROM held)
    ORDER BY node.path
"""


def _read_places(user: User) -> list[Place]:
    nodes = list(Node.objects.raw(_NODES, {"user": user.pk, "day": clock.today(), "step": Node.steplen}))
    for node in nodes:
        Node._meta.get_field("settings").set_cached_value(node, _settings(node.own))
    return [
        _place(Role(role), [above for above in nodes if node.path.startswith(above.path)]) for node in nodes for role in node.held
    ]


def _settings(row: str | None) -> MunicipalitySettings | None:
    if row is None:
        return None
    settings = MunicipalitySettings(**json.loads(row))
    settings._state.adding = False
    return settings


def _place(role: Role, line: list[Node]) -> Place:
    """A role at the last of the nodes in ``line``, which go down to it from the root."""
    node = line[-1]
    node.line = line
    first = {kind: next((above.path for above in line if above.kind == kind), None) for kind in (Kind.AREA, Kind.MUNICIPALITY)}
    return Place(role, node.path, first[Kind.AREA], first[Kind.MUNICIPALITY], node)


def holds(user: Any, permission: str, node: Node) -> bool:
    """Whether one of the user's roles gives ``permission`` at ``node``."""
    return any(
        _covers(place, reach, node.path)
        for place in places_of(user)
        for reach, roles in GRANTS[permission].items()
        if place.role in roles
    )


def places_with(user: Any, permission: str) -> tuple[Place, ...]:
    """The roles of the user that give ``permission`` somewhere."""
    givers = set[Role]().union(*GRANTS[permission].values())
    return tuple(place for place in places_of(user) if place.role in givers)


def _covers(place: Place, reach: Reach, path: str) -> bool:
    if reach is Reach.AREA and path == place.area_path:
        return True
    span = place.span(reach)
    if span is None:
        return False
    start, itself, under = span
    return path == start if itself and not under else path.startswith(start) and (itself or path != start)


def paths_where(user: Any, permission: str, prefix: str = "") -> Q:
    """The condition that the permission holds at a node, or with ``prefix`` (``"node__"``) at the node something belongs to."""
    condition = Q(pk__in=[])
    for place in places_of(user):
        for reach, roles in GRANTS[permission].items():
            if place.role in roles:
                condition |= _reached(place, reach, f"{prefix}path")
    return condition


def _reached(place: Place, reach: Reach, field: str) -> Q:
    span = place.span(reach)
    if span is None:
        return Q(pk__in=[])
    start, itself, under = span
    if not under:
        return Q(**{field: start})
    reached = Q(**{f"{field}__startswith": start})
    if not itself:
        reached &= ~Q(**{field: start})
    if reach is Reach.AREA and place.area_path:
        reached |= Q(**{field: place.area_path})
    return reached


def people_with(permission: str, node: Node) -> "QuerySet[User]":
    """Those who hold the permission at the node today, each with one of the roles that give it as ``role``.

    What :func:`holds` says of each person, asked the other way around.
    """
    reaching = Q(pk__in=[])
    for reach, roles in GRANTS[permission].items():
        reaching |= Q(role__in=roles) & _reaching(node, reach)
    held = Assignment.objects.on(clock.today()).filter(reaching, user=OuterRef("pk")).order_by("node__path", "pk")
    return User.objects.filter(Exists(held), is_active=True).annotate(role=Subquery(held.values("role")[:1]))


def _reaching(node: Node, reach: Reach) -> Q:
    """The assignments from which the reach comes as far as the node."""
    above = [node.path[:end] for end in range(Node.steplen, len(node.path) + 1, Node.steplen)]
    match reach:
        case Reach.HERE:
            return Q(node__path=node.path)
        case Reach.UNDER:
            return Q(node__path__in=above[:-1])
        case Reach.DOWN:
            return Q(node__path__in=above)
        case Reach.AREA:
            below = Q(node__path__startswith=node.path) if node.kind == Kind.AREA else Q(pk__in=[])
            return Q(node__path__in=above) | below
        case Reach.MUNICIPALITY:
            municipality = next((each.path for each in node.line if each.kind == Kind.MUNICIPALITY), None)
            return Q(node__path__startswith=municipality) if municipality else Q(pk__in=[])


def roles_of(user: Any) -> set[Role]:
    return {place.role for place in places_of(user)}


def home_nodes(user: Any) -> list[Node]:
    """The nodes at which the person holds a role, in tree order; read with the roles and the municipality's settings."""
    nodes = {place.path: place.node for place in places_of(user)}
    return [nodes[path] for path in sorted(nodes)]
