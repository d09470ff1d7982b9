"""What is said of the cards of an analysis: one query a page, however many cards it has."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Value, When

from analyses.models import (
    Analysis,
    AnalysisVersion,
    Cause,
    Comment,
    Conclusion,
    Finding,
    Judgement,
    LookBack,
    Observation,
    SectionText,
)
from analyses.workflow import State
from schoolplan.kit.access import may
from units.models import User

COMMENTED: dict[str, Any] = {
    str(model._meta.model_name): model
    for model in (Analysis, SectionText, LookBack, Judgement, Observation, Finding, Cause, Conclusion)
}
REMOVABLE = (Observation, Finding, Cause, Conclusion)


@dataclass(frozen=True)
class Thread:
    """What is said of one card, the oldest first."""

    kind: str
    number: int
    comments: tuple[Comment, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.number}"

    @property
    def is_asking(self) -> bool:
        """The administration waits for something to be done here."""
        return any(each.review_id and not each.resolved_at for each in self.comments)

    @property
    def about(self) -> str:
        """What the card was called when it was last spoken of."""
        return self.comments[-1].about if self.comments else ""

    @property
    def is_resolved(self) -> bool:
        return bool(self.comments) and all(each.resolved_at for each in self.comments)


@dataclass(frozen=True)
class Threads:
    """Every comment of one analysis that one reader sees."""

    comments: tuple[Any, ...]

    def of(self, kind: str, number: int) -> Thread:
        """The conversation about a card: the team's, and what the administration has sent."""
        shown = [each for each in self._by_card[kind, number] if each.side == Comment.Side.TEAM or each.review_id]
        return Thread(kind, number, tuple(shown))

    def pinned_to(self, kind: str, number: int, version: AnalysisVersion) -> Thread:
        """What the administration says of a card of one handed-in version; what is not sent yet is about the latest."""
        shown = [each for each in self._by_card[kind, number] if _is_about(each, version)]
        return Thread(kind, number, tuple(shown))

    @property
    def pinned(self) -> list[Comment]:
        """What goes along with the administration's answer when it is given."""
        return [each for each in self.comments if each.side == Comment.Side.ADMINISTRATION and not each.review_id]

    @property
    def asked(self) -> list[Comment]:
        """What the administration has sent, the oldest first."""
        return [each for each in self.comments if each.review_id]

    def asked_before(self, version: AnalysisVersion) -> list[Comment]:
        """What had been sent when the version was handed in."""
        return [each for each in self.asked if each.review and each.review.at < version.made_at]

    def of_removed(self, part: str) -> list[Thread]:
        """The conversations about cards of the part that have been removed, while something in them waits."""
        gone = dict.fromkeys((each.kind, each.object_id) for each in self.comments if each.is_gone and each.part == part)
        return [thread for thread in (self.of(*key) for key in gone) if not thread.is_resolved]

    def others_open_in(self, part: str, user: User) -> list[str]:
        """Who else has left a comment in the part that waits: each name once."""
        waiting = (each for each in self.comments if each.part == part and not each.resolved_at and not each.review_id)
        return list(dict.fromkeys(each.by.name for each in waiting if each.by_id != user.pk))

    @property
    def _by_card(self) -> dict[tuple[str, int], list[Comment]]:
        found: dict[tuple[str, int], list[Comment]] = defaultdict(list)
        for each in self.comments:
            found[each.kind, each.object_id].append(each)
        return found


def _is_about(comment: Comment, version: AnalysisVersion) -> bool:
    """A comment that is not sent was written after the version it is about, and before there is another."""
    if comment.side == Comment.Side.TEAM:
        return False
    return comment.review.version_id == version.pk if comment.review else comment.at >= version.made_at


def threads(analysis: Analysis, user: User) -> Threads:
    """One query. What the unit has done about a comment is its own until it hands in again."""
    found = Comment.objects.visible_to(user).filter(analysis=analysis).select_related("by", "resolved_by", "review")
    comments = tuple(found.annotate(is_gone=_is_gone()))
    keeps_quiet = analysis.state in State.open() and not may(user, "analyses.view_together", analysis)
    for comment in comments:
        comment.analysis = analysis
        if keeps_quiet:
            comment.answer, comment.resolved_at, comment.resolved_by = "", None, None
    return Threads(comments)


def _is_gone() -> Case:
    """Whether the card has been removed. Only some kinds can be."""
    gone = [
        When(~Exists(model._default_manager.filter(pk=OuterRef("object_id"))), kind=model._meta.model_name, then=Value(True))
        for model in REMOVABLE
    ]
    return Case(*gone, default=Value(False), output_field=BooleanField())


def card_of_comment(analysis: Analysis, kind: str, number: int) -> Any | None:
    """The card of the analysis that ``kind`` and ``number`` name, or None."""
    model = COMMENTED.get(kind)
    if model is None:
        return None
    if model is Analysis:
        return analysis if analysis.pk == number else None
    if model in (Cause, Conclusion):
        card = model.objects.filter(finding__analysis=analysis, pk=number).select_related("finding__area").first()
        owner = card and card.finding
    else:
        beside = {SectionText: "section", LookBack: "analysis"}.get(model, "area")
        owner = card = model.objects.filter(analysis=analysis, pk=number).select_related(beside).first()
    if owner is not None:
        owner.analysis = analysis
    return card
