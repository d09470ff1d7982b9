"""The list of dialogues: what comes, what has been, and what came of it."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from dialogues.models import Meeting, Series
from dialogues.workflow import PromiseState
from schoolplan.kit import clock
from units.access import paths_where
from units.models import Kind, Node, NodeQuerySet, User
from units.years import SchoolYear


@dataclass(frozen=True)
class MeetingRow:
    """A meeting with the promises made at it."""

    meeting: Meeting
    kept: int
    promises: int
    has_begun: bool


@dataclass(frozen=True)
class SeriesRow:
    """One node's meetings of the school year, in order."""

    node: Node
    meetings: list[MeetingRow]

    @property
    def upcoming(self) -> list[MeetingRow]:
        return [row for row in self.meetings if not row.has_begun]

    @property
    def next(self) -> MeetingRow | None:
        return next(iter(self.upcoming), None)

    @property
    def past(self) -> list[MeetingRow]:
        """The latest first."""
        return [row for row in reversed(self.meetings) if row.has_begun]

    @property
    def kept(self) -> int:
        return sum(row.kept for row in self.meetings)

    @property
    def promises(self) -> int:
        return sum(row.promises for row in self.meetings)


@dataclass(frozen=True)
class DialogueIndex:
    """What the reader may follow in one school year, node by node."""

    school_year: SchoolYear
    series: list[SeriesRow]
    other_years: list[SchoolYear]
    may_plan: bool

    @property
    def coming(self) -> list[SeriesRow]:
        """The nodes that have a meeting ahead, the soonest first."""
        waiting = [row for row in self.series if row.next]
        return sorted(waiting, key=lambda row: row.next.meeting.starts_at)  # type: ignore[union-attr]


def dialogue_index(user: User, school_year: SchoolYear) -> DialogueIndex:
    readable = Series.objects.visible_to(user)
    meetings = Meeting.objects.annotate(
        kept=Count("promises", filter=Q(promises__state=PromiseState.KEPT)), promised=Count("promises")
    ).order_by("starts_at")
    chosen = readable.filter(school_year=school_year).select_related("node").order_by("node__path")
    series = [_series_row(one) for one in chosen.prefetch_related(Prefetch("meetings", meetings, to_attr="counted"))]
    years = readable.exclude(school_year=school_year).values_list("school_year", flat=True).distinct().order_by("-school_year")
    return DialogueIndex(school_year, series, [SchoolYear(year) for year in years], plannable_nodes(user).exists())


def _series_row(series: Series) -> SeriesRow:
    now = clock.now()
    rows = [MeetingRow(m, m.kept, m.promised, m.starts_at <= now) for m in series.counted]  # type: ignore[attr-defined]
    return SeriesRow(series.node, rows)


def plannable_nodes(user: User) -> NodeQuerySet:
    """The areas and units for which the person may plan a year of meetings."""
    nodes = Node.objects.filter(paths_where(user, "dialogue.plan"), kind__in=[Kind.AREA, Kind.UNIT])
    return nodes.open(clock.today()).order_by("path")  # type: ignore[no-any-return]
