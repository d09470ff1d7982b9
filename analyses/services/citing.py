"""Letting findings of an area or a municipality rest on findings below."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import Analysis, AnalysisVersion, Citation, Finding, TemplateArea
from analyses.services.chain import put_last
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
    below = _below(finding, cited)
    with undoable(analysis=analysis, obj=finding, verb="cite", by=by) as deed:
        already = set(finding.citations.values_list("cited_id", flat=True))
        new = _rest_on(finding, [each for each in below if each.pk not in already])
        deed.changes["cited"] = [sorted(already), sorted(already | {each.cited_id for each in new})]
    return new


@transaction.atomic
def cite_anew(*, analysis: Analysis, area: TemplateArea, kind: str, cited: Iterable[Finding], by: User) -> Finding:
    """A new finding of an area or a municipality that rests on findings below it. Undone, it is gone again.

    Raises ValidationError as :func:`cite` does.
    """
    lock(analysis)
    require(by, "analyses.cite", analysis)
    finding = Finding(analysis=analysis, area=area, kind=kind)
    below = _below(finding, cited)
    with undoable(analysis=analysis, obj=finding, verb="cite", by=by) as deed:
        put_last(finding)
        new = _rest_on(finding, below)
        deed.obj = finding
        deed.changes["cited"] = [[], sorted(each.cited_id for each in new)]
    return finding


def _below(finding: Finding, cited: Iterable[Finding]) -> list[Finding]:
    """The findings as they can be cited."""
    wanted = {each.pk for each in cited}
    handed_in = Finding.objects.filter(pk__in=wanted, analysis__state__in=State.handed_in()).select_related("analysis__node")
    below = [each for each in handed_in if each.node != finding.node and finding.node.holds(each.node)]
    if len(below) != len(wanted):
        raise ValidationError(_("You can only cite handed-in analyses of units that belong here."))
    return below


def _rest_on(finding: Finding, below: list[Finding]) -> list[Citation]:
    read = AnalysisVersion.objects.filter(analysis__in=[each.analysis_id for each in below]).order_by("number")
    versions = {version.analysis_id: version for version in read}
    return Citation.objects.bulk_create(
        Citation(
            finding=finding,
            cited=each,
            number_in_version=each.pk,
            version=versions[each.analysis_id],
            quote=each.text or each.title,
            at=clock.now(),
        )
        for each in below
    )


@transaction.atomic
def cite_no_more(*, citation: Citation, by: User) -> None:
    finding = citation.finding
    analysis = lock(finding.analysis)
    require(by, "analyses.cite", analysis)
    with undoable(analysis=analysis, obj=finding, verb="cite_no_more", by=by) as deed:
        deed.changes["cited"] = [citation.cited_id, None]
        citation.delete()
