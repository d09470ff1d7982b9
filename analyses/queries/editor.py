"""Writing in an area of the analysis: its figures, its observations and its findings with their chains."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, ExpressionWrapper, F, OuterRef, Prefetch, QuerySet, Value
from django.db.models.functions import JSONObject

from analyses.models import Analysis, Citation, Finding, Observation, TemplateArea, TemplateField, Theme
from analyses.queries.above import UsedAbove, used_above
from analyses.queries.below import CitedWords, cited_words, count_of_units, figures_below, readable_citations, units_below
from analyses.queries.chains import FindingChain, chain_of, with_chains
from analyses.queries.grounds import Choices, Quotes, choices_of, quotes_of_nodes
from analyses.queries.overview import AreaState, Sides, sides
from indicators.queries import Figure, audience_for, figures_of, homes_of
from units.models import Kind, User


@dataclass(frozen=True)
class Card:
    """A finding with its chain. It may rest on more units than the reader may read the words of.

    It rests on ``cited_units`` of ``units_below``. ``writing`` is there while it is being written.
    """

    finding: Finding
    chain: FindingChain
    citations: tuple[CitedWords, ...]
    cited_units: int
    units_below: int
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


def area_page(analysis: Analysis, key: str, user: User, editing: int | None = None) -> AreaPage | None:
    """One area of the analysis for one reader, or None when the template has no such area. ``editing`` is the finding in hand."""
    read = list(_with_chains(analysis.findings.all(), analysis, user))
    beside = sides(analysis, AreaState, key, read)
    if beside is None or not isinstance(beside.current, AreaState):
        return None
    area = beside.current.area
    # Of all at once: figures and quotes find it with the nodes, and read nothing of it themselves.
    homes_of([analysis.node, *(each.version.analysis.node for one in read for each in one.readable_citations)])
    figures, observations = _figures(analysis, key, user), beside.current.observations
    for observation in observations:
        observation.analysis = analysis
    cards = _cards([each for each in read if each.area_id == area.pk], analysis, user, _Material(figures, observations, editing))
    return AreaPage(beside.overview, beside.current, area, figures, observations, cards)


def card(finding: Finding, user: User, *, editing: bool) -> Card:
    """One finding, freshly read, for an answer to htmx."""
    analysis, material = finding.analysis, None
    if editing:
        figures, observations = _figures(analysis, finding.area.key, user), _observations(analysis, finding.area)
        material = _Material(figures, observations, finding.pk)
    return _cards(list(_with_chains(Finding.objects.filter(pk=finding.pk), analysis, user)), analysis, user, material)[0]


def with_help(analyses: "QuerySet[Analysis]") -> Any:
    """The analyses with what stands beside their fields: what the template says of each, and the themes in use."""
    fields = TemplateField.objects.filter(template=OuterRef("template")).order_by("pk")
    here = ExpressionWrapper(OuterRef("node__path"), CharField())
    themes = Theme.objects.filter(is_used=True).alias(here=here).filter(here__startswith=F("municipality__path")).order_by("name")
    return analyses.annotate(
        told_fields=ArraySubquery(fields.values(row=_row("key", "help", "example", "non_example"))),
        told_themes=ArraySubquery(themes.values(row=_row("pk", "name", "municipality_id"))),
    )


def _row(*names: str) -> JSONObject:
    return JSONObject(**{name: name for name in names})


def _helped(analysis: Any) -> Any:
    """The analysis as :func:`with_help` reads it."""
    return analysis if hasattr(analysis, "told_fields") else with_help(Analysis.objects.filter(pk=analysis.pk)).get()


def fields_of(analysis: Analysis) -> dict[str, TemplateField]:
    """What the template of the analysis says of the fields that stand in every area, by their keys."""
    return {row["key"]: TemplateField(**row) for row in _helped(analysis).told_fields or ()}


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


def _cards(found: list[Any], analysis: Analysis, user: User, material: _Material | None) -> tuple[Card, ...]:
    """The same number of queries for all findings as for one."""
    chains = {each.pk: chain_of(each) for each in found}
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
            units_below=each.units_below,
            quotes=quotes,
            above=above.get(each.pk, ()),
            writing=_writing(analysis, chains[each.pk], material) if material and material.editing == each.pk else None,
        )
        for each in found
    )


def _with_chains(findings: Any, analysis: Analysis, user: User) -> Any:
    """A unit rests on nothing below it, so there is nothing to read of that."""
    cited: Any = Value(0)
    below: Any = Value(0)
    words: Any = Citation.objects.none()
    if analysis.node.kind != Kind.UNIT:
        cited, below, words = count_of_units(), units_below(analysis), readable_citations(user)
    counted = findings.annotate(cited_units=cited, units_below=below)
    return (
        with_chains(counted.select_related("area"), user)
        .prefetch_related(Prefetch("citations", words, to_attr="readable_citations"))
        .order_by("position", "pk")  # counting takes the order away
    )


def _writing(analysis: Analysis, chain: FindingChain, material: _Material) -> Writing:
    themes = [Theme(**row) for row in _helped(analysis).told_themes or ()]
    themes += [theme for theme in chain.themes if theme not in themes]
    return Writing(choices_of(chain.grounds, material.figures, material.observations), tuple(themes))
