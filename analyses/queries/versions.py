"""Whole texts as a reader may see them: one version, the text as it stands now, and what lies between two of them."""

from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from analyses.models import Analysis, AnalysisDocument, AnalysisVersion
from analyses.queries.grounds import Quotes, quotes_of_version
from analyses.versions import Comparison, ReadVersion, as_it_stands, compare, read
from analyses.workflow import State
from units.access import holds
from units.models import User

NOW = 0  # the number that stands for the text as it is while the unit writes


def known_to(user: User) -> "QuerySet[Analysis]":
    """The analyses of which the user may read something: the living text or a version."""
    versions = AnalysisVersion.objects.visible_to(user).values("analysis")
    living = Analysis.objects.visible_to(user).values("pk")
    return Analysis.objects.filter(Q(pk__in=versions) | Q(pk__in=living)).select_related("node", "template")


@dataclass(frozen=True)
class WholeText:
    """A text with its figures as the reader may see them today."""

    text: ReadVersion
    quotes: Quotes

    @property
    def is_living(self) -> bool:
        return self.text.version.number == NOW

    @property
    def version(self) -> AnalysisVersion:
        return self.text.version


def whole_text(version: AnalysisVersion, user: User) -> WholeText:
    """A version, which the caller has seen that the reader may read."""
    return _shown(read(version), version.analysis, user)


def text_by_number(analysis: Analysis, number: int, user: User) -> WholeText | None:
    """The version with that number, or the text as it stands now; None when the reader may not read it, or it is not there.

    What stands now is the own team's, and only while it is being written: afterwards it is the latest version.
    """
    if number == NOW:
        is_theirs = analysis.state in State.open() and holds(user, "analysis.draft", analysis.node)
        return _shown(as_it_stands(analysis), analysis, user) if is_theirs else None
    version = analysis.versions.visible_to(user).select_related("analysis__node", "made_by").filter(number=number).first()
    return whole_text(version, user) if version else None


def _shown(text: ReadVersion, analysis: Analysis, user: User) -> WholeText:
    if not holds(user, "support.view", analysis.node):
        text = _without_needs(text)
    return WholeText(text, quotes_of_version(text.value_ids, analysis, user))


def _without_needs(text: ReadVersion) -> ReadVersion:
    """For those who may not read what the unit needs support with: that a conclusion led to a request, not to which."""
    areas = tuple(
        replace(
            area,
            findings=tuple(
                replace(each, steps=tuple(replace(step, support=tuple("" for _ in step.support)) for step in each.steps))
                for each in area.findings
            ),
        )
        for area in text.areas
    )
    return replace(text, areas=areas)


@dataclass(frozen=True)
class Difference:
    """Two texts of an analysis and what lies between them."""

    old: WholeText
    new: WholeText
    comparison: Comparison


def difference(analysis: Analysis, old: int, new: int, user: User) -> Difference | None:
    """What has changed from a version to another text; None when the reader may not read both."""
    before, after = text_by_number(analysis, old, user), text_by_number(analysis, new, user)
    if old == NOW or before is None or after is None:
        return None
    figures = {pk: quote.words for pk, quote in (before.quotes | after.quotes).items()}
    return Difference(before, after, compare(before.text, after.text, figures))


def newest_document(analysis: Analysis, number: int, user: User) -> AnalysisDocument | None:
    """The reader's own latest making of a PDF of the text, without the file itself."""
    own = AnalysisDocument.objects.visible_to(user).without_file().filter(analysis=analysis)
    found: AnalysisDocument | None = own.filter(version__number=number).first() if number else own.filter(version=None).first()
    return found
