"""Writing the analysis: the areas with their state, one area with its chain, and what remains."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from analyses.models import Analysis, Citation, Finding, Judgement, TemplateArea
from units.models import Node


@dataclass(frozen=True)
class Gap:
    """Something that remains to be written, said as what would help, with the place to write it."""

    area: TemplateArea | None
    words: str
    about: str
    anchor: str


@dataclass(frozen=True)
class AreaState:
    """An area in the side menu: done, begun or open, with what remains."""

    judgement: Judgement
    gaps: tuple[Gap, ...]
    findings: int

    @property
    def area(self) -> TemplateArea:
        return self.judgement.area

    @property
    def is_begun(self) -> bool:
        return bool(self.judgement.level or self.judgement.reason or self.findings)

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
    def gaps(self) -> list[Gap]:
        found = [gap for area in self.areas for gap in area.gaps]
        return [*found, self.summary_gap] if self.summary_gap else found

    @property
    def left(self) -> list[AreaState]:
        return [area for area in self.areas if area.state != "done"]

    @property
    def done(self) -> int:
        return len(self.areas) - len(self.left)

    @property
    def next(self) -> AreaState | None:
        """Where to go on: what is begun before what is not."""
        return next((a for a in self.areas if a.state == "half"), next((a for a in self.areas if a.state == "open"), None))


def overview(analysis: Analysis) -> Overview:
    """Five queries, whatever the size of the analysis."""
    findings: dict[int, list[Finding]] = {}
    for finding in analysis.findings.prefetch_related("causes", "conclusions"):
        findings.setdefault(finding.area_id, []).append(finding)
    judgements = analysis.judgements.select_related("area").order_by("area__position")
    states = tuple(_state(judgement, findings.get(judgement.area_id, [])) for judgement in judgements)
    missing = None if analysis.summary.strip() else Gap(None, _("Your summary"), _("half a page, what politicians read first"), "summary")
    return Overview(analysis, states, missing)


def _state(judgement: Judgement, findings: list[Finding]) -> AreaState:
    return AreaState(judgement, tuple(gaps(judgement, findings)), len(findings))


def gaps(judgement: Judgement, findings: list[Finding]) -> list[Gap]:
    """What remains in one area. A finding asks for a cause, and a cause for a conclusion: the chain must not end by itself."""
    area = judgement.area
    found = []
    if judgement.level is None:
        found.append(Gap(area, _("Your judgement"), area.title, "judgement"))
    if not judgement.reason.strip():
        found.append(Gap(area, _("A reason for your judgement"), area.title, "judgement"))
    for finding in findings:
        anchor = f"finding-{finding.pk}"
        about = finding.title or str(finding.get_kind_display())
        if not finding.title.strip() or not finding.text.strip():
            found.append(Gap(area, _("What you see, in words"), about, anchor))
        if not any(cause.text.strip() for cause in finding.causes.all()):
            found.append(Gap(area, _("A cause"), about, anchor))
        elif not any(conclusion.text.strip() for conclusion in finding.conclusions.all()):
            found.append(Gap(area, _("A conclusion"), about, anchor))
    return found


@dataclass(frozen=True)
class Card:
    """A finding with its chain. ``cited_units`` are the units it rests on, for findings above unit level."""

    finding: Finding
    citations: tuple[Citation, ...]
    cited_units: tuple[Node, ...]


@dataclass(frozen=True)
class AreaPage:
    overview: Overview
    current: AreaState
    cards: tuple[Card, ...]
    units_below: int

    @property
    def area(self) -> TemplateArea:
        return self.current.area

    @property
    def following(self) -> AreaState | None:
        """The next area in the template's order."""
        position = self.overview.areas.index(self.current)
        return self.overview.areas[position + 1] if position + 1 < len(self.overview.areas) else None


def area_page(analysis: Analysis, key: str) -> AreaPage | None:
    """One area of the analysis, or None when the template has no such area."""
    whole = overview(analysis)
    current = next((state for state in whole.areas if state.area.key == key), None)
    if current is None:
        return None
    cited = Prefetch("citations", Citation.objects.select_related("version__analysis__node"))
    findings = analysis.findings.filter(area=current.area).select_related("area").prefetch_related("causes", "conclusions__goals", cited)
    below = 0
    if analysis.node.kind != "unit":
        below = Node.objects.within(analysis.node).units().open(analysis.school_year.ends).count()
    return AreaPage(whole, current, tuple(_card(finding) for finding in findings), below)


def _card(finding: Finding) -> Card:
    citations = tuple(finding.citations.all())
    units = {citation.version.analysis.node_id: citation.version.analysis.node for citation in citations}
    return Card(finding, citations, tuple(sorted(units.values(), key=lambda node: node.path)))


def card(finding: Finding) -> Card:
    """One finding, freshly read, for an answer to htmx."""
    return _card(finding)
