"""Municipalities of any size, filled in a few inserts.

Everything that a roll-up, an autosave and a report read is there: units in areas of five, eight judgements, four findings with
causes and conclusions, a frozen version, figures of three years, an adopted plan, and a municipality's own analysis that cites
its units.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from analyses import services as analyses
from analyses.models import Analysis, AnalysisVersion, Cause, Conclusion, Finding, Judgement, Template, TemplateArea
from analyses.templates import add_template, default_area, default_fields, default_sections
from analyses.versions import freeze
from analyses.workflow import State
from indicators.models import Indicator, Value
from indicators.services import add_indicator
from journal.services import SYSTEM
from plans.content import PlanText, goal_text
from plans.content import freeze as freeze_plan
from plans.models import Goal, Measure, Plan, PlanVersion
from plans.workflow import State as PlanState
from schoolplan.kit import clock
from units import services as units
from units.models import Kind, Node, SchoolForm, User
from units.roles import Role
from units.years import SchoolYear

YEAR = SchoolYear(2025)
UNITS_AN_AREA = 5
AREAS = ("norms", "safety", "knowledge", "support", "health", "influence", "home", "transition")
FINDINGS = 4
INDICATORS = 6
CITED = 5
LONG_AGO = dt.date(2020, 8, 1)
TEXT = (
    "Eleverna säger att de trivs och att lektionerna är lugna, men i årskurs 5 är det fler än förra året som inte når målen. "
    "Skillnaden mellan grupperna har vuxit sedan vi bytte schema, och den syns i både proven och våra egna iakttagelser."
)


@dataclass(frozen=True)
class World:
    """A municipality with its units, and two who work there: its head of operations and the principal of its first unit."""

    municipality: Node
    units: list[Node]
    operations: User
    principal: User


def make_world(size: int) -> World:
    """A municipality with ``size`` units that have all handed in and been adopted."""
    municipality = units.add_municipality(name=f"Kommun med {size} enheter", code=f"{size:04d}", by=SYSTEM)
    nodes = _units(municipality, size)
    world = World(
        municipality,
        nodes,
        operations=_person(f"chef-{size}", Role.OPERATIONS, municipality),
        principal=_person(f"rektor-{size}", Role.PRINCIPAL, nodes[0]),
    )
    template = add_template(
        municipality=municipality,
        name="Skola",
        forms=[SchoolForm.COMPULSORY],
        areas=[default_area(key) for key in AREAS],
        sections=default_sections(),
        fields=default_fields(),
        by=SYSTEM,
    )
    _analyses(nodes, template)
    _figures(nodes)
    _plans(nodes)
    _own_analysis(world)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return world


def _person(name: str, role: Role, node: Node) -> User:
    user = units.add_person(email=f"{name}@example.org", name=name.capitalize(), by=SYSTEM)
    units.assign(user=user, node=node, role=role, by=SYSTEM, starts_on=LONG_AGO)
    return user


def add_principal(node: Node) -> User:
    """One more who works in the world: the principal of a unit."""
    return _person(f"rektor-{node.slug}", Role.PRINCIPAL, node)


def _units(municipality: Node, size: int) -> list[Node]:
    groups = -(-size // UNITS_AN_AREA)
    areas = Node.objects.bulk_create(
        _child(municipality, number, Kind.AREA, f"Rektorsområde {number}", numchild=UNITS_AN_AREA)
        for number in range(1, groups + 1)
    )
    Node.objects.filter(pk=municipality.pk).update(numchild=groups)
    return Node.objects.bulk_create(
        _child(
            areas[number // UNITS_AN_AREA],
            number % UNITS_AN_AREA + 1,
            Kind.UNIT,
            f"Skolan {number + 1}",
            forms=[SchoolForm.COMPULSORY],
            grades="F–9",
            pupils=150 + number % 300,
        )
        for number in range(size)
    )


def _child(parent: Node, number: int, kind: Kind, name: str, **fields: object) -> Node:
    """A node that treebeard has not placed itself: one INSERT for all instead of four statements for each."""
    depth = parent.depth + 1
    slug = f"{parent.slug}-{number}"
    return Node(path=Node._get_path(parent.path, depth, number), depth=depth, kind=kind, name=name, slug=slug, **fields)


def _analyses(nodes: list[Node], template: Template) -> None:
    areas = list(template.areas.all())
    made = Analysis.objects.bulk_create(
        Analysis(node=node, school_year=YEAR, template=template, state=State.ADOPTED, summary=f"{node}: {TEXT}") for node in nodes
    )
    Judgement.objects.bulk_create(
        Judgement(analysis=analysis, area=area, level=1 + (number + area.position) % 4, reason=TEXT)
        for number, analysis in enumerate(made)
        for area in areas
    )
    _findings(made, areas)
    AnalysisVersion.objects.bulk_create(
        AnalysisVersion(analysis=analysis, number=1, content=freeze(analysis), made_at=clock.now()) for analysis in made
    )


def _findings(made: list[Analysis], areas: list[TemplateArea]) -> None:
    """Four to each unit, in other areas than its neighbours'; two causes and a conclusion to each."""
    found = Finding.objects.bulk_create(
        Finding(
            analysis=analysis,
            area=areas[(number + 2 * place) % len(areas)],
            kind=Finding.Kind.values[(number + place) % 2],
            title=f"Det här ser vi på {analysis.node}",
            text=TEXT,
            position=place,
        )
        for number, analysis in enumerate(made)
        for place in range(FINDINGS)
    )
    influence, evidence = Cause.Influence.values, Cause.Evidence.values
    Cause.objects.bulk_create(
        Cause(
            finding=finding,
            direction=direction,
            influence=influence[(number + place) % len(influence)],
            evidence=evidence[number % len(evidence)],
            text=TEXT,
            position=place,
        )
        for number, finding in enumerate(found)
        for place, direction in enumerate(Cause.Direction.values)
    )
    Conclusion.objects.bulk_create(
        Conclusion(finding=finding, kind=Conclusion.Kind.values[number % 4], text=TEXT) for number, finding in enumerate(found)
    )


