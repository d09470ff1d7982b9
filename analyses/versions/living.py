"""The analysis as it stands now, gathered in as many queries whatever its size."""

from collections import defaultdict
from typing import Any

from django.utils.text import capfirst

from analyses.models import (
    Analysis,
    AnalysisVersion,
    Finding,
    Ground,
    Judgement,
    Observation,
    Section,
    SectionText,
    TemplateSection,
    written,
)
from analyses.versions.records import ReadArea, ReadBrief, ReadConclusion, ReadFinding, ReadSection, ReadVersion
from indicators.masking import Audience
from indicators.models import Indicator
from indicators.queries import figures_of
from schoolplan.kit import clock
from units.models import Assignment
from units.roles import LEADERS


def as_it_stands(analysis: Analysis) -> ReadVersion:
    """The living text, as a version with the number 0 that is not stored."""
    findings: dict[int, list[ReadFinding]] = defaultdict(list)
    for finding in with_whole_chains(analysis.findings.all()):
        findings[finding.area_id].append(finding_as_it_stands(finding))
    observations: dict[int, list[Observation]] = defaultdict(list)
    for observation in analysis.observations.all():
        observations[observation.area_id].append(observation)
    sections = _sections(analysis)
    judgements = analysis.judgements.select_related("area").order_by("area__position")
    return ReadVersion(
        version=AnalysisVersion(analysis=analysis, number=0, made_at=clock.now()),
        summary=analysis.summary,
        template=analysis.template.name,
        template_version=analysis.template.version,
        sections=sections,
        areas=tuple(_area(each, observations[each.area_id], findings[each.area_id]) for each in judgements),
        look_backs=tuple(analysis.look_backs.all()),
        sources=tuple(analysis.sources),
        other_sources=analysis.other_sources,
        participations=tuple(analysis.participations.order_by("pk")),
        brief=_brief(analysis) if any(section.key == Section.BRIEF for section in sections) else None,
    )


def with_whole_chains(findings: Any) -> Any:
    """The findings with all that :func:`finding_as_it_stands` reads of them."""
    return findings.prefetch_related(
        "themes",
        "grounds__observation",
        "causes",
        "conclusions__causes",
        "conclusions__goals",
        "conclusions__support_requests",
        "citations",
    )


def finding_as_it_stands(finding: Finding) -> ReadFinding:
    """A finding with its chain. Goals and needs of support live in apps further on, and are known by their words only."""
    conclusions: Any = finding.conclusions.all()
    return ReadFinding(
        finding,
        tuple(sorted(theme.name for theme in finding.themes.all())),
        tuple(finding.grounds.all()),
        written(finding.causes.all()),
        tuple(_conclusion(conclusion, finding) for conclusion in conclusions),
        tuple(citation.cited_id for citation in finding.citations.all()),
    )


def _conclusion(conclusion: Any, finding: Finding) -> ReadConclusion:
    draws_on = written(conclusion.causes.all())
    return ReadConclusion(
        conclusion,
        draws_on,
        bool(draws_on) and set(draws_on) == set(written(finding.causes.all())),
        tuple(goal.title for goal in conclusion.goals.all()),
        tuple(request.need for request in conclusion.support_requests.all()),
    )


def _brief(analysis: Analysis) -> ReadBrief:
    """Only the numbers of the figures are taken: whoever reads sees them masked as that reader may see them."""
    node = analysis.node
    area = node.area
    above = [node.path[:end] for end in range(node.steplen, len(node.path) + 1, node.steplen)]
    leading = Assignment.objects.on(clock.today()).filter(node__path__in=above, role__in=LEADERS)
    figures = figures_of(node, until=analysis.school_year, audience=Audience.PUBLIC)
    conditions = [figure.latest.value_id for figure in figures if figure.comparison == Indicator.Comparison.CONDITION]
    return ReadBrief(
        forms=tuple(node.forms),
        grades=node.grades,
        pupils=node.pupils,
        area=area.name if area and area != node else "",
        leaders=tuple(leading.order_by("-node__path", "user__name").values_list("user__name", "role")),
        figures=tuple(Ground(value_id=number) for number in conditions if number),
    )


def _sections(analysis: Analysis) -> tuple[ReadSection, ...]:
    """The sections of the template with their texts. Every analysis has a summary, whether its template speaks of it or not."""
    texts = {text.section_id: text for text in analysis.section_texts.all()}
    sections = [_section(analysis, section, texts.get(section.pk)) for section in analysis.template.sections.all()]
    if not any(section.key == Section.SUMMARY for section in sections):
        sections.append(ReadSection(Section.SUMMARY, str(capfirst(Section.SUMMARY.label)), "", analysis.summary))
    return tuple(sections)


def _section(analysis: Analysis, section: TemplateSection, text: SectionText | None) -> ReadSection:
    if section.key == Section.SUMMARY:
        return ReadSection(section.key, section.title, section.question, analysis.summary)
    return ReadSection(section.key, section.title, section.question, text.text if text else "", text.pk if text else None)


def _area(judgement: Judgement, observations: list[Observation], findings: list[ReadFinding]) -> ReadArea:
    area = judgement.area
    return ReadArea(area.key, area.title, area.question, judgement, tuple(observations), tuple(findings))
