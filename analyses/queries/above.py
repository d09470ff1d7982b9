"""Where an analysis is used above: the findings of areas and municipalities that rest on its findings.

Those who wrote the words are always told that they are used. Which words they are used in is told to those who may read them: the
draft of a municipality's analysis is its own, as a unit's is.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from analyses.models import Analysis, Citation, Finding
from analyses.workflow import State
from units.access import holds
from units.models import Kind, Node, User


@dataclass(frozen=True)
class UsedAbove:
    """One of the analysis's own findings and a finding above that rests on it.

    ``words`` and ``url`` are empty for those who may not read the one above.
    """

    finding: Finding
    node: Node
    words: str
    url: str

    @property
    def place(self) -> str:
        if self.node.kind == Kind.MUNICIPALITY:
            return _("the municipality's analysis")
        return _("the analysis of %(area)s") % {"area": self.node.name}


Above = dict[int, tuple[UsedAbove, ...]]  # by the number of the finding that is used


def used_above(analysis: Analysis, user: User) -> Above:
    """Where each finding of the analysis is used, in one query; none before it has been handed in, when nobody can use it."""
    if analysis.state == State.DRAFT:
        return {}
    is_readable = Exists(Analysis.objects.visible_to(user).filter(pk=OuterRef("finding__analysis")))
    citations: Any = Citation.objects.filter(cited__analysis=analysis).annotate(
        is_readable=is_readable, latest=Max("finding__analysis__versions__number")
    )
    if not holds(user, "analysis.draft", analysis.node):
        citations = citations.filter(is_readable=True)
    uses: dict[int, list[UsedAbove]] = defaultdict(list)
    for citation in citations.select_related("cited", "finding__area", "finding__analysis__node").order_by(
        "cited__position", "cited", "-finding__analysis__node__path", "pk"
    ):
        uses[citation.cited_id].append(_use(citation))
    return {pk: tuple(found) for pk, found in uses.items()}


def _use(citation: Any) -> UsedAbove:
    above = citation.finding
    words, url = (str(above), _place(above, citation.latest)) if citation.is_readable else ("", "")
    return UsedAbove(citation.cited, above.analysis.node, words, url)


def _place(above: Finding, latest: int | None) -> str:
    """The version where the text is adopted and frozen, the living page before."""
    if above.analysis.state == State.ADOPTED and latest:
        return reverse("analyses:version", args=[above.analysis_id, latest], fragment=f"finding-{above.pk}")
    return reverse("analyses:area", args=[above.analysis_id, above.area.key], fragment=f"finding-{above.pk}")
