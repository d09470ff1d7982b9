"""What stands around a text: the way of the analysis as one line, its versions, and what there is to compare with."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analyses.models import Analysis, AnalysisVersion, Review
from analyses.workflow import State
from units.access import holds
from units.models import User


@dataclass(frozen=True)
class Step:
    """A state that the analysis has been in, is in or comes to. Who moved it there is told to those who may know."""

    words: str
    at: dt.datetime | None = None
    by: str = ""
    is_current: bool = False
    is_ahead: bool = False


def steps_of(analysis: Analysis, versions: Iterable[AnalysisVersion], reviews: Iterable[Review]) -> tuple[Step, ...]:
    """From the versions and answers that the reader may see. An answer the reader may not see leaves its state without a day."""
    taken = sorted([*_handed_in(versions), *_answered(reviews)], key=lambda step: str(step.at))
    if analysis.state == State.ADOPTED and not (taken and taken[-1].words == _adopted()):
        taken.append(Step(_adopted()))
    past = [Step(_("Draft")), *taken]
    last = past[-1]
    past[-1] = Step(last.words, last.at, last.by, is_current=True)
    return (*past, *(Step(words, is_ahead=True) for words in _ahead(analysis, len(past) > 1)))


def _handed_in(versions: Iterable[AnalysisVersion]) -> list[Step]:
    return [
        Step(_("Handed in") if version.number == 1 else _("Handed in again"), version.made_at, str(version.made_by or ""))
        for version in versions
    ]


def _answered(reviews: Iterable[Review]) -> list[Step]:
    words = {Review.Decision.RETURNED: _("Returned"), Review.Decision.ADOPTED: _adopted()}
    return [Step(words[Review.Decision(review.decision)], review.at, str(review.by or "")) for review in reviews]


def _adopted() -> str:
    return _("Adopted")


def _ahead(analysis: Analysis, has_been_handed_in: bool) -> list[str]:
    match analysis.state:
        case State.ADOPTED:
            return []
        case State.SUBMITTED:
            return [_adopted()]
    return [_("Handed in again") if has_been_handed_in else _("Handed in"), _adopted()]


@dataclass(frozen=True)
class ReadingPage:
    """What stands around one version: the other versions and the answers, the newest first.

    ``before`` is the version to compare with, ``read_before`` when it is the reader who answered it.
    """

    version: AnalysisVersion
    versions: tuple[AnalysisVersion, ...]
    steps: tuple[Step, ...]
    reviews: tuple[Review, ...]
    before: AnalysisVersion | None
    read_before: bool
    may_compare_now: bool

    @property
    def is_newest(self) -> bool:
        return self.version == self.versions[0]


def reading_page(version: AnalysisVersion, user: User) -> ReadingPage:
    """Two queries, whatever the number of versions."""
    analysis = version.analysis
    versions = versions_of(analysis, user)
    reviews = reviews_of(analysis, user)
    before = next((each for each in versions if each.number < version.number), None)
    return ReadingPage(
        version=version,
        versions=versions,
        steps=steps_of(analysis, versions, reviews),
        reviews=tuple(review for review in reviews if review.version_id == version.pk),
        before=before,
        read_before=any(review.version_id == before.pk and review.by_id == user.pk for review in reviews) if before else False,
        may_compare_now=analysis.state == State.RETURNED and holds(user, "analysis.draft", analysis.node),
    )


def versions_of(analysis: Analysis, user: User) -> tuple[AnalysisVersion, ...]:
    """The versions that the reader may read, the newest first, without their texts."""
    return tuple(analysis.versions.visible_to(user).select_related("made_by").defer("content").order_by("-number"))


def reviews_of(analysis: Analysis, user: User) -> tuple[Review, ...]:
    """The answers that the reader may read, the newest first."""
    return tuple(analysis.reviews.visible_to(user).select_related("by", "version").defer("version__content").order_by("-at"))
