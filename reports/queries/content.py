"""What stands in a report: gathered from everywhere, in Swedish, as JSON that page and PDF are both drawn from.

Figures are gathered as the public may see them, whoever asks. Of the units' analyses only what is adopted is quoted; those handed
in are counted. Units stand in the order of the tree, never by result.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analyses.models import Analysis, AnalysisVersion
from analyses.queries import Rollup, rollup
from analyses.workflow import State as AnalysisState
from indicators.masking import Audience, headcount
from indicators.queries import Figure, figures_of_many, limits_for
from plans.models import PlanVersion
from reports.models import Report
from reports.queries import figures
from reports.queries.findings import municipality_findings
from reports.queries.parts import AdoptedPlan, InShort, Priority, Said, adopted_plans, newest_analyses, words
from reports.workflow import State
from units.models import Kind, MunicipalitySettings, Node
from units.years import SchoolYear

STAMP = frozenset({"state", "state_words", "published_on", "version"})  # what publishing changes
YEARS = 5


def gather(report: Report) -> dict[str, Any]:
    """Everything that stands in a municipality's report. The number of queries does not depend on the number of units."""
    with translation.override("sv"):
        together = rollup(report.node, report.school_year)
        findings, sources = municipality_findings(report.node, report.school_year, together.total)
        plan = adopted_plans(_plans([report.node], report.school_year)).get(report.node_id)
        units = [row.node for row in together.rows]
        shown = _public_figures([report.node, *units], report.school_year)
        return _stamp(report) | {
            "kind": "municipality",
            "title": report.title,
            "reference": report.reference,
            "data_date": _day(report.data_date),
            "school_year": str(report.school_year),
            "summary": report.summary,
            "questions": words(report.questions.splitlines()),
            "decisions": words(report.decisions.splitlines()),
            "participation": {
                "handed_in": together.handed_in,
                "units": together.total,
                "missing": [row.node.label for row in together.missing],
            },
            "highlights": _highlights(together),
            "areas": _areas(together),
            "causes": [{"words": c.words, "promoting": c.promoting, "hindering": c.hindering} for c in together.cause_counts],
            "findings": findings,
            "sources": sources,
            "plan": _plan(plan) if plan else None,
            "figures": [figures.freeze(figure) for figure in shown[report.node_id]],
            "units": _units(report.node, units, shown, report.school_year),
            **_owner(report.node),
        }


def gather_unit(unit: Node, school_year: SchoolYear, on: dt.date) -> dict[str, Any]:
    """The report of one unit: its spread, and what its adopted analysis of the year and its plan say."""
    with translation.override("sv"):
        plan = adopted_plans(_plans([unit], school_year)).get(unit.pk)
        said = newest_analyses(_adopted([unit], school_year)).get(unit.pk)
        return {
            "kind": "unit",
            "title": _("%(unit)s %(year)s") % {"unit": unit.name, "year": school_year},
            "data_date": _day(on),
            "school_year": str(school_year),
            "units": _units(unit.municipality, [unit], _public_figures([unit], school_year), school_year),
            "analysis": _analysis(said) if said else None,
            "plan": _plan(plan) if plan else None,
            **_owner(unit.municipality),
        }


def holds_anything(content: dict[str, Any]) -> bool:
    """Whether there is something to tell of the unit in its report."""
    return bool(content["analysis"] or content["plan"] or any(unit["figures"] or unit["handed_in"] for unit in content["units"]))


def digest_of(content: dict[str, Any]) -> str:
    """A digest of text and figures, the same before and after publishing."""
    said = {name: part for name, part in content.items() if name not in STAMP}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _stamp(report: Report) -> dict[str, Any]:
    return {
        "state": report.state,
        "state_words": str(State(report.state).label),
        "published_on": _day(report.published_at.date()) if report.published_at else "",
        "version": max(report.renderings.count(), 1),
    }


def _owner(municipality: Node) -> dict[str, str]:
    own = MunicipalitySettings.objects.filter(municipality=municipality).first() or MunicipalitySettings()
    return {"municipality": municipality.name, "administration": own.administration_name, "political_body": own.political_body}


