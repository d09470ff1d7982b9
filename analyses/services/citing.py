"""Letting findings of an area or a municipality rest on findings below."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import AnalysisVersion, Citation, Finding
from analyses.services.locking import lock
from analyses.services.undoing import undoable
from analyses.workflow import State
from schoolplan.kit import clock
from schoolplan.kit.access import require
from units.models import User


@transaction.atomic
def cite(*, finding: Finding, cited: Iterable[Finding], by: User) -> list[Citation]:
    """Let a finding of an area or a municipality rest on findings below it, in the version that was handed in.

    Citing twice changes nothing. Raises ValidationError for findings that lie elsewhere or are not handed in.
    """
    analysis = lock(finding.analysis)
    require(by, "analyses.cite", analysis)
    wanted = list(
        Finding.objects.filter(pk__in=[each.pk for each in cited], analysis__state__in=State.handed_in()).select_related(
            "analysis__node"
        )
    )
    below = [each for each in wanted if each.node != finding.node and finding.node.holds(each.node)]
    if len(below) != len({each.pk for each in cited}):
        raise ValidationError(_("You can only cite handed-in analyses of units that belong here."))
    versions = {
        v.analysis_id: v for v in AnalysisVersion.objects.filter(analysis__in=[f.analysis_id for f in below]).order_by("number")
    }
    already = set(finding.citations.values_list("cited_id", flat=True))
    new = [
        Citation(
            finding=finding,
            cited=each,
            number_in_version=each.pk,
            version=versions[each.analysis_id],
            quote=each.text or each.title,
            at=clock.now(),
        )
        for each in below
        if each.pk not in already
    ]
    with undoable(analysis=analysis, obj=finding, verb="cite", by=by) as deed:
        deed.changes["cited"] = [sorted(already), sorted(already | {c.cited_id for c in new})]
        Citation.objects.bulk_create(new)
    return new


@transaction.atomic
def cite_no_more(*, citation: Citation, by: User) -> None:
    finding = citation.finding
    analysis = lock(finding.analysis)
    require(by, "analyses.cite", analysis)
    with undoable(analysis=analysis, obj=finding, verb="cite_no_more", by=by) as deed:
        deed.changes["cited"] = [citation.cited_id, None]
        citation.delete()
