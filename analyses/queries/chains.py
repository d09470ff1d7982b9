"""Findings with their whole chains, in one query for all the findings of an area."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from analyses.models import Cause, Conclusion, Finding, Ground, Observation, Theme
from analyses.neighbours import Lead, Need

CAUSE = ("pk", "finding_id", "text", "direction", "influence", "evidence")
CONCLUSION = ("pk", "finding_id", "kind", "text", "no_measure_reason")


@dataclass(frozen=True)
class Step:
    """A conclusion with the causes it draws on, and what it leads to of what the reader may see.

    ``leads_on`` tells whether something follows from it at all: a goal, a request for support, or a reason why nothing does.
    """

    conclusion: Conclusion
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


def with_chains(findings: "QuerySet[Finding]") -> Any:
    """The findings with all that :func:`chain_of` reads of them."""
    causes = Cause.objects.filter(finding=OuterRef("pk")).order_by("position", "pk")
    grounds = Ground.objects.filter(finding=OuterRef("pk")).order_by("position", "pk")
    themes = Theme.objects.filter(findings=OuterRef("pk")).order_by("name")
    seen = _row("observation_id", text="observation__text", origin="observation__origin")
    return findings.annotate(
        told_causes=ArraySubquery(causes.values(row=_row(*CAUSE))),
        told_conclusions=ArraySubquery(_conclusions().values(row=_row(*CONCLUSION, "drawn", "leads"))),
        told_grounds=ArraySubquery(grounds.values(row=JSONObject(pk="pk", finding_id="finding_id", value_id="value_id", seen=seen))),
        told_themes=ArraySubquery(themes.values(row=_row("pk", "name", "is_used"))),
    )


def _conclusions() -> Any:
    drawn = Cause.objects.filter(conclusions=OuterRef("pk")).order_by("finding", "position", "pk")
    leads = ~Exists(Conclusion.objects.filter(pk=OuterRef("pk"), goals=None, support_requests=None))
    return (
        Conclusion.objects.filter(finding=OuterRef("pk"))
        .annotate(drawn=ArraySubquery(drawn.values(row=_row(*CAUSE))), leads=leads)
        .order_by("position", "pk")
    )


def _row(*names: str, **renamed: str) -> JSONObject:
    return JSONObject(**{name: name for name in names}, **renamed)


def chain_of(finding: Any, leads: Iterable[Lead] = (), needs: Iterable[Need] = ()) -> FindingChain:
    """The chain of a finding that :func:`with_chains` has read."""
    return FindingChain(
        causes=_causes(finding, finding.told_causes),
        steps=tuple(_step(finding, row, leads, needs) for row in finding.told_conclusions or ()),
        grounds=tuple(_ground(finding, **row) for row in finding.told_grounds or ()),
        themes=tuple(Theme(**row) for row in finding.told_themes or ()),
    )


def _causes(finding: Finding, rows: Any) -> tuple[Cause, ...]:
    """Those of the finding know it; a conclusion can draw on causes of another finding, too."""
    own = {finding.pk: {"finding": finding}}
    return tuple(Cause(**{k: v for k, v in row.items() if k != "finding_id"}, **_at(row, own)) for row in rows or ())


def _at(row: dict[str, Any], own: dict[int, dict[str, Finding]]) -> dict[str, Any]:
    return own.get(row["finding_id"], {"finding_id": row["finding_id"]})


def _step(finding: Finding, row: dict[str, Any], leads: Iterable[Lead], needs: Iterable[Need]) -> Step:
    words = {name: row[name] for name in CONCLUSION if name != "finding_id"}
    conclusion, drawn = Conclusion(finding=finding, **words), _causes(finding, row["drawn"])
    return Step(
        conclusion=conclusion,
        draws_on=drawn,
        draws_on_all=bool(drawn) and set(drawn) == set(_causes(finding, finding.told_causes)),
        leads_on=row["leads"] or bool(conclusion.no_measure_reason.strip()),
        goals=tuple(lead for lead in leads if conclusion.pk in lead.conclusions),
        requests=tuple(need for need in needs if conclusion.pk in need.conclusions),
    )


def _ground(finding: Finding, *, seen: dict[str, Any], **row: Any) -> Ground:
    observation = None
    if seen["observation_id"]:
        observation = Observation(pk=seen["observation_id"], text=seen["text"], origin=seen["origin"])
    return Ground(pk=row["pk"], finding=finding, value_id=row["value_id"], observation=observation)
