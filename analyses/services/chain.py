"""The chain: findings, own observations, causes and conclusions are added, tied together and taken away."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import Analysis, Cause, Conclusion, Finding, Observation, TemplateArea, Theme
from analyses.services.grounds import take_ground_away
from analyses.services.guarding import Door
from analyses.services.locking import lock_to_write
from analyses.services.undoing import record_added, undoable
from analyses.services.writing import WRITABLE
from journal.services import record
from units.models import User


@transaction.atomic
def add_finding(*, analysis: Analysis, area: TemplateArea, kind: str, by: User, title: str = "", text: str = "") -> Finding:
    finding, door = Finding(analysis=analysis, area=area, kind=kind), Door(analysis, by)
    lock_to_write(obj=finding, by=by)
    finding.title, finding.text = door.admit("title", title), door.admit("text", text)
    put_last(finding)
    door.hold_back(finding)
    record_added(obj=finding, analysis=analysis, by=by, changes={"title": ["", finding.title], "text": ["", finding.text]})
    return finding


def put_last(finding: Finding) -> None:
    """Save a new finding after the others of its area. Raises ValidationError when the area is another template's."""
    if finding.area.template_id != finding.analysis.template_id or finding.kind not in Finding.Kind.values:
        raise ValidationError(_("This area does not belong to the analysis."))
    finding.position = next_position(finding.analysis.findings.filter(area=finding.area))
    finding.save()


@transaction.atomic
def add_observation(*, analysis: Analysis, area: TemplateArea, by: User, text: str = "", origin: str = "") -> Observation:
    """Something the unit has seen itself, and how it knows. It counts as much as a figure."""
    observation, door = Observation(analysis=analysis, area=area), Door(analysis, by)
    lock_to_write(obj=observation, by=by)
    if area.template_id != analysis.template_id:
        raise ValidationError(_("This area does not belong to the analysis."))
    observation.text, observation.origin = door.admit("text", text), door.admit("origin", origin)
    observation.position = next_position(analysis.observations.filter(area=area))
    observation.save()
    door.hold_back(observation)
    changes = {"text": ["", observation.text], "origin": ["", observation.origin]}
    record_added(obj=observation, analysis=analysis, by=by, changes=changes)
    return observation


@transaction.atomic
def add_cause(
    *, finding: Finding, by: User, text: str = "", direction: str = "", influence: str = "", evidence: str = ""
) -> Cause:
    """A cause of the finding. A strength is most often promoted and a challenge hindered, so that is where it starts."""
    analysis = lock_to_write(obj=finding, by=by)
    door = Door(analysis, by)
    usual = Cause.Direction.PROMOTING if finding.kind == Finding.Kind.STRENGTH else Cause.Direction.HINDERING
    cause = Cause.objects.create(
        finding=finding,
        direction=direction or usual,
        influence=influence,
        evidence=evidence,
        text=door.admit("text", text),
        position=next_position(finding.causes),
    )
    door.hold_back(cause)
    record_added(obj=cause, analysis=analysis, by=by, changes={"text": ["", cause.text]})
    return cause


@transaction.atomic
def add_conclusion(*, finding: Finding, by: User, text: str = "", kind: str = "", no_measure_reason: str = "") -> Conclusion:
    """A conclusion of the finding. It draws on the causes that no conclusion draws on yet, or on all when there are none such."""
    analysis = lock_to_write(obj=finding, by=by)
    door = Door(analysis, by)
    usual = Conclusion.Kind.KEEP if finding.kind == Finding.Kind.STRENGTH else Conclusion.Kind.CHANGE
    causes = list(finding.causes.filter(conclusions=None)) or list(finding.causes.all())
    conclusion = Conclusion.objects.create(
        finding=finding,
        kind=kind or usual,
        text=door.admit("text", text),
        no_measure_reason=door.admit("no_measure_reason", no_measure_reason),
        position=next_position(finding.conclusions),
    )
    door.hold_back(conclusion)
    conclusion.causes.set(causes)
    record_added(obj=conclusion, analysis=analysis, by=by, changes={"text": ["", conclusion.text]})
    return conclusion


@transaction.atomic
def draw_on(*, conclusion: Conclusion, cause: Cause, draws: bool, by: User) -> None:
    """Say whether the conclusion draws on the cause. Raises ValidationError for a cause of another analysis."""
    analysis = lock_to_write(obj=conclusion, by=by)
    if not Cause.objects.filter(pk=cause.pk, finding__analysis=analysis).exists():
        raise ValidationError(_("This cause does not belong to the analysis."))
    with undoable(analysis=analysis, obj=conclusion, verb="draw_on", by=by):
        (conclusion.causes.add if draws else conclusion.causes.remove)(cause)


@transaction.atomic
def set_theme(*, finding: Finding, theme: Theme, has: bool, by: User) -> None:
    """Gather the finding under a theme of its municipality, or no longer. Raises ValidationError for a theme that is not used."""
    analysis = lock_to_write(obj=finding, by=by)
    is_known = theme.municipality_id == finding.node.municipality.pk and (theme.is_used or not has)
    if not is_known:
        raise ValidationError(_("This theme can not be chosen."))
    with undoable(analysis=analysis, obj=finding, verb="theme", by=by):
        (finding.themes.add if has else finding.themes.remove)(theme)


@transaction.atomic
def remove(*, obj: Finding | Observation | Cause | Conclusion, by: User) -> None:
    """Take away a part with what hangs on it. It can be undone, and every wording stays readable in the journal.

    An observation goes out of the findings that rest on it as well.

    Raises ValidationError when something rests on it: a goal of a plan, a request for support, or a citation higher up.
    """
    analysis = lock_to_write(obj=obj, by=by)
    if in_use := _what_rests_on(obj):
        raise ValidationError(in_use)
    parts: list[Any] = [*obj.causes.all(), *obj.conclusions.all()] if isinstance(obj, Finding) else []
    for part in parts:
        record(by=by, verb="remove", obj=part, node_id=analysis.node_id, changes=_words_of(part))
    with undoable(analysis=analysis, obj=obj, verb="remove", by=by) as deed:
        deed.changes |= _words_of(obj)
        if isinstance(obj, Observation):
            for ground in obj.grounds.select_related("finding__analysis__node"):
                take_ground_away(ground=ground, by=by)
        obj.delete()


def _words_of(part: Any) -> dict[str, list[Any]]:
    return {field: [getattr(part, field), ""] for field in WRITABLE[type(part)]}


def _what_rests_on(obj: Finding | Observation | Cause | Conclusion) -> str:
    conclusions = obj.conclusions.all() if isinstance(obj, Finding) else [obj] if isinstance(obj, Conclusion) else []
    if any(conclusion.goals.exists() for conclusion in conclusions):
        return _("A goal in the plan rests on this. Let the goal rest on something else first.")
    if any(conclusion.support_requests.exists() for conclusion in conclusions):
        return _("A request for support rests on this, so it stays. You can still change the words.")
    if isinstance(obj, Finding) and obj.cited_in.exists():
        return _("The municipality's analysis cites this, so it stays. You can still change the words.")
    return ""


def next_position(siblings: Any) -> int:
    """Last among those it stands with."""
    last = siblings.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1
