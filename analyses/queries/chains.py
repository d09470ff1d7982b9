"""Findings with their whole chains, in one query for all the findings of an area."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, JSONField, OuterRef, QuerySet, Value
from django.db.models.functions import JSONObject

from analyses.models import Cause, Conclusion, Finding, Ground, Observation, Theme, written
from analyses.neighbours import Lead, Need, plans, support
from units.models import User

CAUSE = ("pk", "finding_id", "text", "direction", "influence", "evidence")
CONCLUSION = ("pk", "finding_id", "kind", "text", "no_measure_reason")


@dataclass(frozen=True)
class Step:
    """A conclusion with the causes it draws on, and what it leads to of what the reader may see.

    ``tied`` are also the causes that have no words yet.
    ``leads_on`` tells whether something follows from it at all: a goal, a request for support, or a reason why nothing does.
    """

    conclusion: Conclusion
    tied: tuple[Cause, ...]
    draws_on: tuple[Cause, ...]
    draws_on_all: bool
    leads_on: bool
    goals: tuple[Lead, ...]
    requests: tuple[Need, ...]


@dataclass(frozen=True)
class FindingChain:
    """What hangs on a finding, each in its order."""

    causes: tuple[Cause, ...]
    steps: tuple[Step, ...]
    grounds: tuple[Ground, ...]
    themes: tuple[Theme, ...]

    @property
    def written_causes(self) -> tuple[Cause, ...]:
        return written(self.causes)


def with_chains(findings: "QuerySet[Finding]", user: User | None = None) -> Any:
    """The findings with all that :func:`chain_of` reads of them; with a reader also what the conclusions lead to."""
    causes = Cause.objects.filter(finding=OuterRef("pk")).order_by("position", "pk")
    grounds = Ground.objects.filter(finding=OuterRef("pk")).order_by("position", "pk")
    themes = Theme.objects.filter(findings=OuterRef("pk")).order_by("name")
    seen = _row("observation_id", text="observation__text", origin="observation__origin")
    return findings.annotate(
        told_causes=ArraySubquery(causes.values(row=_row(*CAUSE))),
        told_conclusions=ArraySubquery(
            _conclusions(user).values(row=_row(*CONCLUSION, "drawn", "leads", "goals_told", "needs_told"))
        ),
        told_grounds=ArraySubquery(grounds.values(row=_row("pk", "value_id", seen=seen))),
        told_themes=ArraySubquery(themes.values(row=_row("pk", "name", "is_used"))),
    )


def _conclusions(user: User | None) -> Any:
    drawn = Cause.objects.filter(conclusions=OuterRef("pk")).order_by("finding", "position", "pk")
    leads = ~Exists(Conclusion.objects.filter(pk=OuterRef("pk"), goals=None, support_requests=None))
    return (
        Conclusion.objects.filter(finding=OuterRef("pk"))
        .annotate(drawn=ArraySubquery(drawn.values(row=_row(*CAUSE))), leads=leads)
        .annotate(goals_told=plans().leads_of_conclusion(user) if user else Value(None, JSONField()))
        .annotate(needs_told=support().needs_of_conclusion(user) if user else Value(None, JSONField()))
        .order_by("position", "pk")
    )


def _row(*names: str, **renamed: Any) -> JSONObject:
    return JSONObject(**{name: name for name in names}, **renamed)


def chain_of(finding: Any) -> FindingChain:
    """The chain of a finding that :func:`with_chains` has read."""
    return FindingChain(
        causes=_causes(finding, finding.told_causes),
        steps=tuple(_step(finding, row) for row in finding.told_conclusions or ()),
        grounds=tuple(_ground(finding, **row) for row in finding.told_grounds or ()),
        themes=tuple(Theme(**row) for row in finding.told_themes or ()),
    )


def _causes(finding: Finding, rows: Any) -> tuple[Cause, ...]:
    """Those of the finding know it; a conclusion can draw on causes of another finding, too."""
    own = {finding.pk: {"finding": finding}}
    return tuple(Cause(**{k: v for k, v in row.items() if k != "finding_id"}, **_at(row, own)) for row in rows or ())


def _at(row: dict[str, Any], own: dict[int, dict[str, Finding]]) -> dict[str, Any]:
    return own.get(row["finding_id"], {"finding_id": row["finding_id"]})


def _step(finding: Any, row: dict[str, Any]) -> Step:
    words = {name: row[name] for name in CONCLUSION if name != "finding_id"}
    conclusion, tied = Conclusion(finding=finding, **words), _causes(finding, row["drawn"])
    drawn = written(tied)
    return Step(
        conclusion=conclusion,
        tied=tied,
        draws_on=drawn,
        draws_on_all=bool(drawn) and set(drawn) == set(written(_causes(finding, finding.told_causes))),
        leads_on=row["leads"] or bool(conclusion.no_measure_reason.strip()),
        goals=tuple(plans().lead(told) for told in row["goals_told"] or ()),
        requests=tuple(support().need(told) for told in row["needs_told"] or ()),
    )


def _ground(finding: Finding, *, seen: dict[str, Any], **row: Any) -> Ground:
    observation = None
    if seen["observation_id"]:
        observation = Observation(pk=seen["observation_id"], text=seen["text"], origin=seen["origin"])
    return Ground(pk=row["pk"], finding=finding, value_id=row["value_id"], observation=observation)
