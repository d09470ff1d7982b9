"""The plan's text as shown: the same shape from the living rows and from a frozen version, so that one template draws both."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Prefetch

from analyses.models import Citation, Conclusion, Finding
from plans.models import Goal, Measure, Plan
from schoolplan.kit import clock
from units.models import Kind, Node
from units.years import SchoolYear


@dataclass(frozen=True)
class Cited:
    """A unit's finding that a conclusion higher up rests on, in the version that was read."""

    node: int
    unit: str
    kind: str
    quote: str
    analysis: int
    version: int


@dataclass(frozen=True)
class Rest:
    """A conclusion that a goal rests on, with the place where it can be read."""

    conclusion: int
    kind: str
    text: str
    unit: str
    school_year: SchoolYear
    area: str
    area_key: str
    analysis: int
    cites: tuple[Cited, ...]

    @property
    def kind_words(self) -> str:
        return str(Conclusion.Kind(self.kind).label)


@dataclass(frozen=True)
class MeasureText:
    id: int
    text: str
    level: str
    responsible: str
    participants: str
    starts_on: dt.date | None
    ends_on: dt.date | None

    @property
    def level_words(self) -> str:
        return str(Measure.Level(self.level).label)


@dataclass(frozen=True)
class GoalText:
    id: int
    title: str
    change: str
    baseline: str
    target: str
    by: dt.date | None
    sign: str
    rests_on: tuple[Rest, ...]
    measures: tuple[MeasureText, ...]

    @property
    def cites(self) -> list[Cited]:
        return [cited for rest in self.rests_on for cited in rest.cites]

    @property
    def units_cited(self) -> list[Cited]:
        """The first citation of each unit, in the order they were made."""
        firsts: dict[int, Cited] = {}
        for cited in self.cites:
            firsts.setdefault(cited.node, cited)
        return list(firsts.values())

    @property
    def units_challenged(self) -> int:
        """How many of the units bring it up as a challenge."""
        return len({cited.node for cited in self.cites if cited.kind == Finding.Kind.CHALLENGE})


@dataclass(frozen=True)
class PlanText:
    """A whole plan. ``units`` is how many units there are under the node: what "14 of 21 units" is counted against."""

    node: str
    school_year: SchoolYear
    units: int
    goals: tuple[GoalText, ...]


def text_of(plan: Plan) -> PlanText:
    """The plan as it stands now."""
    goals = plan.goals.prefetch_related(rests_prefetch(), "measures")
    return PlanText(plan.node.name, plan.school_year, units_under(plan.node), tuple(goal_text(goal) for goal in goals))


def rests_prefetch() -> "Prefetch[str, Any, str]":
    """What the goals rest on, down to the units' findings."""
    below = Citation.objects.select_related("cited__analysis__node", "version")
    citations = below.prefetch_related(Prefetch("cited__citations", below))
    conclusions = Conclusion.objects.select_related("finding__analysis__node", "finding__area")
    return Prefetch("conclusions", conclusions.prefetch_related(Prefetch("finding__citations", citations)))


def units_under(node: Node) -> int:
    """How many units lie under an area or a municipality; a unit has none."""
    return 0 if node.kind == Kind.UNIT else int(Node.objects.units().open(clock.today()).within(node).count())


def goal_text(goal: Goal, rests: Iterable[Rest] | None = None) -> GoalText:
    """The goal as it stands now; ``rests`` when what it rests on is read elsewhere."""
    return GoalText(
        id=goal.pk,
        title=goal.title,
        change=goal.change,
        baseline=goal.baseline,
        target=goal.target,
        by=goal.by,
        sign=goal.sign,
        rests_on=tuple(_rest(conclusion) for conclusion in goal.conclusions.all()) if rests is None else tuple(rests),
        measures=tuple(_measure_text(measure) for measure in goal.measures.all()),
    )


def _measure_text(measure: Measure) -> MeasureText:
    return MeasureText(
        id=measure.pk,
        text=measure.text,
        level=measure.level,
        responsible=measure.responsible,
        participants=measure.participants,
        starts_on=measure.starts_on,
        ends_on=measure.ends_on,
    )


def _rest(conclusion: Conclusion) -> Rest:
    finding = conclusion.finding
    return Rest(
        conclusion=conclusion.pk,
        kind=conclusion.kind,
        text=conclusion.text,
        unit=finding.analysis.node.name,
        school_year=finding.analysis.school_year,
        area=finding.area.title,
        area_key=finding.area.key,
        analysis=finding.analysis_id,
        cites=tuple(_cited(citation) for citation in _of_units(finding.citations.all())),
    )


def _of_units(citations: Iterable[Citation]) -> Iterator[Citation]:
    """The citations of units; those that an area's finding rests on in place of the area itself."""
    for citation in citations:
        if citation.cited.analysis.node.kind == Kind.UNIT:
            yield citation
        else:
            yield from _of_units(citation.cited.citations.all())


def _cited(citation: Citation) -> Cited:
    cited, node = citation.cited, citation.cited.analysis.node
    return Cited(node.pk, node.name, cited.kind, citation.quote, cited.analysis_id, citation.version.number)


def freeze(text: PlanText) -> dict[str, Any]:
    """The text as JSON, for a version."""
    return _plain(asdict(text))  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def thaw(content: dict[str, Any]) -> PlanText:
    """A frozen version as text."""
    return PlanText(
        **content | {"school_year": SchoolYear(content["school_year"]), "goals": tuple(map(_thaw_goal, content["goals"]))}
    )


def _thaw_goal(goal: dict[str, Any]) -> GoalText:
    measures = (MeasureText(**m | {"starts_on": _day(m["starts_on"]), "ends_on": _day(m["ends_on"])}) for m in goal["measures"])
    return GoalText(
        **goal | {"by": _day(goal["by"]), "rests_on": tuple(map(_thaw_rest, goal["rests_on"])), "measures": tuple(measures)}
    )


def _thaw_rest(rest: dict[str, Any]) -> Rest:
    return Rest(
        **rest | {"school_year": SchoolYear(rest["school_year"]), "cites": tuple(Cited(**cited) for cited in rest["cites"])}
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
