"""Who may read, write, hand in and review an analysis. A draft belongs to the unit until it is handed in."""

from typing import Any

import rules
from django.utils.translation import gettext as _

from analyses.models import Analysis, Comment, Invitation, LookBack, Participation, Section, SectionText, TemplateSection
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
    """The part of the analysis in which a record stands: the key of its area, or ``parts/`` and the key of its section.

    An area and a section may have the same key (student health), and be written by different people.
    """
    match obj:
        case Comment():
            return obj.part
        case Analysis():
            return section_part(Section.SUMMARY)
        case SectionText(section=TemplateSection() as section) | Invitation(section=TemplateSection() as section):
            return section_part(section.key)
        case LookBack():
            return section_part(Section.LOOK_BACK)
        case Participation():
            return section_part(Section.SOURCES)
    return str((obj.area if hasattr(obj, "area") else obj.finding.area).key)


def place_of(obj: Any, field: str) -> Any:
    """What stands where a field is written. An analysis' own text is its summary; its sources stand beside who took part."""
    is_source = isinstance(obj, Analysis) and field in ("sources", "other_sources")
    return Participation(analysis=obj) if is_source else obj


def section_part(key: str) -> str:
    """How a section is named among the parts, as in its address."""
    return f"parts/{key}"


HEALTH_PARTS = frozenset({str(Section.HEALTH), section_part(Section.HEALTH)})


@rules.predicate
def writes_of_health(user: Any, obj: Any) -> bool:
    """Student health writes in its own parts without being invited."""
    return part_of(obj) in HEALTH_PARTS and holds(user, "analysis.health", obj.node)


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
def is_delegated(user: Any, obj: Any) -> bool:
    """The principal lets the deputy hand in."""
    return bool(_analysis(obj).deputy_may_submit)


@rules.predicate
def is_of_team(user: Any, comment: Any) -> bool:
    return bool(comment.side == Comment.Side.TEAM)


@rules.predicate
def is_sent(user: Any, comment: Any) -> bool:
    """The administration has given its comment to the unit, together with its answer."""
    return bool(comment.side == Comment.Side.ADMINISTRATION and comment.review_id)


@rules.predicate
def is_author(user: Any, comment: Any) -> bool:
    return bool(comment.by_id == user.pk)


@rules.predicate
def typed_it(user: Any, held: Any) -> bool:
    """Nobody but the author reads a text that waits to be corrected or confirmed."""
    return bool(user.is_authenticated and held.user_id == user.pk)


def readers_of(analysis: Analysis) -> str:
    """Who will read what is written in the analysis, as a sentence for the one who writes."""
    if analysis.node.kind == Kind.UNIT:
        return _("Your team reads it now, the administration when you hand in, and the whole municipality when it is adopted.")
    return _("The administration reads it now, and the whole municipality when it is adopted.")


@rules.predicate
def is_being_written(user: Any, template: Any) -> bool:
    """A published version is what analyses rest on: it stays as it is."""
    return bool(template.published_at is None)


@rules.predicate
def rolls_up(user: Any, node: Any) -> bool:
    """An area or a municipality has units to put side by side: its own leaders and the administration above it do."""
    return node.kind in (Kind.MUNICIPALITY, Kind.AREA) and holds(user, "rollup.view", node)


@rules.predicate
def asked_for_it(user: Any, document: Any) -> bool:
    """What is printed is masked for the one who asked."""
    return bool(document.asked_by_id == user.pk and user.pk)


@rules.predicate
def is_of_draft(user: Any, document: Any) -> bool:
    return document.version is None


@rules.predicate
def reads_its_version(user: Any, document: Any) -> bool:
    return document.version is not None and bool(rules.has_perm("analyses.view_version", user, document.version))


reads_own = granted("analysis.draft")
reads_handed_in = granted("analysis.submitted") & is_handed_in
reads_adopted = granted("analysis.adopted") & is_adopted
writes_here = granted("analysis.write") | writes_of_health | is_invited
reviews = granted("analysis.review") & can_be_reviewed

rules.add_perm("analyses.view_analysis", reads_own | reads_handed_in | reads_adopted)
rules.add_perm("analyses.start_analysis", granted("analysis.write"))
rules.add_perm("analyses.write_analysis", granted("analysis.write") & is_open)
rules.add_perm("analyses.write_part", is_open & writes_here)
rules.add_perm("analyses.cite", granted("analysis.write") & is_open & stands_above_units)
rules.add_perm("analyses.view_together", reads_own)
rules.add_perm("analyses.comment", reads_own & is_open)
rules.add_perm(
    "analyses.view_comment",
    ((is_of_team | is_sent) & reads_own) | (~is_of_team & (is_sent | is_handed_in) & granted("analysis.submitted")),
)
rules.add_perm("analyses.resolve_comment", is_open & ((is_of_team & reads_own) | (is_sent & writes_here)))
rules.add_perm("analyses.remove_comment", is_author & ((is_of_team & reads_own & is_open) | (~is_of_team & ~is_sent & reviews)))
rules.add_perm("analyses.delegate_submission", granted("analysis.submit") & can_be_submitted)
rules.add_perm(
    "analyses.submit_analysis",
    can_be_submitted & (granted("analysis.submit") | (is_delegated & granted("analysis.submit_delegated"))),
)
rules.add_perm("analyses.review_analysis", reviews)
rules.add_perm(
    "analyses.view_version", reads_own | granted("analysis.submitted") | (granted("analysis.adopted") & is_latest_of_adopted)
)
rules.add_perm("analyses.view_review", reads_own | granted("analysis.submitted"))
rules.add_perm("analyses.view_history", reads_own)
rules.add_perm("analyses.let_stand", granted("analysis.write") | (granted("analysis.review") & is_handed_in))
rules.add_perm("analyses.view_held_text", typed_it)
rules.add_perm("analyses.view_rollup", rolls_up)
rules.add_perm("analyses.view_document", asked_for_it & ((is_of_draft & reads_own) | reads_its_version))
rules.add_perm("analyses.manage_templates", granted("template.manage"))
rules.add_perm("analyses.edit_template", granted("template.manage") & is_being_written)
