"""The whole analysis at a glance: its parts in the template's order, each with its state and what remains in it."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse

from analyses.models import (
    Analysis,
    Finding,
    Judgement,
    LookBack,
    Observation,
    Participation,
    Section,
    SectionText,
    TemplateArea,
    TemplateSection,
)
from analyses.queries.chains import chain_of, with_chains
from analyses.queries.gaps import Beside, Chain, Gap, Ties, gaps, section_gaps
from analyses.versions.records import BEFORE_AREAS

MINUTES: dict[str, int] = {Section.BRIEF: 5, Section.SOURCES: 2, Section.SUMMARY: 15}


@dataclass(frozen=True)
class Part(ABC):
    """An area or a section in the side menu: done, begun or open, with what remains."""

    kind: ClassVar[str]

    analysis_id: int
    gaps: tuple[Gap, ...]

    @property
    @abstractmethod
    def key(self) -> str: ...

    @property
    @abstractmethod
    def title(self) -> str: ...

    @property
    @abstractmethod
    def url(self) -> str: ...

    @property
    @abstractmethod
    def is_begun(self) -> bool: ...

    @property
    def minutes(self) -> int:
        """About how long it takes to write from the beginning."""
        return 15

    @property
    def state(self) -> str:
        if not self.gaps:
            return "done"
        return "half" if self.is_begun else "open"


@dataclass(frozen=True)
class AreaState(Part):
    kind = "area"

    judgement: Judgement
    findings: int
    observations: tuple[Observation, ...]

    @property
    def area(self) -> TemplateArea:
        return self.judgement.area

    @property
    def key(self) -> str:
        return self.area.key

    @property
    def title(self) -> str:
        return self.area.title

    @property
    def url(self) -> str:
        return reverse("analyses:area", args=[self.analysis_id, self.key])

    @property
    def is_begun(self) -> bool:
        return bool(self.judgement.level or self.judgement.reason or self.findings or self.observations)


@dataclass(frozen=True)
class SectionState(Part):
    """``row`` holds the section's text; the summary has none, it is the analysis's own field."""

    kind = "section"

    section: TemplateSection
    row: SectionText | None
    text: str
    beside: Beside

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def url(self) -> str:
        return reverse("analyses:section", args=[self.analysis_id, self.key])

    @property
    def minutes(self) -> int:
        return MINUTES.get(self.key, 10)

    @property
    def is_begun(self) -> bool:
        match self.key:
            case Section.LOOK_BACK:
                return any(look_back.effect for look_back in self.beside.look_backs)
            case Section.SOURCES:
                return self.beside.has_sources or self.beside.somebody_took_part
        return bool(self.text.strip())


@dataclass(frozen=True)
class Overview:
    """The whole analysis. ``parts`` are its areas and sections together."""

    analysis: Analysis
    parts: tuple[Part, ...]

    @property
    def areas(self) -> tuple[AreaState, ...]:
        return tuple(part for part in self.parts if isinstance(part, AreaState))

    @property
    def gaps(self) -> list[tuple[Part, Gap]]:
        """Everything that remains, with the part in which it is written."""
        return [(part, gap) for part in self.parts for gap in part.gaps]

    @property
    def left(self) -> list[Part]:
        return [part for part in self.parts if part.state != "done"]

    @property
    def next(self) -> Part | None:
        """Where to go on: what we said last year is answered first, then what is begun goes before what is not."""
        return min(self.left, key=lambda part: (part.key != Section.LOOK_BACK, part.state != "half"), default=None)

    def part(self, kind: type[Part], key: str) -> Part | None:
        """An area and a section may have the same key: special support and the support one asks for."""
        return next((part for part in self.parts if isinstance(part, kind) and part.key == key), None)


@dataclass(frozen=True)
class Sides:
    """What stands beside one part: where it is among the others, and what remains in it."""

    overview: Overview
    current: Part

    @property
    def following(self) -> Part | None:
        """The next part in the template's order."""
        position = self.overview.parts.index(self.current)
        return self.overview.parts[position + 1] if position + 1 < len(self.overview.parts) else None


def sides(analysis: Analysis, kind: type[Part], key: str, findings: Iterable[Any] | None = None) -> Sides | None:
    """What stands beside one area or section of the analysis, or None when the template has no such part.

    ``findings`` are those of the analysis with their chains, when they have been read already.
    """
    [whole] = overviews([analysis], findings)
    current = whole.part(kind, key)
    return Sides(whole, current) if current else None


def overview(analysis: Analysis) -> Overview:
    return overviews([analysis])[0]


def overviews(analyses: Sequence[Analysis], findings: Iterable[Any] | None = None) -> list[Overview]:
    """As many queries for several analyses as for one, whatever their size."""
    if findings is None:
        findings = with_chains(Finding.objects.filter(analysis__in=analyses))
    areas, sections = _areas(analyses, findings), _sections(analyses)
    return [Overview(analysis, _in_order(areas[analysis.pk], sections[analysis.pk])) for analysis in analyses]


