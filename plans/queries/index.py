"""The plans of a school year: one's own, the municipality's, and the units' by area."""

from dataclasses import dataclass

from django.db.models import Count

from plans.models import Plan, PlanVersion
from schoolplan.kit import clock
from units.access import holds, paths_where
from units.models import Kind, Node, User
from units.years import SchoolYear


@dataclass(frozen=True)
class Row:
    """A node and what of its plan the reader may open: the plan, or the latest version while the plan is being changed."""

    node: Node
    plan: Plan | None
    version: PlanVersion | None
    may_start: bool


@dataclass(frozen=True)
class Group:
    """An area with its units; units outside an area stand under the municipality."""

    node: Node
    rows: list[Row]


@dataclass(frozen=True)
class PlanIndex:
    own: list[Row]
    municipality: list[Row]
    groups: list[Group]


def plan_index(user: User, school_year: SchoolYear) -> PlanIndex:
    readable = paths_where(user, "plan.draft") | paths_where(user, "plan.adopted")
    nodes = list(Node.objects.filter(readable).open(clock.today()).order_by("path"))
    plans = {plan.node_id: plan for plan in _plans(user, school_year)}
    versions = {version.plan.node_id: version for version in _versions(user, school_year)}
    rows = [Row(node, plans.get(node.pk), versions.get(node.pk), holds(user, "plan.write", node)) for node in nodes]
    own = [row for row in rows if holds(user, "plan.draft", row.node)]
    others = [row for row in rows if row not in own]
    municipality = [row for row in others if row.node.kind == Kind.MUNICIPALITY]
    return PlanIndex(own, municipality, _groups(nodes, [row for row in others if row not in municipality]))


def _plans(user: User, school_year: SchoolYear) -> "list[Plan]":
    return list(Plan.objects.visible_to(user).filter(school_year=school_year).annotate(goal_count=Count("goals")).order_by("pk"))


def _versions(user: User, school_year: SchoolYear) -> "list[PlanVersion]":
    """Oldest first, without their long texts."""
    versions = PlanVersion.objects.visible_to(user).filter(plan__school_year=school_year)
    return list(versions.select_related("plan").defer("content").order_by("plan", "number"))


def _groups(nodes: list[Node], rows: list[Row]) -> list[Group]:
    by_path = {node.path: node for node in nodes}
    groups: dict[str, list[Row]] = {}
    for row in rows:
        above = row.node.path if row.node.kind == Kind.AREA else row.node.path[: -Node.steplen]
        groups.setdefault(above, []).append(row)
    return [
        Group(by_path[path], _worth_showing(rows)) for path, rows in groups.items() if path in by_path and _worth_showing(rows)
    ]


def _worth_showing(rows: list[Row]) -> list[Row]:
    """Every unit, with or without a plan; an area only when it has one."""
    return [row for row in rows if row.node.kind == Kind.UNIT or row.plan or row.version]
