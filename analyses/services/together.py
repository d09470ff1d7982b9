"""Writing together: who is invited where, who may hand in, and who is here."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import Analysis, Invitation, Presence, TemplateArea, TemplateSection
from analyses.services.locking import lock
from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from units.access import holds
from units.models import User


@transaction.atomic
def invite(*, analysis: Analysis, user: User, parts: Iterable[TemplateArea | TemplateSection], by: User) -> list[Invitation]:
    """Ask a person who reads the draft to write in some of its parts. Gives the new invitations; asking twice changes nothing.

    Raises ValidationError for a person who does not read the draft or writes everywhere already, and for another template's part.
    """
    analysis = lock(analysis)
    require(by, "analyses.write_analysis", analysis)
    if not holds(user, "analysis.draft", analysis.node) or holds(user, "analysis.write", analysis.node):
        raise ValidationError(_("Only somebody who reads the draft, and does not write everywhere already, can be invited."))
    standing = {(each.area_id, each.section_id) for each in analysis.invitations.filter(user=user, ended_at=None)}
    new = []
    for part in parts:
        if part.template_id != analysis.template_id:
            raise ValidationError(_("This part does not belong to the analysis."))
        area, section = (part, None) if isinstance(part, TemplateArea) else (None, part)
        if (area and area.pk, section and section.pk) in standing:
            continue
        invitation = Invitation.objects.create(analysis=analysis, user=user, area=area, section=section, at=clock.now(), by=by)
        record(by=by, verb="invite", obj=invitation, node_id=analysis.node_id)
        new.append(invitation)
    return new


@transaction.atomic
def end_invitation(*, invitation: Invitation, by: User) -> None:
    """The person no longer writes in that part; what they have written stays. Ending twice changes nothing."""
    require(by, "analyses.write_analysis", lock(invitation.analysis))
    invitation.refresh_from_db(fields=["ended_at"])
    if invitation.ended_at is None:
        invitation.ended_at = clock.now()
        invitation.save(update_fields=["ended_at"])
        record(by=by, verb="end_invitation", obj=invitation, node_id=invitation.analysis.node_id)


@transaction.atomic
def delegate_submission(*, analysis: Analysis, allowed: bool, by: User) -> None:
    """The principal says whether the deputy may hand in this analysis."""
    analysis = lock(analysis)
    require(by, "analyses.delegate_submission", analysis)
    analysis.refresh_from_db(fields=["deputy_may_submit"])
    if analysis.deputy_may_submit == allowed:
        return
    analysis.deputy_may_submit = allowed
    analysis.save(update_fields=["deputy_may_submit"])
    changes = {"deputy_may_submit": [not allowed, allowed]}
    record(by=by, verb="delegate", obj=analysis, node_id=analysis.node_id, changes=changes)


def be_present(*, analysis: Analysis, place: str, by: User) -> None:
    """Somebody has the part ``place`` (see ``permissions.part_of``) of the draft open just now: one row a person, overwritten.

    It is no history: the journal does not tell it, and nothing is counted from it.
    """
    require(by, "analyses.view_together", analysis)
    Presence.objects.bulk_create(
        [Presence(analysis=analysis, user=by, place=place, seen_at=clock.now())],
        update_conflicts=True,
        unique_fields=["analysis", "user"],
        update_fields=["place", "seen_at"],
    )
