"""Writing in an area of the analysis: its figures, its observations and its findings with their chains."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Value

from analyses.models import Analysis, Citation, Finding, Observation, TemplateArea, TemplateField, Theme
from analyses.neighbours import plans, support
from analyses.queries.above import UsedAbove, used_above
from analyses.queries.below import CitedWords, cited_words, count_of_units, figures_below, readable_citations
from analyses.queries.chains import FindingChain, chain_of, with_chains
from analyses.queries.grounds import Choices, Quotes, choices_of, quotes_of_nodes
from analyses.queries.overview import AreaState, Sides, sides
from indicators.queries import Figure, audience_for, figures_of
from units.models import Kind, Node, User


@dataclass(frozen=True)
class Card:
    """A finding with its chain. It may rest on more units than the reader may read the words of.

    ``writing`` is there while it is being written.
    """

    finding: Finding
    chain: FindingChain
    citations: tuple[CitedWords, ...]
    cited_units: int
    quotes: Quotes
    above: tuple[UsedAbove, ...]
    writing: "Writing | None"

    @property
    def anchor(self) -> str:
        """Where an answer about the finding is put."""
        return f"#finding-{self.finding.pk}"


@dataclass(frozen=True)
class Writing:
    """What there is to choose among for the finding in hand: what it can rest on, and its municipality's themes.

    Themes that are not used any more can be taken away, and not chosen.
    """

    choices: Choices
    themes: tuple[Theme, ...]


@dataclass(frozen=True)
class AreaPage(Sides):
    """One area: its figures and what the unit has seen itself, and the findings with their chains."""

    area: TemplateArea
    figures: tuple[Figure, ...]
    observations: tuple[Observation, ...]
    cards: tuple[Card, ...]
    units_below: int


def area_page(analysis: Analysis, key: str, user: User, editing: int | None = None) -> AreaPage | None:
    """One area of the analysis for one reader, or None when the template has no such area. ``editing`` is the finding in hand."""
    beside = sides(analysis, AreaState, key)
    if beside is None or not isinstance(beside.current, AreaState):
        return None
    area = beside.current.area
    below = 0
    if analysis.node.kind != Kind.UNIT:
        below = Node.objects.within(analysis.node).units().open(analysis.school_year.ends).count()
    figures, observations = _figures(analysis, key, user), _observations(analysis, area)
    cards = _cards(analysis.findings.filter(area=area), analysis, user, _Material(figures, observations, editing))
    return AreaPage(beside.overview, beside.current, area, figures, observations, cards, below)


def card(finding: Finding, user: User, *, editing: bool) -> Card:
    """One finding, freshly read, for an answer to htmx."""
    analysis, material = finding.analysis, None
    if editing:
        figures, observations = _figures(analysis, finding.area.key, user), _observations(analysis, finding.area)
        material = _Material(figures, observations, finding.pk)
    return _cards(Finding.objects.filter(pk=finding.pk), analysis, user, material)[0]


def fields_of(analysis: Analysis) -> dict[str, TemplateField]:
    """What the template says of the fields that stand in every area, by their keys."""
    return {field.key: field for field in TemplateField.objects.filter(template=analysis.template_id).order_by("pk")}


def _figures(analysis: Analysis, key: str, user: User) -> tuple[Figure, ...]:
    audience = audience_for(user, analysis.node)
    return tuple(figures_of(analysis.node, until=analysis.school_year, audience=audience, area_key=key))


def _observations(analysis: Analysis, area: TemplateArea) -> tuple[Observation, ...]:
    return tuple(analysis.observations.filter(area=area).select_related("area"))


@dataclass(frozen=True)
class _Material:
    """What the finding in hand (by its number) can rest on."""

    figures: tuple[Figure, ...]
    observations: tuple[Observation, ...]
    editing: int | None


def _cards(findings: Any, analysis: Analysis, user: User, material: _Material | None) -> tuple[Card, ...]:
    """The same number of queries for all findings as for one."""
    found = list(_with_chains(findings, analysis, user))
    if not found:
        return ()
    leads, needs = plans().leads(analysis, user), support().needs(analysis, user)
    chains = {each.pk: chain_of(each, leads, needs) for each in found}
    cited = {each.pk: cited_words(each.readable_citations) for each in found}
    own = [(analysis.node, ground.value_id) for chain in chains.values() for ground in chain.grounds if ground.value_id]
    quotes = quotes_of_nodes([*own, *figures_below(words for each in cited.values() for words in each)], user)
    above = used_above(analysis, user)
    return tuple(
        Card(
            finding=each,
            chain=chains[each.pk],
            citations=cited[each.pk],
            cited_units=each.cited_units,
            quotes=quotes,
            above=above.get(each.pk, ()),
            writing=_writing(analysis, chains[each.pk], material) if material and material.editing == each.pk else None,
        )
        for each in found
    )


def _with_chains(findings: Any, analysis: Analysis, user: User) -> Any:
    """A unit rests on nothing below it, so there is nothing to read of that."""
    below, units = Value(0), Citation.objects.none()
    if analysis.node.kind != Kind.UNIT:
        below, units = count_of_units(), readable_citations(user)
    counted = findings.annotate(cited_units=below)
    return (
        with_chains(counted.select_related("area"))
        .prefetch_related(Prefetch("citations", units, to_attr="readable_citations"))
        .order_by("position", "pk")  # counting takes the order away
    )


def _writing(analysis: Analysis, chain: FindingChain, material: _Material) -> Writing:
    used = Theme.objects.filter(municipality=analysis.node.municipality, is_used=True).order_by("name")
    themes = list(used)
    themes += [theme for theme in chain.themes if theme not in themes]
    return Writing(choices_of(chain.grounds, material.figures, material.observations), tuple(themes))
