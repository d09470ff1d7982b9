"""Arranging what is written: moving, splitting and merging. Nothing that hangs on a part, or points to it, is lost on the way."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import Analysis, Cause, Citation, Conclusion, Finding, Ground, TemplateArea
from analyses.services.chain import next_position
from analyses.services.comments import move_comments
from analyses.services.guarding import Door
from analyses.services.locking import lock_to_write
from analyses.services.undoing import undoable
from schoolplan.kit.autosave import LONGEST_TEXT
from schoolplan.kit.workflow import NotPossible
from units.models import User

Movable = Finding | Cause | Conclusion


@transaction.atomic
def move_a_step(*, obj: Movable, by: User, up: bool) -> None:
    """One step up or down among those it stands with. At the end nothing happens."""
    analysis = lock_to_write(obj=obj, by=by)
    line = list(siblings_of(obj))
    at = line.index(obj)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(line):
        return
    line[at], line[to] = line[to], line[at]
    with undoable(analysis=analysis, obj=obj, verb="move", by=by):
        for position, each in enumerate(line):
            each.position = position
        type(obj)._default_manager.bulk_update(line, ["position"])


def siblings_of(obj: Movable) -> Any:
    """Those of the same kind that it stands with, itself among them, in order."""
    if isinstance(obj, Finding):
        return Finding.objects.filter(analysis=obj.analysis_id, area=obj.area_id)
    return type(obj)._default_manager.filter(finding=obj.finding_id)


@transaction.atomic
def move_to_area(*, finding: Finding, area: TemplateArea, by: User) -> None:
    """Let the finding stand last in another area of its analysis. Who moves it writes in both."""
    analysis = lock_to_write(obj=finding, by=by)
    if area.template_id != analysis.template_id:
        raise ValidationError(_("This area does not belong to the analysis."))
    lock_to_write(obj=Finding(analysis=analysis, area=area), by=by)
    with undoable(analysis=analysis, obj=finding, verb="move", by=by):
        if area.pk != finding.area_id:
            finding.area, finding.position = area, next_position(analysis.findings.filter(area=area))
            finding.save(update_fields=["area", "position"])
            for card in (finding, *finding.causes.all(), *finding.conclusions.all()):
                move_comments(source=card, target=card, by=by)


@transaction.atomic
def move_to_finding(*, part: Cause | Conclusion, finding: Finding, by: User) -> None:
    """Let a cause or a conclusion stand last in another finding of its analysis. What it draws on and leads to stays."""
    analysis = lock_to_write(obj=part, by=by)
    _require_same(analysis, finding)
    lock_to_write(obj=finding, by=by)
    with undoable(analysis=analysis, obj=part, verb="move", by=by):
        if finding.pk != part.finding_id:
            _hang([part], finding)
            move_comments(source=part, target=part, by=by)


@transaction.atomic
def split_finding(
    *,
    finding: Finding,
    title: str,
    by: User,
    causes: Iterable[Cause] = (),
    conclusions: Iterable[Conclusion] = (),
    grounds: Iterable[Ground] = (),
) -> Finding:
    """Make a second finding, right after the first, and let the chosen causes, conclusions and grounds stand in it.

    Raises NotPossible when nothing is chosen, as after a second click: what was chosen stands in the new finding already.
    """
    analysis = lock_to_write(obj=finding, by=by)
    door = Door(analysis, by)
    chosen: list[Any] = [*causes, *conclusions, *grounds]
    if not chosen:
        raise NotPossible
    if any(each.finding_id != finding.pk for each in chosen):
        raise ValidationError(_("You can only take along what stands in this finding."))
    with undoable(analysis=analysis, obj=finding, verb="split", by=by):
        for after in siblings_of(finding).filter(position__gt=finding.position):
            after.position += 1
            after.save(update_fields=["position"])
        new = Finding.objects.create(
            analysis=analysis,
            area=finding.area,
            kind=finding.kind,
            title=door.admit("title", title),
            position=finding.position + 1,
        )
        door.hold_back(new)
        new.themes.set(finding.themes.all())
        _hang(chosen, new)
    return new


@transaction.atomic
def merge_findings(*, kept: Finding, other: Finding, by: User) -> None:
    """Put ``other`` into ``kept``: all that hangs on it follows, and the texts are put together.

    Who has quoted the other goes on quoting the same words. Raises ValidationError when the texts are too long for one field.
    """
    analysis = lock_to_write(obj=kept, by=by)
    _require_same(analysis, other)
    lock_to_write(obj=other, by=by)
    if kept.pk == other.pk:
        raise ValidationError(_("Choose another finding."))
    text = _together(kept, other)
    if len(text) > LONGEST_TEXT:
        raise ValidationError(_("The two texts are too long to stand in one finding. Shorten one of them first."))
    with undoable(analysis=analysis, obj=kept, verb="merge", by=by) as deed:
        deed.changes |= {"text": [kept.text, text], "merged": [str(other), ""]}
        kept.title, kept.text = kept.title or other.title, text
        kept.save(update_fields=["title", "text"])
        _take_over(kept, other, by)
        other.delete()


def _together(kept: Finding, other: Finding) -> str:
    """Both texts readable, the other's under its title."""
    title = other.title if kept.title else ""
    return "\n\n".join(text for text in (kept.text, title, other.text) if text.strip())


def _take_over(kept: Finding, other: Finding, by: User) -> None:
    parts = [*other.causes.all(), *other.conclusions.all()]
    _hang(parts, kept)
    for part in parts:
        move_comments(source=part, target=part, by=by)
    move_comments(source=other, target=kept, by=by)
    rests_on = set(kept.grounds.values_list("value", "observation"))
    _hang([each for each in other.grounds.all() if (each.value_id, each.observation_id) not in rests_on], kept)
    kept.themes.add(*other.themes.all())
    already = kept.citations.values("cited", "number_in_version")
    cites = {(each["cited"], each["number_in_version"]) for each in already}
    new = [each for each in other.citations.all() if (each.cited_id, each.number_in_version) not in cites]
    Citation.objects.filter(pk__in=[each.pk for each in new]).update(finding=kept)
    other.cited_in.update(cited=kept)


def _hang(parts: Iterable[Any], finding: Finding) -> None:
    """Let parts stand last in a finding, in the order they come."""
    for part in parts:
        part.finding = finding
        part.position = next_position(type(part)._default_manager.filter(finding=finding))
        part.save(update_fields=["finding", "position"])


def _require_same(analysis: Analysis, finding: Finding) -> None:
    if finding.analysis_id != analysis.pk:
        raise ValidationError(_("This finding does not belong to the analysis."))
