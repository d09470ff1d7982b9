"""The chain: findings, own observations, causes and conclusions are added and taken away."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import Analysis, Cause, Conclusion, Finding, Observation, TemplateArea
from analyses.services.grounds import remove_ground
from analyses.services.locking import lock_to_write
from analyses.services.writing import WRITABLE
from journal.services import record
from schoolplan.kit.text import one_newline
from units.models import User


@transaction.atomic
def add_finding(*, analysis: Analysis, area: TemplateArea, kind: str, by: User, title: str = "", text: str = "") -> Finding:
    finding = Finding(analysis=analysis, area=area, kind=kind, title=title, text=one_newline(text))
    lock_to_write(obj=finding, by=by)
    if area.template_id != analysis.template_id or kind not in Finding.Kind.values:
        raise ValidationError(_("This area does not belong to the analysis."))
    finding.position = analysis.findings.filter(area=area).count()
    finding.save()
    record(by=by, verb="add", obj=finding, node_id=analysis.node_id, changes={"title": ["", title], "text": ["", text]})
    return finding


@transaction.atomic
def add_observation(*, analysis: Analysis, area: TemplateArea, by: User, text: str = "", origin: str = "") -> Observation:
    """Something the unit has seen itself, and how it knows. It counts as much as a figure."""
    observation = Observation(analysis=analysis, area=area, text=one_newline(text), origin=origin)
    lock_to_write(obj=observation, by=by)
    if area.template_id != analysis.template_id:
        raise ValidationError(_("This area does not belong to the analysis."))
    observation.position = analysis.observations.filter(area=area).count()
    observation.save()
    record(by=by, verb="add", obj=observation, node_id=analysis.node_id, changes={"text": ["", text], "origin": ["", origin]})
    return observation


@transaction.atomic
def add_cause(
    *, finding: Finding, by: User, text: str = "", direction: str = "", influence: str = "", evidence: str = ""
) -> Cause:
    """A cause of the finding. A strength is most often promoted and a challenge hindered, so that is where it starts."""
    lock_to_write(obj=finding, by=by)
    usual = Cause.Direction.PROMOTING if finding.kind == Finding.Kind.STRENGTH else Cause.Direction.HINDERING
    cause = Cause.objects.create(
        finding=finding,
        direction=direction or usual,
        influence=influence,
        evidence=evidence,
        text=one_newline(text),
        position=finding.causes.count(),
    )
    record(by=by, verb="add", obj=cause, node_id=finding.node.pk, changes={"text": ["", text]})
    return cause


@transaction.atomic
def add_conclusion(*, finding: Finding, by: User, text: str = "", kind: str = "", no_measure_reason: str = "") -> Conclusion:
    lock_to_write(obj=finding, by=by)
    usual = Conclusion.Kind.KEEP if finding.kind == Finding.Kind.STRENGTH else Conclusion.Kind.CHANGE
    conclusion = Conclusion.objects.create(
        finding=finding,
        kind=kind or usual,
        text=one_newline(text),
        no_measure_reason=one_newline(no_measure_reason),
        position=finding.conclusions.count(),
    )
    record(by=by, verb="add", obj=conclusion, node_id=finding.node.pk, changes={"text": ["", text]})
    return conclusion


@transaction.atomic
def remove(*, obj: Finding | Observation | Cause | Conclusion, by: User) -> None:
    """Take away a part with what hangs on it; every wording stays readable in the journal.

    An observation goes out of the findings that rest on it as well.

    Raises ValidationError when something rests on it: a goal of a plan, or a citation higher up.
    """
    lock_to_write(obj=obj, by=by)
    if in_use := _what_rests_on(obj):
        raise ValidationError(in_use)
    if isinstance(obj, Observation):
        for ground in obj.grounds.select_related("finding__analysis__node"):
            remove_ground(ground=ground, by=by)
    parts: list[Any] = [*obj.causes.all(), *obj.conclusions.all(), obj] if isinstance(obj, Finding) else [obj]
    for part in parts:
        gone = {field: [getattr(part, field), ""] for field in WRITABLE[type(part)]}
        record(by=by, verb="remove", obj=part, node_id=obj.node.pk, changes=gone)
    obj.delete()


def _what_rests_on(obj: Finding | Observation | Cause | Conclusion) -> str:
    conclusions = obj.conclusions.all() if isinstance(obj, Finding) else [obj] if isinstance(obj, Conclusion) else []
    if any(conclusion.goals.exists() for conclusion in conclusions):
        return _("A goal in the plan rests on this. Let the goal rest on something else first.")
    if isinstance(obj, Finding) and obj.cited_in.exists():
        return _("The municipality's analysis cites this, so it stays. You can still change the words.")
    return ""
