"""The frozen text of an analysis: what stands in a version, and how it is read back.

A version holds the words as they were and the numbers of the records they came from, so that a citation can point at them.
Of the figures it holds only which revisions they are. A revision never changes, so the number says exactly what was read; what a
reader may see of it depends on who reads and on the limits of that day, so it is masked when it is shown. Figures frozen as words
would have passed by the masking for good.

What a key is missing from was made before there was such a thing.
"""

from typing import Any

from django.utils.text import capfirst

from analyses.models import (
    Analysis,
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
from analyses.versions.living import as_it_stands
from analyses.versions.records import ReadArea, ReadBrief, ReadConclusion, ReadFinding, ReadSection, ReadVersion

CAUSE = ("direction", "influence", "evidence", "text")
CONCLUSION = ("kind", "text", "no_measure_reason")
LOOK_BACK = ("title", "did", "happened", "effect", "next")
PARTICIPATION = ("group", "ways", "when", "note")
OBSERVATION = ("text", "origin")
BRIEF = ("grades", "pupils", "area")
SECTION = ("key", "title", "question", "text")


def freeze(analysis: Analysis) -> dict[str, Any]:
    """The whole text of the analysis as JSON. As many queries whatever its size."""
    text = as_it_stands(analysis)
    return {
        "node": analysis.node.name,
        "school_year": str(analysis.school_year),
        "template": {"name": text.template, "version": text.template_version},
        "summary": text.summary,
        "sections": [{"id": section.pk} | {name: getattr(section, name) for name in SECTION} for section in text.sections],
        "brief": _freeze_brief(text.brief) if text.brief else None,
        "look_backs": [_plain(each, LOOK_BACK) for each in text.look_backs],
        "sources": list(text.sources),
        "other_sources": text.other_sources,
        "participation": [_plain(each, PARTICIPATION) for each in text.participations],
        "areas": [_freeze_area(area) for area in text.areas],
    }


def _freeze_brief(brief: ReadBrief) -> dict[str, Any]:
    return {
        **{name: getattr(brief, name) for name in BRIEF},
        "forms": list(brief.forms),
        "leaders": [list(leader) for leader in brief.leaders],
        "figures": [ground.value_id for ground in brief.figures],
    }


def _plain(record: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    return {"id": record.pk} | {name: getattr(record, name) for name in fields}


def _freeze_area(area: ReadArea) -> dict[str, Any]:
    return {
        "key": area.key,
        "title": area.title,
        "question": area.question,
        "judgement": area.judgement.pk,
        "level": area.judgement.level,
        "reason": area.judgement.reason,
        "observations": [_plain(observation, OBSERVATION) for observation in area.observations],
        "findings": [_freeze_finding(read) for read in area.findings],
    }


def _freeze_finding(read: ReadFinding) -> dict[str, Any]:
    return {
        **_plain(read.finding, ("kind", "title", "text")),
        "themes": list(read.themes),
        "grounds": [
            {"observation": _plain(ground.observation, OBSERVATION)} if ground.observation else {"value": ground.value_id}
            for ground in read.grounds
        ],
        "causes": [_plain(cause, CAUSE) for cause in read.causes],
        "conclusions": [
            _plain(step.conclusion, CONCLUSION)
            | {"causes": [cause.pk for cause in step.draws_on], "goals": list(step.goals), "support": list(step.support)}
            for step in read.steps
        ],
        "cited": list(read.cited),
    }


def read(version: AnalysisVersion) -> ReadVersion:
    """The frozen text."""
    content = version.content
    template = content.get("template", {})
    return ReadVersion(
        version=version,
        summary=content["summary"],
        template=template.get("name", ""),
        template_version=template.get("version"),
        sections=_read_sections(content),
        areas=_read_areas(content["areas"]),
        look_backs=tuple(_thaw(LookBack, each, LOOK_BACK) for each in content.get("look_backs", [])),
        sources=tuple(content.get("sources", [])),
        other_sources=content.get("other_sources", ""),
        participations=tuple(_thaw(Participation, each, PARTICIPATION) for each in content.get("participation", [])),
        brief=_read_brief(content["brief"]) if content.get("brief") else None,
    )


def _thaw(model: Any, frozen: dict[str, Any], fields: tuple[str, ...]) -> Any:
    """An unsaved record with the frozen words and the number it had."""
    return model(pk=frozen["id"], **{name: frozen[name] for name in fields})


def _read_sections(content: dict[str, Any]) -> tuple[ReadSection, ...]:
    """A version made before there were sections had the summary, and nothing else beside its areas."""
    if "sections" not in content:
        return (ReadSection(Section.SUMMARY, str(capfirst(Section.SUMMARY.label)), "", content["summary"]),)
    return tuple(ReadSection(pk=each["id"], **{name: each[name] for name in SECTION}) for each in content["sections"])


def _read_brief(frozen: dict[str, Any]) -> ReadBrief:
    return ReadBrief(
        forms=tuple(frozen["forms"]),
        leaders=tuple((name, role) for name, role in frozen["leaders"]),
        figures=tuple(Ground(value_id=number) for number in frozen["figures"]),
        **{name: frozen[name] for name in BRIEF},
    )


def _read_areas(areas: list[dict[str, Any]]) -> tuple[ReadArea, ...]:
    causes = {
        each["id"]: _thaw(Cause, each, CAUSE) for area in areas for finding in area["findings"] for each in finding["causes"]
    }
    return tuple(_read_area(area, causes) for area in areas)


def _read_area(area: dict[str, Any], causes: dict[int, Cause]) -> ReadArea:
    return ReadArea(
        area["key"],
        area["title"],
        area.get("question", ""),
        Judgement(pk=area.get("judgement"), level=area["level"], reason=area["reason"]),
        tuple(_thaw(Observation, observation, OBSERVATION) for observation in area.get("observations", [])),
        tuple(_read_finding(finding, causes) for finding in area["findings"]),
    )


def _read_finding(frozen: dict[str, Any], all_causes: dict[int, Cause]) -> ReadFinding:
    causes = tuple(all_causes[each["id"]] for each in frozen["causes"])
    return ReadFinding(
        _thaw(Finding, frozen, ("kind", "title", "text")),
        tuple(frozen.get("themes", [])),
        tuple(read_ground(ground) for ground in frozen.get("grounds", [])),
        causes,
        tuple(_read_conclusion(each, causes, all_causes) for each in frozen["conclusions"]),
        tuple(frozen["cited"]),
    )


def _read_conclusion(frozen: dict[str, Any], causes: tuple[Cause, ...], all_causes: dict[int, Cause]) -> ReadConclusion:
    """It can draw on causes of other findings, too."""
    draws_on = tuple(all_causes[number] for number in frozen.get("causes", []))
    return ReadConclusion(
        _thaw(Conclusion, frozen, CONCLUSION),
        draws_on,
        bool(draws_on) and set(draws_on) == set(causes),
        tuple(frozen.get("goals", [])),
        tuple(frozen.get("support", [])),
    )


def read_ground(frozen: dict[str, Any]) -> Ground:
    """What a finding rests on, as :func:`freeze` wrote it: an observation in its words, a figure by its number."""
    observation = frozen.get("observation")
    return Ground(observation=_thaw(Observation, observation, OBSERVATION)) if observation else Ground(value_id=frozen["value"])