def _in_order(areas: Sequence[AreaState], sections: Sequence[SectionState]) -> tuple[Part, ...]:
    first = [section for section in sections if section.key in BEFORE_AREAS]
    return (*first, *areas, *(section for section in sections if section not in first))


def _areas(analyses: Collection[Analysis], findings: Iterable[Any]) -> dict[int, list[AreaState]]:
    """The areas of each analysis with their chains, in two queries."""
    chains: dict[tuple[int, int], list[Chain]] = defaultdict(list)
    read = [(finding, chain_of(finding)) for finding in findings]
    drawn_on = {cause.pk for _, chain in read for step in chain.steps for cause in step.draws_on}
    for finding, chain in read:
        drawing = {step.conclusion.pk for step in chain.steps if step.draws_on}
        ties = Ties(drawn_on, drawing, {step.conclusion.pk for step in chain.steps if step.leads_on})
        conclusions = [step.conclusion for step in chain.steps]
        chains[finding.analysis_id, finding.area_id].append(Chain(finding, chain.causes, conclusions, ties))
    seen = Observation.objects.filter(analysis=OuterRef("analysis"), area=OuterRef("area")).order_by("position", "pk")
    judgements = Judgement.objects.filter(analysis__in=analyses).select_related("area")
    judgements = judgements.annotate(told_observations=ArraySubquery(seen.values(row=_row("pk", "text", "origin"))))
    states: dict[int, list[AreaState]] = defaultdict(list)
    for judgement in judgements.order_by("area__position"):
        states[judgement.analysis_id].append(_area_state(judgement, chains[judgement.analysis_id, judgement.area_id]))
    return states


def _row(*names: str) -> JSONObject:
    return JSONObject(**{name: name for name in names})


def _area_state(judgement: Any, chains: list[Chain]) -> AreaState:
    seen = tuple(Observation(area=judgement.area, **row) for row in judgement.told_observations or ())
    left = tuple(gaps(judgement, judgement.area.title, chains))
    return AreaState(judgement.analysis_id, left, judgement, len(chains), seen)


def _sections(analyses: Collection[Analysis]) -> dict[int, list[SectionState]]:
    """The sections of each analysis in one query: their words, and what is answered in them."""
    rows = list(_template_sections(analyses))
    states: dict[int, list[SectionState]] = {}
    for analysis in analyses:
        own = [row for row in rows if row.template_id == analysis.template_id]
        beside = _beside(analysis, own[0] if own else None)
        found = [_section_state(analysis, row, _row_of(analysis, row), beside) for row in own]
        if not any(row.key == Section.SUMMARY for row in own):
            found.append(_section_state(analysis, summary_section(), None, beside))
        states[analysis.pk] = found
    return states


def _template_sections(analyses: Collection[Analysis]) -> Any:
    ids = [analysis.pk for analysis in analyses]
    texts = SectionText.objects.filter(section=OuterRef("pk"), analysis__in=ids).order_by("analysis")
    told = LookBack.objects.filter(analysis__in=ids).order_by("position", "pk")
    part = Participation.objects.filter(analysis__in=ids).order_by("pk")
    return (
        TemplateSection.objects.filter(template__in={analysis.template_id for analysis in analyses})
        .annotate(
            written=ArraySubquery(texts.values(row=_row("analysis_id", "section_id", "pk", "text"))),
            told=ArraySubquery(told.values(row=_row("analysis_id", "pk", "title", "effect"))),
            took_part=ArraySubquery(part.values(row=_row("analysis_id", "group", "ways", "when"))),
        )
        .order_by("position")
    )


def _beside(analysis: Analysis, row: Any) -> Beside:
    return Beside(
        look_backs=tuple(LookBack(**line) for line in _own(analysis, row.told if row else None)),
        sources=tuple(analysis.sources),
        other_sources=analysis.other_sources,
        participations=tuple(Participation(**line) for line in _own(analysis, row.took_part if row else None)),
    )


def _own(analysis: Analysis, lines: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    return [line for line in lines or () if line["analysis_id"] == analysis.pk]


def _row_of(analysis: Analysis, section: Any) -> SectionText | None:
    rows = [SectionText(**line) for line in _own(analysis, section.written)]
    for row in rows:
        row.analysis, row.section = analysis, section
    return rows[0] if rows else None


def _section_state(analysis: Analysis, section: TemplateSection, row: SectionText | None, beside: Beside) -> SectionState:
    text = row.text if row else analysis.summary
    return SectionState(analysis.pk, tuple(section_gaps(section, text, beside)), section, row, text, beside)


def summary_section() -> TemplateSection:
    """The summary of a template that does not say anything of it: every analysis has one."""
    words = str(Section.SUMMARY.label)
    return TemplateSection(key=Section.SUMMARY, title=words[:1].upper() + words[1:])
