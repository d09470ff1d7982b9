"""What unit page and report share: a plan's priorities with what came of them, and what an analysis says in short."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from analyses.models import AnalysisVersion, Conclusion, Finding
from analyses.versions import ReadFinding, read
from plans.content import GoalText, MeasureText, thaw
from plans.models import FollowUp, Measure, PlanVersion
from units.years import SchoolYear


@dataclass(frozen=True)
class MeasureNow:
    """A measure in its adopted wording, where it stands today, and the latest word on what came of it."""

    text: MeasureText
    status: Measure.Status
    follow_up: FollowUp | None

    @property
    def status_words(self) -> str:
        return str(self.status.label)

    @property
    def effect_words(self) -> str:
        return str(self.follow_up.get_effect_display()) if self.follow_up else ""


@dataclass(frozen=True)
class Priority:
    goal: GoalText
    measures: tuple[MeasureNow, ...]

    @property
    def status(self) -> Measure.Status:
        """Done when every measure is; ongoing from the first that has begun."""
        found = {measure.status for measure in self.measures}
        if found == {Measure.Status.DONE}:
            return Measure.Status.DONE
        return Measure.Status.ONGOING if found - {Measure.Status.PLANNED} else Measure.Status.PLANNED

    @property
    def status_words(self) -> str:
        return str(self.status.label)

    @property
    def effect_words(self) -> str:
        """The effect that was told of last."""
        told = [measure for measure in self.measures if measure.follow_up]
        return max(told, key=lambda measure: (measure.follow_up.on, measure.text.id)).effect_words if told else ""  # type: ignore[union-attr]


@dataclass(frozen=True)
class AdoptedPlan:
    """The plan as adopted. The wording is the version's; status and effect are those of today."""

    version: PlanVersion
    school_year: SchoolYear
    priorities: tuple[Priority, ...]


def adopted_plans(versions: "QuerySet[PlanVersion]") -> dict[int, AdoptedPlan]:
    """The newest adopted plan of each node (by its pk), in two queries."""
    newest = versions.select_related("plan").order_by("plan__node_id", "-plan__school_year", "-number").distinct("plan__node_id")
    texts = [(version, thaw(version.content)) for version in newest]
    ids = [measure.id for _version, text in texts for goal in text.goals for measure in goal.measures]
    today = _status_and_latest_word(ids)

    def now(measure: MeasureText) -> MeasureNow:
        return MeasureNow(measure, *today.get(measure.id, (Measure.Status.PLANNED, None)))

    return {
        version.plan.node_id: AdoptedPlan(
            version,
            version.plan.school_year,
            tuple(Priority(goal, tuple(now(measure) for measure in goal.measures)) for goal in text.goals),
        )
        for version, text in texts
    }


def _status_and_latest_word(ids: Collection[int]) -> dict[int, tuple[Measure.Status, FollowUp | None]]:
    """Where each measure stands and its latest follow-up, in one query."""
    told = Measure.objects.filter(pk__in=ids).order_by("follow_ups__on", "follow_ups__pk")
    told = told.values("pk", "status", *(f"follow_ups__{name}" for name in ("pk", "on", "note", "effect")))
    return {row["pk"]: (Measure.Status(row["status"]), _follow_up(row)) for row in told}


def _follow_up(row: dict[str, Any]) -> FollowUp | None:
    pk, on, note, effect = (row[f"follow_ups__{name}"] for name in ("pk", "on", "note", "effect"))
    return FollowUp(pk=pk, measure_id=row["pk"], on=on, note=note, effect=effect) if pk else None


@dataclass(frozen=True)
class InShort:
    """What a version of an analysis says in short: the summary, the strengths (those to spread first) and the challenges."""

    version: AnalysisVersion
    school_year: SchoolYear
    summary: str
    strengths: tuple["Said", ...]
    challenges: tuple["Said", ...]


@dataclass(frozen=True)
class Said:
    """A finding with its area; ``to_spread`` when a conclusion says that others should have it too."""

    area: str
    found: ReadFinding
    to_spread: bool

    @property
    def title(self) -> str:
        return self.found.finding.title or self.found.finding.text

    @property
    def text(self) -> str:
        return self.found.finding.text if self.found.finding.title else ""


def in_short(version: AnalysisVersion) -> InShort:
    text = read(version)
    said = [Said(area.title, finding, _to_spread(finding)) for area in text.areas for finding in area.findings]
    told = [each for each in said if each.title.strip()]
    strengths = [each for each in told if each.found.finding.kind == Finding.Kind.STRENGTH]
    return InShort(
        version=version,
        school_year=version.analysis.school_year,
        summary=text.summary,
        strengths=tuple(sorted(strengths, key=lambda each: not each.to_spread)),
        challenges=tuple(each for each in told if each.found.finding.kind == Finding.Kind.CHALLENGE),
    )


def _to_spread(finding: ReadFinding) -> bool:
    return any(conclusion.kind == Conclusion.Kind.SPREAD for conclusion in finding.conclusions)


def newest_analyses(versions: "QuerySet[AnalysisVersion]") -> dict[int, InShort]:
    """The newest of these versions for each node (by its pk), in one query."""
    newest = (
        versions.select_related("analysis")
        .order_by("analysis__node_id", "-analysis__school_year", "-number")
        .distinct("analysis__node_id")
    )
    return {version.analysis.node_id: in_short(version) for version in newest}


def words(texts: Iterable[str]) -> list[str]:
    """The texts that say something."""
    return [text.strip() for text in texts if text.strip()]