def _figures(nodes: list[Node]) -> None:
    """As many shares as a unit's spread has diagrams for, over three years."""
    indicators = [
        add_indicator(
            key=f"share-{number}",
            title=f"Andel som når målen, mått {number}",
            short_title=f"Når målen, mått {number}",
            measure=Indicator.Measure.PERCENT,
            source="Skolverket",
            by=SYSTEM,
            position=number,
        )
        for number in range(1, INDICATORS + 1)
    ]
    Value.objects.bulk_create(
        _value(node, number, indicator, back)
        for number, node in enumerate(nodes)
        for indicator in indicators
        for back in range(3)
    )


def _value(node: Node, number: int, indicator: Indicator, back: int) -> Value:
    share = 60 + (number + indicator.position * 7 + back * 3) % 40
    return Value(
        node=node,
        indicator=indicator,
        school_year=YEAR - back,
        number=Decimal(share),
        raw=str(share),
        denominator=node.pupils,
        source="Skolverket",
        fetched_on=LONG_AGO,
    )


def _plans(nodes: list[Node]) -> None:
    """A goal with two measures for each unit, adopted."""
    goal = {"title": "Fler når målen i svenska", "change": TEXT, "baseline": "72 %", "target": "80 %", "by": YEAR.ends}
    measure = {"text": TEXT, "responsible": "Rektor", "starts_on": YEAR.starts, "ends_on": YEAR.ends}
    plans = Plan.objects.bulk_create(Plan(node=node, school_year=YEAR, state=PlanState.ADOPTED) for node in nodes)
    goals = Goal.objects.bulk_create(Goal(plan=plan, **goal) for plan in plans)
    Measure.objects.bulk_create(Measure(goal=goal, **measure) for goal in goals for _ in range(2))
    PlanVersion.objects.bulk_create(
        PlanVersion(plan=goal.plan, number=1, content=_frozen_plan(goal), made_at=clock.now()) for goal in goals
    )


def _frozen_plan(goal: Goal) -> dict[str, Any]:
    return freeze_plan(PlanText(goal.plan.node.name, YEAR, 0, (goal_text(goal, rests=()),)))


def _own_analysis(world: World) -> None:
    """The municipality's analysis: a finding in each area, resting on the first units' findings there."""
    own = analyses.start_analysis(node=world.municipality, school_year=YEAR, by=world.operations)
    kind = Finding.Kind.CHALLENGE
    for area in own.template.areas.all():
        title = f"Det här ser vi tillsammans: {area.title}"
        finding = analyses.add_finding(analysis=own, area=area, kind=kind, by=world.operations, title=title, text=TEXT)
        below = Finding.objects.filter(analysis__node__in=world.units, area=area, kind=kind)
        analyses.cite(finding=finding, cited=below[:CITED], by=world.operations)
