"""What a finding of an area or a municipality rests on: the findings it cites, in the words and with the figures that were read.

An analysis above has no figures of its own to lean on: it leans on the units'. They are not copied. What a cited finding
rested on stands in the version that was read, and each reader sees it masked as that reader sees the figures of the unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Func, IntegerField, JSONField, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject

from analyses.models import Analysis, AnalysisVersion, Citation, Ground
from analyses.versions import read_ground
from units.models import Kind, Node, User

# Where versions.freeze puts what a finding rests on.
GROUNDS_IN_VERSION = "$.areas[*].findings[*] ? (@.id == $finding).grounds[*]"


@dataclass(frozen=True)
class CitedWords:
    """A citation that its reader may read, and what the cited finding rested on when it was read."""

    citation: Citation
    grounds: tuple[Ground, ...]


def readable_citations(user: User) -> "QuerySet[Any]":
    """Cited words are for those who may read the version they stand in; that something is cited is no secret."""
    return (
        Citation.objects.filter(version__in=AnalysisVersion.objects.visible_to(user))
        .select_related("version__analysis__node")
        .defer("version__content")
        .annotate(frozen_grounds=_grounds_in_version())
    )


def _grounds_in_version() -> Func:
    """What the cited finding rested on, picked out by the database: a version is long, and an analysis cites many."""
    path = Func(Value(GROUNDS_IN_VERSION), template="%(expressions)s::jsonpath")
    finding = JSONObject(finding=F("number_in_version"))
    return Func(F("version__content"), path, finding, function="jsonb_path_query_array", output_field=JSONField())


def count_of_units() -> Count:
    """How many units a finding rests on: those it cites, and those that are cited by what it cites of an area."""
    cited = "citations__cited"
    is_unit = When(**{f"{cited}__analysis__node__kind": Kind.UNIT, "then": F(f"{cited}__analysis__node")})
    through_area = F(f"{cited}__citations__cited__analysis__node")
    return Count(Case(is_unit, default=through_area, output_field=IntegerField()), distinct=True)


def units_below(analysis: Analysis) -> Subquery:
    """How many units there are to rest on, those that have not handed in as well."""
    units = Node.objects.within(analysis.node).units().open(analysis.school_year.ends)
    return Subquery(units.order_by().annotate(n=Func(F("pk"), function="COUNT")).values("n"), output_field=IntegerField())


def cited_words(citations: Iterable[Any]) -> tuple[CitedWords, ...]:
    return tuple(CitedWords(each, tuple(read_ground(ground) for ground in each.frozen_grounds)) for each in citations)


def figures_below(words: Iterable[CitedWords]) -> list[tuple[Node, int]]:
    """The figures that the cited findings rested on, each with the unit it is of."""
    return [
        (each.citation.version.analysis.node, ground.value_id) for each in words for ground in each.grounds if ground.value_id
    ]
