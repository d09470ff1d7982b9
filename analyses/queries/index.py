"""The list of analyses: one's own to write, and where the others stand."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from analyses.models import Analysis, AnalysisVersion
from analyses.workflow import State
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
    may_begin: bool


@dataclass(frozen=True)
class IndexPage:
    """``own`` are the nodes whose drafts the reader may open; ``others`` the units that may have something to read.

    An area stands among the others when its analysis is handed in: not every area writes one.
    """

    school_year: SchoolYear
    own: tuple[UnitState, ...]
    others: tuple[UnitState, ...]
    earlier: tuple[Analysis, ...]

    @property
    def is_read_when_adopted(self) -> bool:
        """Whether the others are open to the reader first when they are adopted."""
        return not any(state.state_is_shown for state in self.others)


def index_page(user: User, school_year: SchoolYear) -> IndexPage:
    """Eight queries, whatever the number of units."""
    writes = set(Node.objects.filter(paths_where(user, "analysis.write")).values_list("pk", flat=True))
    team = set(Node.objects.filter(paths_where(user, "analysis.draft")).values_list("pk", flat=True))
    of_area = Analysis.objects.filter(node=OuterRef("pk"), school_year=school_year, state__in=State.handed_in())
    follows = Node.objects.filter(Q(kind=Kind.UNIT) | (Q(kind=Kind.AREA) & Exists(of_area))).filter(
        paths_where(user, "analysis.submitted") | paths_where(user, "analysis.adopted")
    )
    nodes = {node.pk: node for node in follows} | {node.pk: node for node in Node.objects.filter(pk__in=team)}
    analyses = {a.node_id: a for a in Analysis.objects.filter(node__in=nodes, school_year=school_year).order_by("pk")}
    versions: dict[int, AnalysisVersion] = {}
    readable = (
        AnalysisVersion.objects.visible_to(user).filter(analysis__school_year=school_year).defer("content").order_by("number")
    )
    for version in readable:
        versions[version.analysis_id] = version
    concerned = team | set(Node.objects.filter(paths_where(user, "analysis.submitted")).values_list("pk", flat=True))
    states = [
        _unit_state(node, analyses.get(node.pk), versions, concerned, writes)
        for node in sorted(nodes.values(), key=lambda node: node.path)
    ]
    earlier = Analysis.objects.visible_to(user).filter(node__in=team, school_year__lt=school_year).select_related("node")
    return IndexPage(
        school_year,
        tuple(state for state in states if state.node.pk in team),
        tuple(state for state in states if state.node.pk not in team),
        tuple(earlier.order_by("-school_year", "node__path")),
    )


def _unit_state(
    node: Node, analysis: Analysis | None, versions: dict[int, AnalysisVersion], concerned: set[int], writes: set[int]
) -> UnitState:
    newest = versions.get(analysis.pk) if analysis else None
    return UnitState(node, analysis, newest, state_is_shown=node.pk in concerned, may_begin=node.pk in writes)
