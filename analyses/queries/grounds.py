"""What findings rest on: figures as the reader may see them, own observations, and what there is to choose among."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyses.models import Analysis, Finding, Ground, Observation
from indicators.masking import Audience
from indicators.queries import Figure, Point, Quote, audience_for, quoted
from units.models import Node, User

Quotes = dict[int, Quote]  # by the number of the revision


@dataclass(frozen=True)
class Pick:
    """Something a finding can rest on: a figure of one year or an observation. ``ground`` is there when it does so already."""

    pk: int
    words: str
    ground: Ground | None


@dataclass(frozen=True)
class FigurePicks:
    """The years of one measure, the latest first."""

    title: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True)
class Choices:
    """What one finding can rest on."""

    figures: tuple[FigurePicks, ...]
    observations: tuple[Pick, ...]


def choices_of(chosen: Sequence[Ground], figures: Iterable[Figure], observations: Iterable[Observation]) -> Choices:
    """The area's figures and observations beside what a finding rests on already. Years without data are left out."""
    by_value = {ground.value_id: ground for ground in chosen if ground.value_id}
    by_observation = {ground.observation_id: ground for ground in chosen if ground.observation_id}
    return Choices(
        tuple(FigurePicks(figure.short_title, picks) for figure in figures if (picks := _picks(figure.points, by_value))),
        tuple(
            Pick(observation.pk, observation.text, by_observation.get(observation.pk))
            for observation in observations
            if observation.text.strip()
        ),
    )


def _picks(points: Iterable[Point], chosen: dict[int, Ground]) -> tuple[Pick, ...]:
    years = [
        Pick(point.value_id, f"{point.school_year}: {point.shown}", chosen.get(point.value_id))
        for point in points
        if point.value_id and not point.shown.missing
    ]
    return tuple(reversed(years))


def quotes_of(findings: Iterable[Finding], node: Node, user: User) -> Quotes:
    """The figures that the findings rest on, for a reader of ``node``; the same number of queries for all findings as for one."""
    value_ids = {ground.value_id for finding in findings for ground in finding.grounds.all() if ground.value_id}
    return quoted(value_ids, audience=audience_for(user, node))


def quotes_of_nodes(wanted: Iterable[tuple[Node, int]], user: User) -> Quotes:
    """Figures (by the numbers of their revisions) of several nodes, each as the reader may see those of its node."""
    by_audience: dict[Audience, dict[int, Node]] = {}
    for node, value_id in wanted:
        by_audience.setdefault(audience_for(user, node), {})[value_id] = node
    found = (quoted(nodes.keys(), audience=audience, nodes=nodes.values()) for audience, nodes in by_audience.items())
    return {pk: quote for quotes in found for pk, quote in quotes.items()}


def quotes_of_version(value_ids: set[int], analysis: Analysis, user: User) -> Quotes:
    """The figures of a frozen text, as the reader may see them today."""
    return quoted(value_ids, audience=audience_for(user, analysis.node))