def _day(day: dt.date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _highlights(together: Rollup) -> list[dict[str, Any]]:
    """Three counts that carry the summary, each as part and whole."""
    said = [{"part": together.handed_in, "whole": together.total, "words": _("units have handed in their analysis")}]
    if challenges := [count for count in together.area_counts if count.challenge]:
        most = max(challenges, key=lambda count: count.challenge)
        said.append(
            {"part": most.challenge, "whole": most.total, "words": _("units have a challenge in %(area)s") % {"area": most.title}}
        )
    if together.hindering:
        said.append(
            {
                "part": together.hindering_above_units,
                "whole": together.hindering,
                "words": _("hindering causes can only be removed by the administration or the municipality"),
            }
        )
    return said


def _areas(together: Rollup) -> list[dict[str, Any]]:
    """Each area: how many units judged it how, and how many see a challenge or a strength there."""
    counts = {count.key: count for count in together.area_counts}
    areas = []
    for number, column in enumerate(together.columns):
        levels = [row.levels[number].level for row in together.rows]
        count = counts.get(column.key)
        areas.append(
            {
                "title": column.title,
                "levels": [levels.count(level) for level in (4, 3, 2, 1)],
                "challenge": count.challenge if count else 0,
                "strength": count.strength if count else 0,
                "units": count.units if count else 0,
                "of": together.total,
            }
        )
    return areas


def _plans(nodes: Iterable[Node], school_year: SchoolYear) -> Any:
    return PlanVersion.objects.filter(plan__node__in=nodes, plan__school_year__lte=school_year.next)


def _adopted(nodes: Iterable[Node], school_year: SchoolYear) -> Any:
    return AnalysisVersion.objects.filter(
        analysis__node__in=nodes, analysis__school_year=school_year, analysis__state=AnalysisState.ADOPTED
    )


def _plan(plan: AdoptedPlan) -> dict[str, Any]:
    return {
        "school_year": str(plan.school_year),
        "version": plan.version.number,
        "adopted_on": _day(plan.version.made_at.date()),
        "priorities": [_priority(priority) for priority in plan.priorities],
    }


def _priority(priority: Priority) -> dict[str, Any]:
    goal = priority.goal
    return {
        "title": goal.title or goal.change,
        "change": goal.change if goal.title else "",
        "baseline": goal.baseline,
        "target": goal.target,
        "by": _day(goal.by),
        "sign": goal.sign,
        "state": priority.status_words,
        "effect": priority.effect_words,
        "conclusions": [{"text": rest.text, "unit": rest.unit, "area": rest.area} for rest in goal.rests_on],
        "measures": [
            {
                "text": measure.text.text,
                "responsible": measure.text.responsible,
                "until": _day(measure.text.ends_on),
                "state": measure.status_words,
                "effect": measure.effect_words,
                "note": measure.follow_up.note if measure.follow_up else "",
                "followed_on": _day(measure.follow_up.on) if measure.follow_up else "",
            }
            for measure in priority.measures
        ],
    }


def _public_figures(nodes: list[Node], school_year: SchoolYear) -> dict[int, list[Figure]]:
    return figures_of_many(nodes, until=school_year, audience=Audience.PUBLIC, years=YEARS)


def _units(
    municipality: Node, units: list[Node], shown: dict[int, list[Figure]], school_year: SchoolYear
) -> list[dict[str, Any]]:
    said, plans = newest_analyses(_adopted(units, school_year)), adopted_plans(_plans(units, school_year))
    state = dict(Analysis.objects.filter(node__in=units, school_year=school_year).order_by("pk").values_list("node_id", "state"))
    areas, limits = _areas_above(units), limits_for(municipality)
    people = {unit.pk: headcount(unit.pupils, audience=Audience.PUBLIC, limits=limits) for unit in units}
    return [
        _unit(
            unit,
            areas.get(unit.pk, ""),
            people[unit.pk],
            shown[unit.pk],
            said.get(unit.pk),
            plans.get(unit.pk),
            state.get(unit.pk, ""),
        )
        for unit in units
    ]


def _areas_above(units: list[Node]) -> dict[int, str]:
    """The name of the area that each unit (by its pk) lies in."""
    paths = {unit.path[:end] for unit in units for end in range(Node.steplen, len(unit.path), Node.steplen)}
    names = {area.path: area.name for area in Node.objects.filter(kind=Kind.AREA, path__in=paths)}
    return {unit.pk: name for unit in units for path, name in names.items() if unit.path.startswith(path)}


def _unit(
    unit: Node, area: str, people: str, shown: list[Figure], said: InShort | None, plan: AdoptedPlan | None, state: str
) -> dict[str, Any]:
    return {
        "anchor": unit.slug,
        "name": unit.name,
        "area": area,
        "grades": unit.grades,
        "forms": [str(form[1]) for form in unit._meta.get_field("forms").base_field.choices if form[0] in unit.forms],
        "pupils": people,
        "is_preschool": unit.is_preschool,
        "handed_in": state in AnalysisState.handed_in(),
        "figures": [figures.freeze(figure) for figure in shown],
        "analysis": _analysis(said) if said else None,
        "plan": _plan(plan) if plan else None,
    }


def _analysis(said: InShort) -> dict[str, Any]:
    return {
        "school_year": str(said.school_year),
        "version": said.version.number,
        "made_on": _day(said.version.made_at.date()),
        "summary": said.summary,
        "strengths": [_said(each) for each in said.strengths],
        "challenges": [_said(each) for each in said.challenges],
    }


def _said(each: Said) -> dict[str, Any]:
    return {
        "title": each.title,
        "text": each.text,
        "area": each.area,
        "to_spread": each.to_spread,
        "causes": [
            {"text": cause.text, "direction": str(cause.get_direction_display())}
            for cause in each.found.causes
            if cause.text.strip()
        ],
        "conclusions": words(conclusion.text for conclusion in each.found.conclusions),
    }
