"""The demo's analyses, written, handed in and answered by those who would have done it."""

import datetime as dt
from typing import Any

from analyses import services
from analyses.models import Analysis, Finding
from analyses.queries import findings_of_area
from indicators.masking import Audience
from indicators.queries import figures_of
from schoolplan.demo.content import AREAS, read, unit_content
from schoolplan.demo.figures import OWN
from schoolplan.demo.people import Lindvik
from schoolplan.demo.saving import write
from schoolplan.demo.sections import write_sections
from schoolplan.demo.together import pin, write_together
from schoolplan.kit import clock
from units.models import Node, User
from units.years import SchoolYear

OWN_OBSERVATIONS = "own"  # a ground: every observation of the area


def make_unit_analyses(lindvik: Lindvik, year: SchoolYear, *, written: dt.datetime, answered: dt.datetime) -> None:
    """Every unit's analysis of the year; last year's is adopted, this year's stands where its content says."""
    for area, _title, rows in AREAS:
        for number, (slug, *_rest) in enumerate(rows, start=int(year)):
            content = unit_content(area, slug)[f"y{int(year)}"]
            state = content.get("state", "adopted")
            if state == "none":
                continue
            by = lindvik.principals[slug]
            with clock.standing_at(written):
                analysis = _write(lindvik.units[slug], year, content, by)
                write_sections(analysis, content, by, number=number)
                write_together(analysis, content, by)
                if state != "draft":
                    services.submit_analysis(analysis=analysis, by=by)
            with clock.standing_at(answered):
                _answer(analysis, state, content, lindvik.office["operations"])


def _answer(analysis: Analysis, state: str, content: dict[str, Any], by: User) -> None:
    comment = content.get("review", "")
    pin(analysis, content, by)
    if state == "returned":
        services.return_analysis(analysis=analysis, comment=comment, by=by)
    elif state == "adopted":
        services.adopt_analysis(analysis=analysis, comment=comment, by=by)


def make_municipal_analysis(lindvik: Lindvik, year: SchoolYear, *, written: dt.datetime, adopted: dt.datetime | None) -> None:
    """The municipality's own analysis, whose findings rest on the units' findings of the same area and kind."""
    content = read("municipality")[f"y{int(year)}"]
    lead = lindvik.office["lead"]
    with clock.standing_at(written):
        analysis = _write(lindvik.municipality, year, content, lead)
        for key, area in content["areas"].items():
            for written_finding in area.get("findings", []):
                found = analysis.findings.get(title=written_finding["title"])
                theme = written_finding.get("cites_theme", key)
                cited = [f for f in findings_of_area(lindvik.municipality, year, theme, lead) if f.kind == found.kind]
                services.cite(finding=found, cited=cited, by=lead)
    if adopted:
        with clock.standing_at(adopted):
            services.submit_analysis(analysis=analysis, by=lead)
            services.adopt_analysis(analysis=analysis, by=lindvik.office["administration"])


def _write(node: Node, year: SchoolYear, content: dict[str, Any], by: User) -> Analysis:
    analysis = services.start_analysis(node=node, school_year=year, by=by)
    figures = _latest_figures(node, year)
    for judgement in analysis.judgements.select_related("area", "analysis__node"):
        area = content.get("areas", {}).get(judgement.area.key)
        if area is None:
            continue
        for field in ("level", "reason"):
            if area.get(field):
                write(services.save_text, judgement, field, area[field], by)
        seen = [
            services.add_observation(analysis=analysis, area=judgement.area, by=by, **observation)
            for observation in area.get("observations", [])
        ]
        for finding in area.get("findings", []):
            found = _write_finding(analysis, judgement.area, finding, by)
            for ground in finding.get("grounds", []):
                if ground == OWN_OBSERVATIONS:
                    for observation in seen:
                        services.add_ground(finding=found, observation=observation, by=by)
                else:
                    services.add_ground(finding=found, value_id=figures[ground], by=by)
    if content.get("summary"):
        write(services.save_text, analysis, "summary", content["summary"], by)
    return analysis


def _latest_figures(node: Node, year: SchoolYear) -> dict[str, int]:
    """The latest figure of each measure up to the year, by the name that the content knows it by."""
    figures = figures_of(node, until=year, audience=Audience.INSIDE)
    return {figure.key.removeprefix(OWN): figure.latest.value_id for figure in figures if figure.latest.value_id}


def _write_finding(analysis: Analysis, area: Any, content: dict[str, Any], by: User) -> Finding:
    found = services.add_finding(
        analysis=analysis, area=area, kind=content["kind"], title=content["title"], text=content.get("text", ""), by=by
    )
    for cause in content.get("causes", []):
        services.add_cause(finding=found, by=by, **cause)
    for conclusion in content.get("conclusions", []):
        services.add_conclusion(finding=found, by=by, **conclusion)
    return found
