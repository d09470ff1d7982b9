"""The units of a municipality, and everything open about one of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from analyses.models import AnalysisVersion
from dialogues.models import Meeting, MinuteItem, Promise
from dialogues.workflow import State as MeetingState
from indicators.masking import headcount
from indicators.queries import audience_for, figures_of, limits_for
from plans.models import PlanVersion
from reports.queries.figures import Group, by_area
from reports.queries.parts import AdoptedPlan, InShort, adopted_plans, newest_analyses
from schoolplan.kit import clock
from units.models import Kind, Node, SchoolForm, User
from units.years import SchoolYear

DIALOGUES = 6


@dataclass(frozen=True)
class UnitRow:
    node: Node
    people: str = ""  # how many children or pupils, as the reader may see it

    @property
    def forms(self) -> list[str]:
        return [str(SchoolForm(form).label) for form in self.node.forms]


@dataclass(frozen=True)
class UnitGroup:
    """The units of an area, or those that lie right under a municipality. One that lies under neither stands alone.

    ``municipality`` is the one that the group belongs to, where the reader may know of it.
    """

    node: Node
    units: tuple[UnitRow, ...]
    municipality: Node | None = None

    @property
    def is_area(self) -> bool:
        return self.node.kind == Kind.AREA


def unit_list(user: User) -> list[UnitGroup]:
    """The units the reader may know of, in the order of the tree; one query."""
    nodes = list(Node.objects.visible_to(user).open(clock.today()).select_related("settings"))
    groups: dict[Node, list[UnitRow]] = {}
    homes = [node for node in nodes if node.kind in (Kind.AREA, Kind.MUNICIPALITY)]
    for unit in nodes:
        if unit.kind == Kind.UNIT:
            above = [home for home in homes if unit.path.startswith(home.path)] or [unit]
            people = headcount(unit.pupils, audience=audience_for(user, unit), limits=limits_for(above[0]))
            groups.setdefault(above[-1], []).append(UnitRow(unit, people))
    whole = [home for home in homes if home.kind == Kind.MUNICIPALITY]
    return [
        UnitGroup(home, tuple(groups[home]), next((one for one in whole if one.holds(home)), None))
        for home in sorted(groups, key=lambda home: home.path)
    ]


@dataclass(frozen=True)
class Held:
    """A dialogue that has been held: its weightiest decision, and how the promises were kept."""

    meeting: Meeting
    decision: str
    kept: int
    promised: int


@dataclass(frozen=True)
class UnitPage:
    unit: UnitRow
    area: Node | None
    people: str
    groups: tuple[Group, ...]
    analysis: InShort | None
    plan: AdoptedPlan | None
    dialogues: tuple[Held, ...]

    @property
    def node(self) -> Node:
        return self.unit.node


def unit_page(unit: Node, user: User) -> UnitPage:
    """A unit as this reader may see it: figures by audience, the newest analysis and plan open to them, dialogues if any are."""
    audience = audience_for(user, unit)
    figures = figures_of(unit, until=SchoolYear.current(), audience=audience)
    analyses = newest_analyses(AnalysisVersion.objects.visible_to(user).filter(analysis__node=unit))
    plans = adopted_plans(PlanVersion.objects.visible_to(user).filter(plan__node=unit))
    return UnitPage(
        UnitRow(unit),
        unit.area,
        headcount(unit.pupils, audience=audience, limits=limits_for(unit.municipality)),
        by_area(figures, preschool=unit.is_preschool),
        analyses.get(unit.pk),
        plans.get(unit.pk),
        tuple(_dialogues(unit, user)),
    )


@dataclass(frozen=True)
class PlacePage:
    """The figures of an area or a municipality over the years."""

    place: Node
    municipality: Node
    groups: tuple[Group, ...]


def place_page(place: Node, user: User) -> PlacePage:
    """An area or a municipality as this reader may see its own figures; they are published, never computed from units."""
    figures = figures_of(place, until=SchoolYear.current(), audience=audience_for(user, place))
    return PlacePage(place, place.municipality, by_area(figures))


def _dialogues(unit: Node, user: User) -> list[Held]:
    """The latest confirmed dialogues of the unit and of the area it lies in."""
    decisions = MinuteItem.objects.filter(meeting=OuterRef("pk"), kind=MinuteItem.Kind.DECISION).order_by("agenda", "pk")
    held = Meeting.objects.visible_to(user).filter(series__node__in=[node.pk for node in unit.line], state=MeetingState.LOCKED)
    meetings: Any = held.select_related("series__node").annotate(
        decision=Coalesce(Subquery(decisions.values("text")[:1]), Value(""), output_field=TextField()),
        promised=Count("promises"),
        kept=Count("promises", filter=Q(promises__state=Promise.State.KEPT)),
    )
    return [Held(one, one.decision, one.kept, one.promised) for one in meetings.order_by("-starts_at")[:DIALOGUES]]
