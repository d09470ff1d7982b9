"""What is done with an analysis: started, written in, handed in, returned, adopted, cited."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import (
    Analysis,
    AnalysisVersion,
    Cause,
    Citation,
    Conclusion,
    Finding,
    Ground,
    Judgement,
    Observation,
    Review,
    TemplateArea,
)
from analyses.templates import template_for
from analyses.versions import freeze
from analyses.workflow import WORKFLOW, State
from indicators.queries import is_quotable, successor_of
from journal.services import Actor, record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.text import one_newline
from schoolplan.kit.versions import Saved, save_field
from units.models import Node, User
from units.years import SchoolYear

Part = Judgement | Observation | Finding | Cause | Conclusion | Analysis

# The fields that people write in, by kind of record.
WRITABLE: dict[type[Part], frozenset[str]] = {
    Analysis: frozenset({"summary"}),
    Judgement: frozenset({"level", "reason"}),
    Observation: frozenset({"text", "origin"}),
    Finding: frozenset({"kind", "title", "text"}),
    Cause: frozenset({"direction", "influence", "evidence", "text"}),
    Conclusion: frozenset({"kind", "text", "no_measure_reason"}),
}


@transaction.atomic
def start_analysis(*, node: Node, school_year: SchoolYear, by: User) -> Analysis:
    """The node's analysis of the year, made when it does not exist, with a row for every area of its template."""
    require(by, "analyses.start_analysis", node)
    template = template_for(node, by=by)
    due = school_year.ends.replace(month=6, day=18)
    analysis, is_new = Analysis.objects.get_or_create(
        node=node, school_year=school_year, defaults={"template": template, "due_on": due}
    )
    if is_new:
        Judgement.objects.bulk_create(Judgement(analysis=analysis, area=area) for area in template.areas.all())
        record(by=by, verb="start", obj=analysis, node_id=node.pk)
    return analysis


@transaction.atomic
def save_text(*, obj: Part, field: str, value: Any, seen: str, by: User) -> Saved:
    """Save one field while the unit writes. Raises Conflict when somebody else has changed the same field since ``seen``."""
    analysis = _locked(obj if isinstance(obj, Analysis) else obj.analysis)
    require(by, "analyses.write_analysis", analysis)
    if isinstance(value, str):
        value = one_newline(value)
    saved = save_field(obj, field, value, seen=seen)
    if saved.changed:
        record(by=by, verb="edit", obj=obj, node_id=analysis.node_id, changes={field: [saved.before, saved.after]})
    return saved


@transaction.atomic
def add_finding(*, analysis: Analysis, area: TemplateArea, kind: str, by: User, title: str = "", text: str = "") -> Finding:
    require(by, "analyses.write_analysis", _locked(analysis))
    if area.template_id != analysis.template_id or kind not in Finding.Kind.values:
        raise ValidationError(_("This area does not belong to the analysis."))
    position = analysis.findings.filter(area=area).count()
    finding = Finding.objects.create(
        analysis=analysis, area=area, kind=kind, title=title, text=one_newline(text), position=position
    )
    record(by=by, verb="add", obj=finding, node_id=analysis.node_id, changes={"title": ["", title], "text": ["", text]})
    return finding


@transaction.atomic
def add_observation(*, analysis: Analysis, area: TemplateArea, by: User, text: str = "", origin: str = "") -> Observation:
    """Something the unit has seen itself, and how it knows. It counts as much as a figure."""
    require(by, "analyses.write_analysis", _locked(analysis))
    if area.template_id != analysis.template_id:
        raise ValidationError(_("This area does not belong to the analysis."))
    position = analysis.observations.filter(area=area).count()
    observation = Observation.objects.create(
        analysis=analysis, area=area, text=one_newline(text), origin=origin, position=position
    )
    record(by=by, verb="add", obj=observation, node_id=analysis.node_id, changes={"text": ["", text], "origin": ["", origin]})
    return observation


@transaction.atomic
def add_ground(*, finding: Finding, by: User, value_id: int | None = None, observation: Observation | None = None) -> Ground:
    """Let the finding rest on one exact figure (the number of its revision) or on one own observation. Twice changes nothing.

    Raises ValidationError for a figure of another node or one that no longer holds, and for another analysis's observation.
    """
    require(by, "analyses.write_analysis", _locked(finding.analysis))
    if observation is not None and observation.analysis_id != finding.analysis_id:
        raise ValidationError(_("This observation does not belong to the analysis."))
    if value_id is not None and not is_quotable(value_id, node=finding.node):
        raise ValidationError(_("This figure does not belong to the analysis."))
    on: dict[str, Any] = {"value_id": value_id} if observation is None else {"observation": observation}
    with _grounds_recorded(finding, by):
        ground, _made = Ground.objects.get_or_create(finding=finding, **on, defaults={"position": finding.grounds.count()})
    return ground


