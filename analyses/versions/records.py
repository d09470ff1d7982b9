"""The shape of a whole analysis, made ready for reading.

The records in it are the models' own, unsaved when the text is frozen: their codes get names in the reader's language.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from analyses.choices import titles_of_sources, titles_of_ways
from analyses.models import (
    AnalysisVersion,
    Cause,
    Conclusion,
    Finding,
    Ground,
    Judgement,
    LookBack,
    Observation,
    Participation,
    Section,
)
from units.models import SchoolForm
from units.roles import Role

BEFORE_AREAS = (Section.BRIEF, Section.LOOK_BACK, Section.SOURCES)


@dataclass(frozen=True)
class ReadConclusion:
    """A conclusion with the causes it draws on, and what it led to, in the words of that day."""

    conclusion: Conclusion
    draws_on: tuple[Cause, ...]
    draws_on_all: bool
    goals: tuple[str, ...]
    support: tuple[str, ...]

    @property
    def leads_on(self) -> bool:
        """To a goal, to a request for support, or to a reasoned "no measure"."""
        return bool(self.goals or self.support or self.conclusion.no_measure_reason.strip())


@dataclass(frozen=True)
class ReadFinding:
    """A finding with its whole chain. ``cited`` are the numbers of the findings below that it rests on."""

    finding: Finding
    themes: tuple[str, ...]
    grounds: tuple[Ground, ...]
    causes: tuple[Cause, ...]
    steps: tuple[ReadConclusion, ...]
    cited: tuple[int, ...]

    @property
    def conclusions(self) -> tuple[Conclusion, ...]:
        return tuple(step.conclusion for step in self.steps)


@dataclass(frozen=True)
class ReadArea:
    key: str
    title: str
    question: str
    judgement: Judgement
    observations: tuple[Observation, ...]
    findings: tuple[ReadFinding, ...]

    @property
    def anchor(self) -> str:
        return f"area-{self.key}"


@dataclass(frozen=True)
class ReadSection:
    """A part beside the areas. ``pk`` is the number of its text; None for the summary, which is the analysis's own."""

    key: str
    title: str
    question: str
    text: str
    pk: int | None = None

    @property
    def anchor(self) -> str:
        return str(self.key)


@dataclass(frozen=True)
class ReadBrief:
    """The node in brief, as the system knew it. ``leaders`` are names with codes of roles, ``figures`` its conditions."""

    forms: tuple[str, ...]
    grades: str
    pupils: int | None
    area: str
    leaders: tuple[tuple[str, str], ...]
    figures: tuple[Ground, ...]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Each thing with its label; what is not known is left out."""
        known = [
            (_("School forms"), ", ".join(str(SchoolForm(form).label) for form in self.forms)),
            (_("Grades"), self.grades),
            (_("Children and pupils"), "" if self.pupils is None else str(self.pupils)),
            (_("Area"), self.area),
            (_("Leaders"), ", ".join(f"{name} ({Role(role).label})" for name, role in self.leaders)),
        ]
        return [(label, capfirst(words)) for label, words in known if words]


@dataclass(frozen=True)
class ReadVersion:
    """A whole text. ``version`` is unsaved, with the number 0, when the text is the living one."""

    version: AnalysisVersion
    summary: str
    template: str
    template_version: int | None
    sections: tuple[ReadSection, ...]
    areas: tuple[ReadArea, ...]
    look_backs: tuple[LookBack, ...]
    sources: tuple[str, ...]
    other_sources: str
    participations: tuple[Participation, ...]
    brief: ReadBrief | None

    @cached_property
    def parts(self) -> tuple[ReadSection | ReadArea, ...]:
        """Sections and areas in the order of reading: the areas after what was known before them (domain.md §5)."""
        before = tuple(section for section in self.sections if section.key in BEFORE_AREAS)
        after = tuple(section for section in self.sections if section.key not in BEFORE_AREAS)
        return (*before, *self.areas, *after)

    @property
    def findings(self) -> list[ReadFinding]:
        return [finding for area in self.areas for finding in area.findings]

    @property
    def strengths(self) -> list[ReadFinding]:
        return [each for each in self.findings if each.finding.kind == Finding.Kind.STRENGTH]

    @property
    def goals(self) -> list[str]:
        """What the conclusions led to, each goal once, in the order of the areas."""
        return list(dict.fromkeys(title for each in self.findings for step in each.steps for title in step.goals))

    @property
    def support(self) -> list[str]:
        return list(dict.fromkeys(need for each in self.findings for step in each.steps for need in step.support))

    @property
    def source_titles(self) -> list[str]:
        return titles_of_sources(list(self.sources))

    @property
    def took_part(self) -> list[tuple[Participation, list[str]]]:
        """The groups, each with the ways in which it took part."""
        return [(each, titles_of_ways(each.group, each.ways)) for each in self.participations]

    @property
    def value_ids(self) -> set[int]:
        """The revisions of figures that the findings rest on, and of those in the brief."""
        grounds = [ground for each in self.findings for ground in each.grounds]
        return {ground.value_id for ground in (*grounds, *(self.brief.figures if self.brief else ())) if ground.value_id}
