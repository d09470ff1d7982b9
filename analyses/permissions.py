"""Who may read, write, hand in and review an analysis. A draft belongs to the unit until it is handed in."""

from typing import Any

import rules

from analyses.models import Analysis, Invitation, LookBack, Participation, Section, SectionText, TemplateSection
from analyses.workflow import WORKFLOW, State
from units.access import holds
from units.models import Kind
from units.permissions import granted


def _analysis(obj: Any) -> Analysis:
    analysis: Analysis = obj if isinstance(obj, Analysis) else obj.analysis
    return analysis


@rules.predicate
def is_open(user: Any, obj: Any) -> bool:
    """The unit is still writing."""
    return _analysis(obj).state in State.open()


@rules.predicate
def is_handed_in(user: Any, obj: Any) -> bool:
    return _analysis(obj).state in State.handed_in()


@rules.predicate
def is_adopted(user: Any, obj: Any) -> bool:
    return _analysis(obj).state == State.ADOPTED


@rules.predicate
def can_be_submitted(user: Any, obj: Any) -> bool:
    return WORKFLOW.allows("submit", _analysis(obj).state)


@rules.predicate
def can_be_reviewed(user: Any, obj: Any) -> bool:
    return WORKFLOW.allows("adopt", _analysis(obj).state)


@rules.predicate
def stands_above_units(user: Any, obj: Any) -> bool:
    """An analysis of an area or a municipality, which may cite those below it."""
    return bool(obj.node.kind != Kind.UNIT)


@rules.predicate
def is_latest_of_adopted(user: Any, version: Any) -> bool:
    latest = version.analysis.versions.order_by("-number").values_list("number", flat=True).first()
    return bool(version.analysis.state == State.ADOPTED and version.number == latest)


def part_of(obj: Any) -> str:
    """The part of the analysis in which a record stands: the key of its area or of its section."""
    match obj:
        case Analysis():
            return str(Section.SUMMARY)
        case SectionText():
            return str(obj.section.key)
        case Invitation(section=TemplateSection() as section):
            return str(section.key)
        case LookBack():
            return str(Section.LOOK_BACK)
        case Participation():
            return str(Section.SOURCES)
    return str((obj.area if hasattr(obj, "area") else obj.finding.area).key)


@rules.predicate
def writes_of_health(user: Any, obj: Any) -> bool:
    """Student health writes in its own parts without being invited."""
    return part_of(obj) == Section.HEALTH and holds(user, "analysis.health", obj.node)


@rules.predicate
def is_invited(user: Any, obj: Any) -> bool:
    """Somebody who reads the draft has been asked to write in this part of it."""
    return part_of(obj) in _invited_to(user, _analysis(obj)) and holds(user, "analysis.draft", obj.node)


def _invited_to(user: Any, analysis: Analysis) -> set[str]:
    """The parts that a person is invited to; read once for each analysis in a request."""
    kept: dict[int, set[str]] = user.__dict__.setdefault("_invited_to", {})
    if analysis.pk not in kept:
        standing = Invitation.objects.filter(analysis=analysis, user=user, ended_at=None).select_related("area", "section")
        kept[analysis.pk] = {part_of(invitation) for invitation in standing}
    return kept[analysis.pk]


@rules.predicate
def rolls_up(user: Any, node: Any) -> bool:
    return node.kind in (Kind.MUNICIPALITY, Kind.AREA) and holds(user, "rollup.view", node)


reads_own = granted("analysis.draft")
reads_handed_in = granted("analysis.submitted") & is_handed_in
reads_adopted = granted("analysis.adopted") & is_adopted

rules.add_perm("analyses.view_analysis", reads_own | reads_handed_in | reads_adopted)
rules.add_perm("analyses.start_analysis", granted("analysis.write"))
rules.add_perm("analyses.write_analysis", granted("analysis.write") & is_open)
rules.add_perm("analyses.write_part", is_open & (granted("analysis.write") | writes_of_health | is_invited))
rules.add_perm("analyses.cite", granted("analysis.write") & is_open & stands_above_units)
rules.add_perm("analyses.submit_analysis", granted("analysis.submit") & can_be_submitted)
rules.add_perm("analyses.review_analysis", granted("analysis.review") & can_be_reviewed)
rules.add_perm(
    "analyses.view_version", reads_own | granted("analysis.submitted") | (granted("analysis.adopted") & is_latest_of_adopted)
)
rules.add_perm("analyses.view_review", reads_own | granted("analysis.submitted"))
rules.add_perm("analyses.view_rollup", rolls_up)
