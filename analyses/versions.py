"""The frozen text of an analysis: what stands in a version, and how it is read back.

A version holds the words as they were and the numbers of the records they came from, so that a citation can point at them.
Of the figures it holds only which revisions they are. A revision never changes, so the number says exactly what was read; what a
reader may see of it depends on who reads and on the limits of that day, so it is masked when it is shown. Figures frozen as words
would have passed by the masking for good.
"""

from dataclasses import dataclass
from typing import Any

from analyses.models import Analysis, AnalysisVersion, Cause, Conclusion, Finding, Ground, Judgement, Observation


def freeze(analysis: Analysis) -> dict[str, Any]:
    """The whole text of the analysis as JSON. As many queries whatever its size."""
    findings: dict[int, list[Finding]] = {}
    for finding in analysis.findings.prefetch_related("grounds__observation", "causes", "conclusions", "citations"):
        findings.setdefault(finding.area_id, []).append(finding)
    observations: dict[int, list[Observation]] = {}
    for observation in analysis.observations.all():
        observations.setdefault(observation.area_id, []).append(observation)
    judgements = analysis.judgements.select_related("area").order_by("area__position")
    return {
        "node": analysis.node.name,
        "school_year": str(analysis.school_year),
        "summary": analysis.summary,
        "areas": [
            _area(judgement, observations.get(judgement.area_id, []), findings.get(judgement.area_id, []))
            for judgement in judgements
        ],
    }


def _area(judgement: Judgement, observations: list[Observation], findings: list[Finding]) -> dict[str, Any]:
    return {
        "key": judgement.area.key,
        "title": judgement.area.title,
        "level": judgement.level,
        "reason": judgement.reason,
        "observations": [_observation(observation) for observation in observations],
        "findings": [
            {
                "id": finding.pk,
                "kind": finding.kind,
                "title": finding.title,
                "text": finding.text,
                "grounds": [
                    {"observation": _observation(g.observation)} if g.observation else {"value": g.value_id}
                    for g in finding.grounds.all()
                ],
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


def _observation(observation: Observation) -> dict[str, Any]:
    return {"id": observation.pk, "text": observation.text, "origin": observation.origin}


@dataclass(frozen=True)
class ReadVersion:
    """A version made ready for reading: unsaved records with the frozen words, whose codes get names in the reader's language."""

    version: AnalysisVersion
    summary: str
    areas: tuple["ReadArea", ...]

    @property
    def value_ids(self) -> set[int]:
        """The revisions of figures that the findings rest on."""
        grounds = (ground for area in self.areas for finding in area.findings for ground in finding.grounds)
        return {ground.value_id for ground in grounds if ground.value_id}


@dataclass(frozen=True)
class ReadArea:
    key: str
    title: str
    judgement: Judgement
    observations: tuple[Observation, ...]
    findings: tuple["ReadFinding", ...]


@dataclass(frozen=True)
class ReadFinding:
    finding: Finding
    grounds: tuple[Ground, ...]
    causes: tuple[Cause, ...]
    conclusions: tuple[Conclusion, ...]
    cited: tuple[int, ...]


def read(version: AnalysisVersion) -> ReadVersion:
    """The frozen text. Versions made before there were grounds and observations have none."""
    content = version.content
    return ReadVersion(version, content["summary"], tuple(_read_area(area) for area in content["areas"]))


def _read_area(area: dict[str, Any]) -> ReadArea:
    return ReadArea(
        area["key"],
        area["title"],
        Judgement(level=area["level"], reason=area["reason"]),
        tuple(_read_observation(observation) for observation in area.get("observations", [])),
        tuple(_read_finding(finding) for finding in area["findings"]),
    )


def _read_finding(frozen: dict[str, Any]) -> ReadFinding:
    finding = Finding(pk=frozen["id"], kind=frozen["kind"], title=frozen["title"], text=frozen["text"])
    grounds = tuple(_read_ground(ground) for ground in frozen.get("grounds", []))
    causes = tuple(
        Cause(pk=c["id"], direction=c["direction"], influence=c["influence"], evidence=c["evidence"], text=c["text"])
        for c in frozen["causes"]
    )
    conclusions = tuple(
        Conclusion(pk=c["id"], kind=c["kind"], text=c["text"], no_measure_reason=c["no_measure_reason"])
        for c in frozen["conclusions"]
    )
    return ReadFinding(finding, grounds, causes, conclusions, tuple(frozen["cited"]))


def _read_ground(frozen: dict[str, Any]) -> Ground:
    observation = frozen.get("observation")
    return Ground(observation=_read_observation(observation)) if observation else Ground(value_id=frozen["value"])


def _read_observation(frozen: dict[str, Any]) -> Observation:
    return Observation(pk=frozen["id"], text=frozen["text"], origin=frozen["origin"])
