"""The list of analyses: one's own to write, and where the others stand."""

from dataclasses import dataclass

from analyses.models import Analysis, AnalysisVersion
from units.access import paths_where
from units.models import Kind, Node, User
from units.years import SchoolYear


@dataclass(frozen=True)
class UnitState:
    """Where a unit's analysis stands, for those whom it concerns. ``readable`` is the newest version the reader may open."""

    node: Node
    analysis: Analysis | None
    readable: AnalysisVersion | None
    state_is_shown: bool


@dataclass(frozen=True)
class IndexPage:
    """``own`` are the nodes the reader writes for; ``others`` the units whose state the reader may see."""

    school_year: SchoolYear
    own: tuple[UnitState, ...]
    others: tuple[UnitState, ...]
    earlier: tuple[Analysis, ...]


def index_page(user: User, school_year: SchoolYear) -> IndexPage:
    """Seven queries, whatever the number of units."""
    writes = set(Node.objects.filter(paths_where(user, "analysis.write")).values_list("pk", flat=True))
    follows = Node.objects.filter(kind=Kind.UNIT).filter(
        paths_where(user, "analysis.submitted") | paths_where(user, "analysis.adopted")
    )
    nodes = {node.pk: node for node in follows} | {node.pk: node for node in Node.objects.filter(pk__in=writes)}
    analyses = {a.node_id: a for a in Analysis.objects.filter(node__in=nodes, school_year=school_year).order_by("pk")}
    versions: dict[int, AnalysisVersion] = {}
    readable = (
        AnalysisVersion.objects.visible_to(user).filter(analysis__school_year=school_year).defer("content").order_by("number")
    )
    for version in readable:
        versions[version.analysis_id] = version
    concerned = writes | set(Node.objects.filter(paths_where(user, "analysis.submitted")).values_list("pk", flat=True))
    states = [
        _unit_state(node, analyses.get(node.pk), versions, concerned)
        for node in sorted(nodes.values(), key=lambda node: node.path)
    ]
    earlier = Analysis.objects.visible_to(user).filter(node__in=writes, school_year__lt=school_year).select_related("node")
    return IndexPage(
        school_year,
        tuple(state for state in states if state.node.pk in writes),
        tuple(state for state in states if state.node.pk not in writes),
        tuple(earlier.order_by("-school_year", "node__path")),
    )


def _unit_state(node: Node, analysis: Analysis | None, versions: dict[int, AnalysisVersion], concerned: set[int]) -> UnitState:
    return UnitState(node, analysis, versions.get(analysis.pk) if analysis else None, node.pk in concerned)
