"""Handing in, returning, adopting: what moves an analysis from one state to another."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import Analysis, AnalysisVersion, Review
from analyses.services.comments import has_pinned, send_pinned
from analyses.services.guarding import admit_sent
from analyses.services.locking import lock
from analyses.versions import freeze
from analyses.workflow import WORKFLOW
from journal.services import Actor, record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.text import one_newline
from units.models import User


@transaction.atomic
def submit_analysis(*, analysis: Analysis, by: User) -> AnalysisVersion:
    """Hand in: the text is frozen as a version and opened to the administration. Gaps are allowed; the page has listed them."""
    analysis = lock(analysis)
    target = WORKFLOW.follow("submit", analysis.state)
    require(by, WORKFLOW["submit"].permission, analysis)
    version = _freeze(analysis, by)
    _move(analysis, target, "submit", by)
    return version


@transaction.atomic
def return_analysis(*, analysis: Analysis, comment: str, by: User, confirmed: Collection[str] = ()) -> Review:
    """Give the analysis back to the unit with a comment that says what is wanted, comments pinned to its cards, or both."""
    analysis = lock(analysis)
    target = WORKFLOW.follow("return", analysis.state)
    require(by, WORKFLOW["return"].permission, analysis)
    if not comment.strip() and not has_pinned(analysis):
        raise ValidationError(_("Write what the unit needs to complete, or pin comments to what you read."))
    admit_sent(text=comment, confirmed=confirmed, analysis=analysis, obj=analysis, by=by)
    return _review(analysis, Review.Decision.RETURNED, comment, target, "return", by)


@transaction.atomic
def adopt_analysis(*, analysis: Analysis, by: User, comment: str = "", confirmed: Collection[str] = ()) -> Review:
    """Accept the handed-in analysis: the latest version stands as adopted."""
    analysis = lock(analysis)
    target = WORKFLOW.follow("adopt", analysis.state)
    require(by, WORKFLOW["adopt"].permission, analysis)
    admit_sent(text=comment, confirmed=confirmed, analysis=analysis, obj=analysis, by=by)
    return _review(analysis, Review.Decision.ADOPTED, comment, target, "adopt", by)


def _freeze(analysis: Analysis, by: User) -> AnalysisVersion:
    return AnalysisVersion.objects.create(
        analysis=analysis, number=analysis.versions.count() + 1, content=freeze(analysis), made_at=clock.now(), made_by=by
    )


def _move(analysis: Analysis, target: str, verb: str, by: Actor) -> None:
    before, analysis.state = analysis.state, target
    analysis.save(update_fields=["state"])
    record(by=by, verb=verb, obj=analysis, node_id=analysis.node_id, changes={"state": [before, target]})


def _review(analysis: Analysis, decision: str, comment: str, target: str, verb: str, by: User) -> Review:
    latest = analysis.versions.latest("number")
    review = Review.objects.create(
        analysis=analysis, version=latest, decision=decision, comment=one_newline(comment), by=by, at=clock.now()
    )
    send_pinned(review)
    _move(analysis, target, verb, by)
    return review
