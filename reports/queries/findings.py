"""The municipality's own findings, with the numbered sources that every sentence can be followed down to."""

from typing import Any

from django.utils.formats import date_format

from analyses.models import Citation, Finding, written
from indicators.masking import Audience
from indicators.queries import Quote, quoted
from units.models import Kind, Node
from units.years import SchoolYear

Sources = dict[tuple[int, ...], int]  # unit, area of its template, version; or the revision of a figure → number


def municipality_findings(node: Node, school_year: SchoolYear, units: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The findings of the municipality's analysis of the year, and the list of sources; the same queries for all of them.

    ``units`` is all units that belong here: what "14 of 21" is counted against. Figures are those that anybody may see.
    """
    own = Finding.objects.filter(analysis__node=node, analysis__school_year=school_year).exclude(title="", text="")
    findings = list(
        own.select_related("area")
        .prefetch_related("grounds", "causes", "conclusions")
        .order_by("area__position", "position", "pk")
    )
    citations = _citations_below(node)
    value_ids = {ground.value_id for finding in findings for ground in finding.grounds.all() if ground.value_id}
    quotes = quoted(value_ids, audience=Audience.PUBLIC)
    numbers: Sources = {}
    sources: list[dict[str, Any]] = []
    said = []
    for finding in findings:
        figures = [_number_of_figure(quotes[g.value_id], numbers, sources) for g in finding.grounds.all() if g.value_id]
        told = _finding(finding, citations, units, numbers, sources)
        said.append(told | {"sources": list(dict.fromkeys([*figures, *told["sources"]]))})
    return said, sources


def _citations_below(node: Node) -> dict[int, list[Citation]]:
    """Every citation within the municipality, by the finding that rests on it."""
    by_finding: dict[int, list[Citation]] = {}
    within = Citation.objects.filter(finding__analysis__node__path__startswith=node.path)
    for citation in within.select_related("cited__analysis__node", "cited__area", "version").order_by(
        "cited__analysis__node__path", "pk"
    ):
        by_finding.setdefault(citation.finding_id, []).append(citation)
    return by_finding


def _finding(
    finding: Finding, citations: dict[int, list[Citation]], units: int, numbers: Sources, sources: list[dict[str, Any]]
) -> dict[str, Any]:
    rests_on = _down_to_units(finding.pk, citations)
    return {
        "kind": finding.kind,
        "kind_words": str(finding.get_kind_display()),
        "area": finding.area.title,
        "title": finding.title,
        "text": finding.text,
        "causes": [{"text": c.text, "direction": str(c.get_direction_display())} for c in written(finding.causes.all())],
        "conclusions": [c.text for c in finding.conclusions.all() if c.text.strip()],
        "units": len(
            {citation.cited.analysis.node_id for citation in rests_on if citation.cited.analysis.node.kind == Kind.UNIT}
        ),
        "of": units,
        "sources": list(dict.fromkeys(_number(citation, numbers, sources) for citation in rests_on)),
    }


def _down_to_units(finding_id: int, citations: dict[int, list[Citation]]) -> list[Citation]:
    """What the finding cites; where that is an area's finding, also what the area cites in its turn."""
    found: list[Citation] = []
    for citation in citations.get(finding_id, []):
        found += [citation, *_down_to_units(citation.cited_id, citations)]
    return found


def _number(citation: Citation, numbers: Sources, sources: list[dict[str, Any]]) -> int:
    """The source's number; a new one the first time it is cited."""
    cited = citation.cited
    key = (cited.analysis.node_id, cited.area_id, citation.version_id)
    if key not in numbers:
        numbers[key] = len(numbers) + 1
        sources.append(
            {
                "number": numbers[key],
                "unit": cited.analysis.node.name,
                "area": cited.area.title,
                "version": citation.version.number,
                "made_on": date_format(citation.version.made_at, "DATE_FORMAT"),
            }
        )
    return numbers[key]


def _number_of_figure(quote: Quote, numbers: Sources, sources: list[dict[str, Any]]) -> int:
    """The number of a figure among the sources, with what it was when the sentence was written and what has become of it."""
    key = (quote.value_id,)
    if key not in numbers:
        numbers[key] = len(numbers) + 1
        sources.append({"number": numbers[key], "figure": quote.words, "origin": quote.source, "note": quote.note})
    return numbers[key]
