"""Writing the analysis: the areas with their state, one area with its chain, and what remains."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch

from analyses.models import Analysis, AnalysisVersion, Citation, Finding, Judgement, Observation, TemplateArea
from analyses.queries.gaps import Chain, Gap, gaps, summary_gap
from analyses.queries.grounds import Choices, Quotes, choices_of, quotes_of
from indicators.queries import Figure, audience_for, figures_of
from units.models import Kind, Node, User


@dataclass(frozen=True)
class AreaState:
    """An area in the side menu: done, begun or open, with what remains."""

    judgement: Judgement
    gaps: tuple[Gap, ...]
    findings: int
    has_observations: bool

    @property
    def area(self) -> TemplateArea:
        return self.judgement.area

    @property
    def is_begun(self) -> bool:
        return bool(self.judgement.level or self.judgement.reason or self.findings or self.has_observations)

    @property
    def state(self) -> str:
        if not self.is_begun:
            return "open"
        return "half" if self.gaps else "done"


@dataclass(frozen=True)
class Overview:
    """The whole analysis at a glance."""

    analysis: Analysis
    areas: tuple[AreaState, ...]
    summary_gap: Gap | None

    @property
    def gaps(self) -> list[tuple[TemplateArea | None, Gap]]:
        """Everything that remains, with the area in which it is written; None for the summary."""
        found: list[tuple[TemplateArea | None, Gap]] = [(state.area, gap) for state in self.areas for gap in state.gaps]
        return [*found, (None, self.summary_gap)] if self.summary_gap else found

    @property
    def parts_left(self) -> int:
        """Areas to finish, and the summary."""
        return len(self.left) + (1 if self.summary_gap else 0)

    @property
    def left(self) -> list[AreaState]:
        return [area for area in self.areas if area.state != "done"]

    @property
    def next(self) -> AreaState | None:
        """Where to go on: what is begun before what is not."""
        return next((a for a in self.areas if a.state == "half"), next((a for a in self.areas if a.state == "open"), None))


def overview(analysis: Analysis) -> Overview:
    return overviews([analysis])[0]


def overviews(analyses: Sequence[Analysis]) -> list[Overview]:
    """As many queries for several analyses as for one, whatever their size."""
    findings: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    for finding in Finding.objects.filter(analysis__in=analyses).prefetch_related("causes", "conclusions"):
        findings[finding.analysis_id, finding.area_id].append(finding)
    states: dict[int, list[AreaState]] = defaultdict(list)
    seen = Observation.objects.filter(analysis=OuterRef("analysis"), area=OuterRef("area"))
    judgements = Judgement.objects.filter(analysis__in=analyses).select_related("area").annotate(has_observations=Exists(seen))
    for judgement in judgements.order_by("area__position"):
        states[judgement.analysis_id].append(_state(judgement, findings[judgement.analysis_id, judgement.area_id]))
    return [Overview(analysis, tuple(states[analysis.pk]), summary_gap(analysis.summary)) for analysis in analyses]


def _state(judgement: Any, findings: list[Finding]) -> AreaState:
    chains = [Chain(finding, finding.causes.all(), finding.conclusions.all()) for finding in findings]
    return AreaState(judgement, tuple(gaps(judgement, judgement.area.title, chains)), len(findings), judgement.has_observations)


@dataclass(frozen=True)
class Card:
    """A finding with its chain. It may rest on more units than the reader may read the words of.

    ``choices`` is what else it can rest on, while it is being written.
    """

    finding: Finding
    citations: tuple[Citation, ...]
    cited_units: int
    quotes: Quotes
    choices: Choices | None


@dataclass(frozen=True)
class Sides:
    """What stands beside an area: where it is among the others, and what remains in it."""

    overview: Overview
    current: AreaState

    @property
    def area(self) -> TemplateArea:
        return self.current.area

    @property
    def following(self) -> AreaState | None:
        """The next area in the template's order."""
        position = self.overview.areas.index(self.current)
        return self.overview.areas[position + 1] if position + 1 < len(self.overview.areas) else None


@dataclass(frozen=True)
class AreaPage(Sides):
    """One area: its figures and what the unit has seen itself, and the findings with their chains."""

    figures: tuple[Figure, ...]
    observations: tuple[Observation, ...]
    cards: tuple[Card, ...]
    units_below: int


def sides(analysis: Analysis, key: str) -> Sides | None:
    """What stands beside one area of the analysis, or None when the template has no such area."""
    whole = overview(analysis)
    current = next((state for state in whole.areas if state.area.key == key), None)
    return Sides(whole, current) if current else None


def area_page(analysis: Analysis, key: str, user: User, editing: int | None = None) -> AreaPage | None:
    """One area of the analysis for one reader, or None when the template has no such area. ``editing`` is the finding in hand."""
    beside = sides(analysis, key)
    if beside is None:
        return None
    below = 0
    if analysis.node.kind != Kind.UNIT:
        below = Node.objects.within(analysis.node).units().open(analysis.school_year.ends).count()
    figures, observations = _figures(analysis, key, user), _observations(analysis, beside.area)
    findings = list(_with_chains(analysis.findings.filter(area=beside.area), user))
    quotes = quotes_of(findings, analysis.node, user)
    cards = tuple(
        _card(each, quotes, choices_of(each, figures, observations) if each.pk == editing else None) for each in findings
    )
    return AreaPage(beside.overview, beside.current, figures, observations, cards, below)


def card(finding: Finding, user: User, *, editing: bool) -> Card:
    """One finding, freshly read, for an answer to htmx."""
    fresh, analysis = _with_chains(Finding.objects.filter(pk=finding.pk), user).get(), finding.analysis
    choices = None
    if editing:
        figures = _figures(analysis, finding.area.key, user)
        choices = choices_of(fresh, figures, _observations(analysis, finding.area))
    return _card(fresh, quotes_of([fresh], analysis.node, user), choices)


def _figures(analysis: Analysis, key: str, user: User) -> tuple[Figure, ...]:
    audience = audience_for(user, analysis.node)
    return tuple(figures_of(analysis.node, until=analysis.school_year, audience=audience, area_key=key))


def _observations(analysis: Analysis, area: TemplateArea) -> tuple[Observation, ...]:
    return tuple(analysis.observations.filter(area=area).select_related("area"))


def _with_chains(findings: Any, user: User) -> Any:
    """Cited words are shown to those who may read the version they stand in; that something is cited is no secret."""
    readable = Citation.objects.filter(version__in=AnalysisVersion.objects.visible_to(user)).select_related(
        "version__analysis__node"
    )
    return (
        findings.select_related("area")
        .prefetch_related(
            "grounds__observation",
            "causes",
            "conclusions__goals",
            Prefetch("citations", readable, to_attr="readable_citations"),
        )
        .annotate(cited_units=Count("citations__version__analysis", distinct=True))
        .order_by("position", "pk")  # counting takes the order away
    )


def _card(finding: Any, quotes: Quotes, choices: Choices | None) -> Card:
    return Card(finding, tuple(finding.readable_citations), finding.cited_units, quotes, choices)
