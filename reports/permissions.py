"""Who may see, prepare, publish and ask about reports."""

import rules

from reports.workflow import WORKFLOW
from units.permissions import granted


@rules.predicate
def is_published(user: object, report: object) -> bool:
    return report.is_published  # type: ignore[attr-defined, no-any-return]


@rules.predicate
def is_of_published_text(user: object, rendering: object) -> bool:
    return rendering.report.is_published and rendering.of_published  # type: ignore[attr-defined, no-any-return]


@rules.predicate
def can_be_published(user: object, report: object) -> bool:
    return WORKFLOW.allows("publish", report.state)  # type: ignore[attr-defined]


@rules.predicate
def is_of_published(user: object, question: object) -> bool:
    return question.report.is_published  # type: ignore[attr-defined, no-any-return]


@rules.predicate
def waits_for_answer(user: object, question: object) -> bool:
    return question.answered_at is None  # type: ignore[attr-defined]


rules.add_perm("reports.view_handover", granted("analysis.draft") | granted("analysis.submitted"))
rules.add_perm("reports.start_report", granted("report.prepare"))
rules.add_perm("reports.view_report", granted("report.prepare") | (granted("report.published") & is_published))
rules.add_perm("reports.prepare_report", granted("report.prepare") & can_be_published)
rules.add_perm("reports.render_report", granted("report.prepare"))
rules.add_perm("reports.view_rendering", granted("report.prepare") | (granted("report.published") & is_of_published_text))
rules.add_perm("reports.publish_report", granted("report.publish") & can_be_published)
rules.add_perm("reports.ask_question", granted("question.ask") & is_published)
rules.add_perm("reports.view_question", granted("question.view") & is_of_published)
rules.add_perm("reports.answer_question", granted("question.answer") & is_of_published & waits_for_answer)