@transaction.atomic
def remove_ground(*, ground: Ground, by: User) -> None:
    require(by, "analyses.write_analysis", _locked(ground.analysis))
    with _grounds_recorded(ground.finding, by):
        ground.delete()


@transaction.atomic
def use_new_figure(*, ground: Ground, by: User) -> None:
    """Point to the revision that holds in place of one that its publisher has changed.

    Raises ValidationError when none does: the figure holds as it is, or it has been undone.
    """
    require(by, "analyses.write_analysis", _locked(ground.analysis))
    successor = successor_of(ground.value_id) if ground.value_id else None
    if successor is None:
        raise ValidationError(_("There is no newer figure."))
    with _grounds_recorded(ground.finding, by):
        if ground.finding.grounds.filter(value_id=successor).exists():
            ground.delete()
        else:
            ground.value_id = successor
            ground.save(update_fields=["value"])


@contextmanager
def _grounds_recorded(finding: Finding, by: User) -> Iterator[None]:
    """Tell in the journal what the finding rested on before and after, by number: figures are masked when they are shown."""
    before = _numbered_grounds(finding)
    yield
    after = _numbered_grounds(finding)
    if before != after:
        record(by=by, verb="ground", obj=finding, node_id=finding.node.pk, changes={"grounds": [before, after]})


def _numbered_grounds(finding: Finding) -> list[dict[str, int]]:
    grounds = Ground.objects.filter(finding=finding).values_list("value_id", "observation_id")
    return [{"value": value} if value else {"observation": observation} for value, observation in grounds]


@transaction.atomic
def add_cause(
    *, finding: Finding, by: User, text: str = "", direction: str = "", influence: str = "", evidence: str = ""
) -> Cause:
    """A cause of the finding. A strength is most often promoted and a challenge hindered, so that is where it starts."""
    require(by, "analyses.write_analysis", _locked(finding.analysis))
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
    require(by, "analyses.write_analysis", _locked(finding.analysis))
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
    require(by, "analyses.write_analysis", _locked(obj.analysis))
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


@transaction.atomic
def submit_analysis(*, analysis: Analysis, by: User) -> AnalysisVersion:
    """Hand in: the text is frozen as a version and opened to the administration. Gaps are allowed; the page has listed them."""
    analysis = _locked(analysis)
    target = WORKFLOW.follow("submit", analysis.state)
    require(by, WORKFLOW["submit"].permission, analysis)
    version = _freeze(analysis, by)
    _move(analysis, target, "submit", by)
    return version


@transaction.atomic
def return_analysis(*, analysis: Analysis, comment: str, by: User) -> Review:
    """Give the analysis back to the unit with a comment that says what is wanted."""
    analysis = _locked(analysis)
    target = WORKFLOW.follow("return", analysis.state)
    require(by, WORKFLOW["return"].permission, analysis)
    if not comment.strip():
        raise ValidationError(_("Write what the unit needs to complete."))
    return _review(analysis, Review.Decision.RETURNED, comment, target, "return", by)


@transaction.atomic
def adopt_analysis(*, analysis: Analysis, by: User, comment: str = "") -> Review:
    """Accept the handed-in analysis: the latest version stands as adopted."""
    analysis = _locked(analysis)
    target = WORKFLOW.follow("adopt", analysis.state)
    require(by, WORKFLOW["adopt"].permission, analysis)
    return _review(analysis, Review.Decision.ADOPTED, comment, target, "adopt", by)


def _locked(analysis: Analysis) -> Analysis:
    """The analysis as it stands now, held until the transaction ends: nothing is written beside a hand-in."""
    return Analysis.objects.select_for_update(of=("self",)).select_related("node").get(pk=analysis.pk)


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
    _move(analysis, target, verb, by)
    return review


@transaction.atomic
def cite(*, finding: Finding, cited: Iterable[Finding], by: User) -> list[Citation]:
    """Let a finding of an area or a municipality rest on findings below it, in the version that was handed in.

    Citing twice changes nothing. Raises ValidationError for findings that lie elsewhere or are not handed in.
    """
    require(by, "analyses.cite", _locked(finding.analysis))
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
        Citation(finding=finding, cited=each, version=versions[each.analysis_id], quote=each.text or each.title, at=clock.now())
        for each in below
        if each.pk not in already
    ]
    Citation.objects.bulk_create(new)
    if new:
        record(
            by=by,
            verb="cite",
            obj=finding,
            node_id=finding.node.pk,
            changes={"cited": [sorted(already), sorted(already | {c.cited_id for c in new})]},
        )
    return new


@transaction.atomic
def cite_no_more(*, citation: Citation, by: User) -> None:
    require(by, "analyses.cite", _locked(citation.finding.analysis))
    record(
        by=by,
        verb="cite_no_more",
        obj=citation.finding,
        node_id=citation.finding.node.pk,
        changes={"cited": [citation.cited_id, None]},
    )
    citation.delete()
