"""From assignments to answers: what a person may do at a node, and where they may do it.

A person's assignments are read once per request. Whether one reaches a node is then a comparison of paths in the tree, the same
for a single object (:func:`holds`) and for a list query (:func:`paths_where`), so the two cannot disagree.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from schoolplan.kit import clock
from units.models import Assignment, Kind, Node, User
from units.roles import GRANTS, Reach, Role


@dataclass(frozen=True)
class Place:
    """A role that a person holds, with the paths it takes to see how far it reaches."""

    role: Role
    path: str
    area_path: str | None
    municipality_path: str | None

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


def _read_places(user: User) -> list[Place]:
    held = list(Assignment.objects.on(clock.today()).filter(user=user).select_related("node"))
    paths = {a.node.path[:end] for a in held for end in range(Node.steplen, len(a.node.path) + 1, Node.steplen)}
    kinds: dict[str, str] = dict(Node.objects.filter(path__in=paths).values_list("path", "kind")) if paths else {}

    def above(path: str, kind: Kind) -> str | None:
        return next((p for p in sorted(paths, key=len) if path.startswith(p) and kinds.get(p) == kind), None)

    return [Place(Role(a.role), a.node.path, above(a.node.path, Kind.AREA), above(a.node.path, Kind.MUNICIPALITY)) for a in held]


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


def roles_of(user: Any) -> set[Role]:
    return {place.role for place in places_of(user)}


def home_nodes(user: Any) -> list[Node]:
    """The nodes at which the person holds a role, in tree order."""
    return list(Node.objects.filter(path__in=[place.path for place in places_of(user)]).order_by("path"))
