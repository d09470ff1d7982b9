"""The frozen text of an analysis: what stands in a version, and how it is read back.

A version holds the words as they were and the numbers of the records they came from, so that a citation can point at them.
Figures are not part of it: they have readers of their own, and masking of their own.
"""

from dataclasses import dataclass
from typing import Any

from analyses.models import Analysis, AnalysisVersion, Cause, Conclusion, Finding, Judgement


def freeze(analysis: Analysis) -> dict[str, Any]:
    """The whole text of the analysis as JSON. Four queries, whatever its size."""
    findings: dict[int, list[Finding]] = {}
    for finding in analysis.findings.prefetch_related("causes", "conclusions", "citations"):
        findings.setdefault(finding.area_id, []).append(finding)
    judgements = analysis.judgements.select_related("area").order_by("area__position")
    return {
        "node": analysis.node.name,
        "school_year": str(analysis.school_year),
        "summary": analysis.summary,
        "areas": [_area(judgement, findings.get(judgement.area_id, [])) for judgement in judgements],
    }


def _area(judgement: Judgement, findings: list[Finding]) -> dict[str, Any]:
    return {
        "key": judgement.area.key,
        "title": judgement.area.title,
        "level": judgement.level,
        "reason": judgement.reason,
        "findings": [
            {
                "id": finding.pk,
                "kind": finding.kind,
                "title": finding.title,
                "text": finding.text,
                "causes": [
                    {"id": c.pk, "direction": c.direction, "influence": c.influence, "evidence": c.evidence, "text": c.text}
                    for c in finding.causes.all()
                ],
                "conclusions": [
                    {"id": c.pk, "kind": c.kind, "text": c.text, "no_measure_reason": c.no_measure_reason}
                    for c in finding.conclusions.all()
                ],
                "cited": [citation.cited_id for citation in finding.citations.all()],
            }
            for finding in findings
        ],
    }


@dataclass(frozen=True)
class ReadVersion:
    """A version made ready for reading: unsaved records with the frozen words, whose codes get names in the reader's language."""

    version: AnalysisVersion
    summary: str
    areas: tuple["ReadArea", ...]


@dataclass(frozen=True)
class ReadArea:
    key: str
    title: str
    judgement: Judgement
    findings: tuple["ReadFinding", ...]


@dataclass(frozen=True)
class ReadFinding:
    finding: Finding
    causes: tuple[Cause, ...]
    conclusions: tuple[Conclusion, ...]
    cited: tuple[int, ...]


def read(version: AnalysisVersion) -> ReadVersion:
    content = version.content
    return ReadVersion(version, content["summary"], tuple(_read_area(area) for area in content["areas"]))


def _read_area(area: dict[str, Any]) -> ReadArea:
    return ReadArea(
        area["key"],
        area["title"],
        Judgement(level=area["level"], reason=area["reason"]),
        tuple(_read_finding(finding) for finding in area["findings"]),
    )


def _read_finding(frozen: dict[str, Any]) -> ReadFinding:
    finding = Finding(pk=frozen["id"], kind=frozen["kind"], title=frozen["title"], text=frozen["text"])
    causes = tuple(
        Cause(pk=c["id"], direction=c["direction"], influence=c["influence"], evidence=c["evidence"], text=c["text"])
        for c in frozen["causes"]
    )
    conclusions = tuple(
        Conclusion(pk=c["id"], kind=c["kind"], text=c["text"], no_measure_reason=c["no_measure_reason"])
        for c in frozen["conclusions"]
    )
    return ReadFinding(finding, causes, conclusions, tuple(frozen["cited"]))
