"""What people say of each other's cards: the team while it writes, the administration when it answers."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from analyses.models import (
    Analysis,
    Cause,
    Comment,
    Conclusion,
    Finding,
    Judgement,
    LookBack,
    Observation,
    Review,
    SectionText,
)
from analyses.permissions import part_of
from analyses.services.guarding import admit_sent
from analyses.services.locking import lock
from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.text import one_newline
from units.models import User

# What can be commented on. The analysis itself stands for its summary.
Card = Analysis | SectionText | LookBack | Judgement | Observation | Finding | Cause | Conclusion


@transaction.atomic
def add_comment(*, card: Card, text: str, by: User, confirmed: Collection[str] = ()) -> Comment:
    """Somebody of the team says something of a card, for the team alone.

    Raises ValidationError when nothing is said, and LooksPersonal for words that are not among ``confirmed``.
    """
    analysis = lock(_analysis(card))
    require(by, "analyses.comment", analysis)
    return _add(card, analysis, Comment.Side.TEAM, text, by, confirmed)


@transaction.atomic
def pin_comment(*, card: Card, text: str, by: User, confirmed: Collection[str] = ()) -> Comment:
    """The administration pins a comment to a card of what was handed in. The unit sees it when the answer is given."""
    analysis = lock(_analysis(card))
    require(by, "analyses.review_analysis", analysis)
    return _add(card, analysis, Comment.Side.ADMINISTRATION, text, by, confirmed)


@transaction.atomic
def resolve_comment(*, comment: Comment, by: User, answer: str = "", confirmed: Collection[str] = ()) -> None:
    """It is taken care of. ``answer`` says how; the administration reads it when the analysis is handed in again."""
    _lock_to_resolve(comment, by)
    admit_sent(text=answer, confirmed=confirmed, analysis=comment.analysis, obj=comment, by=by)
    before = comment.answer
    comment.resolved_at, comment.resolved_by = clock.now(), by
    comment.answer = one_newline(answer).strip() or before
    comment.save(update_fields=["resolved_at", "resolved_by", "answer"])
    changes = {"answer": [before, comment.answer]} if comment.answer != before else {}
    record(by=by, verb="resolve", obj=comment, node_id=comment.node.pk, changes=changes)


@transaction.atomic
def reopen_comment(*, comment: Comment, by: User) -> None:
    """It was not taken care of after all."""
    _lock_to_resolve(comment, by)
    comment.resolved_at = comment.resolved_by = None
    comment.save(update_fields=["resolved_at", "resolved_by"])
    record(by=by, verb="reopen", obj=comment, node_id=comment.node.pk)


@transaction.atomic
def remove_comment(*, comment: Comment, by: User) -> None:
    """Take back what one has said oneself; what the administration has sent stays."""
    lock(comment.analysis)
    comment.refresh_from_db(fields=["review"])
    require(by, "analyses.remove_comment", comment)
    record(by=by, verb="remove", obj=comment, node_id=comment.node.pk, changes={"text": [comment.text, ""]})
    comment.delete()


@transaction.atomic
def move_comments(*, source: Any, target: Any, by: User) -> None:
    """What was said of ``source`` is said of ``target`` from now on, where the two are merged. The same card twice tells
    its comments where it stands when it has been moved to another area.
    """
    analysis = lock(_analysis(target))
    require(by, "analyses.write_part", target)
    kind, number = _key(source)
    to_kind, to_number = _key(target)
    Comment.objects.filter(analysis=analysis, kind=kind, object_id=number).update(
        kind=to_kind, object_id=to_number, part=part_of(target)
    )


def send_pinned(review: Review) -> None:
    """The administration's pinned comments go with its answer."""
    _pinned(review.analysis).update(review=review)


def has_pinned(analysis: Analysis) -> bool:
    return bool(_pinned(analysis).exists())


def _pinned(analysis: Analysis) -> Any:
    return Comment.objects.filter(analysis=analysis, side=Comment.Side.ADMINISTRATION, review=None)


def _add(card: Card, analysis: Analysis, side: str, text: str, by: User, confirmed: Collection[str]) -> Comment:
    text = one_newline(text).strip()
    if not text:
        raise ValidationError(_("Write what you want to say."))
    admit_sent(text=text, confirmed=confirmed, analysis=analysis, obj=analysis, by=by)
    kind, number = _key(card)
    about = _("The summary") if isinstance(card, Analysis) else str(card)
    comment = Comment.objects.create(
        analysis=analysis,
        kind=kind,
        object_id=number,
        part=part_of(card),
        about=Truncator(about).chars(300),
        side=side,
        text=text,
        at=clock.now(),
        by=by,
    )
    record(by=by, verb="comment", obj=comment, node_id=analysis.node_id, changes={"text": ["", text]})
    return comment


def _key(card: Card) -> tuple[str, int]:
    return str(card._meta.model_name), card.pk


def _analysis(card: Card) -> Analysis:
    return card if isinstance(card, Analysis) else card.analysis


def _lock_to_resolve(comment: Comment, by: User) -> None:
    lock(comment.analysis)
    require(by, "analyses.resolve_comment", comment)
