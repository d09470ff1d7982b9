"""The whole policy on one screen: who holds which permission, and how far from the place where they hold their role.

``docs/permissions.md`` is made from this table (``manage.py write_policy``) so that a municipality can read and sign it. What
the state of a thing adds (a draft is its team's own) stands in each app's ``permissions.py``.
"""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PRINCIPAL = "principal", _("principal")
    DEPUTY = "deputy", _("deputy principal")
    CHIEF = "chief", _("administrative chief")
    CONTRIBUTOR = "contributor", _("contributor")
    STUDENT_HEALTH = "student_health", _("student health")
    DEVELOPMENT_TEACHER = "development_teacher", _("development teacher")
    DEVELOPMENT_LEAD = "development_lead", _("development lead")
    OPERATIONS = "head_of_operations", _("head of operations")
    ADMINISTRATION = "head_of_administration", _("head of administration")
    BOARD = "board_member", _("board member")
    REGION = "regional_support", _("regional support")
    ADMINISTRATOR = "administrator", _("administrator")


class Reach(StrEnum):
    """How far a permission reaches from the node at which the role is held."""

    HERE = "here"  # the node itself
    UNDER = "under"  # everything under it, not itself
    DOWN = "down"  # itself and everything under it
    AREA = "area"  # itself, everything under it, and the area it lies in
    MUNICIPALITY = "municipality"  # the whole municipality it belongs to


_R = Role
LEADERS = {_R.PRINCIPAL, _R.DEPUTY, _R.CHIEF}
UNIT_STAFF = LEADERS | {_R.CONTRIBUTOR, _R.STUDENT_HEALTH}
OFFICE = {_R.DEVELOPMENT_LEAD, _R.OPERATIONS, _R.ADMINISTRATION}
READERS = UNIT_STAFF | OFFICE | {_R.DEVELOPMENT_TEACHER, _R.BOARD}

HERE, UNDER, DOWN, AREA, MUNICIPALITY = Reach.HERE, Reach.UNDER, Reach.DOWN, Reach.AREA, Reach.MUNICIPALITY

# permission → reach → roles
GRANTS: dict[str, dict[Reach, set[Role]]] = {
    "unit.view": {MUNICIPALITY: READERS | {_R.ADMINISTRATOR}, DOWN: {_R.REGION}},
    "unit.manage": {DOWN: {_R.ADMINISTRATOR}},
    "figures.inside": {DOWN: UNIT_STAFF | OFFICE | {_R.DEVELOPMENT_TEACHER}},
    "figures.limits": {DOWN: {_R.ADMINISTRATOR}},
    "results.import": {DOWN: {_R.ADMINISTRATOR}},
    "indicator.view": {MUNICIPALITY: READERS | {_R.ADMINISTRATOR}, DOWN: {_R.REGION}},
    "indicator.manage": {DOWN: {_R.ADMINISTRATOR}},
    "analysis.draft": {DOWN: UNIT_STAFF, HERE: OFFICE},
    "analysis.submitted": {DOWN: OFFICE},
    "analysis.adopted": {MUNICIPALITY: READERS},
    "analysis.write": {DOWN: LEADERS, HERE: OFFICE},
    "analysis.health": {DOWN: {_R.STUDENT_HEALTH}},
    "analysis.submit": {DOWN: {_R.PRINCIPAL}, HERE: {_R.DEVELOPMENT_LEAD, _R.OPERATIONS}},
    "analysis.submit_delegated": {DOWN: {_R.DEPUTY}},
    "analysis.review": {UNDER: {_R.OPERATIONS}, DOWN: {_R.ADMINISTRATION}},
    "template.manage": {DOWN: {_R.ADMINISTRATOR, _R.DEVELOPMENT_LEAD}},
    "rollup.view": {DOWN: LEADERS | OFFICE},
    "plan.draft": {DOWN: UNIT_STAFF, HERE: OFFICE},
    "plan.adopted": {MUNICIPALITY: READERS},
    "plan.write": {DOWN: LEADERS, HERE: OFFICE},
    "plan.adopt": {DOWN: {_R.PRINCIPAL}, HERE: {_R.ADMINISTRATION}},
    "support.view": {AREA: LEADERS, DOWN: OFFICE},
    "support.request": {DOWN: {_R.PRINCIPAL, _R.DEPUTY}},
    "support.decide": {DOWN: {_R.OPERATIONS}},
    "dialogue.view": {AREA: LEADERS, DOWN: OFFICE},
    "dialogue.plan": {DOWN: {_R.OPERATIONS, _R.DEVELOPMENT_LEAD}},
    "dialogue.unit_side": {AREA: LEADERS},
    "dialogue.administration_side": {DOWN: OFFICE},
    "dialogue.confirm_unit": {AREA: {_R.PRINCIPAL}},
    "dialogue.confirm_administration": {DOWN: {_R.OPERATIONS, _R.ADMINISTRATION}},
    "report.published": {MUNICIPALITY: READERS, DOWN: {_R.REGION}},
    "report.prepare": {DOWN: OFFICE},
    "report.publish": {DOWN: {_R.ADMINISTRATION}},
    "question.view": {MUNICIPALITY: OFFICE | {_R.BOARD}},
    "question.ask": {MUNICIPALITY: {_R.BOARD}},
    "question.answer": {DOWN: OFFICE},
}

PERMISSION_NAMES = {
    "unit.view": _("See that a unit exists, and its public figures"),
    "unit.manage": _("Change units and people"),
    "figures.inside": _("See figures masked by the limit for inside use"),
    "figures.limits": _("Decide how small groups are shown"),
    "results.import": _("Read in published results"),
    "indicator.view": _("Read what the figures mean in the library of indicators"),
    "indicator.manage": _("Decide which indicators are used, and add own ones"),
    "analysis.draft": _("Read an analysis before it is handed in"),
    "analysis.submitted": _("Read an analysis that is handed in"),
    "analysis.adopted": _("Read an adopted analysis"),
    "analysis.write": _("Write in an analysis"),
    "analysis.health": _("Write student health's part of an analysis"),
    "analysis.submit": _("Hand in an analysis"),
    "analysis.submit_delegated": _("Hand in an analysis when the principal has said so"),
    "analysis.review": _("Return or adopt an analysis"),
    "template.manage": _("Write and publish the templates and themes of the analysis"),
    "rollup.view": _("See what the units say together"),
    "plan.draft": _("Read a plan before it is adopted"),
    "plan.adopted": _("Read an adopted plan"),
    "plan.write": _("Write in a plan and follow up its measures"),
    "plan.adopt": _("Adopt a plan"),
    "support.view": _("See needs of support and decisions"),
    "support.request": _("Ask for support"),
    "support.decide": _("Decide on support"),
    "dialogue.view": _("Read the dialogues"),
    "dialogue.plan": _("Make a series of meetings"),
    "dialogue.unit_side": _("Prepare, take minutes and promise for the unit's side"),
    "dialogue.administration_side": _("Prepare, take minutes and promise for the administration's side"),
    "dialogue.confirm_unit": _("Confirm the minutes for the unit's side"),
    "dialogue.confirm_administration": _("Confirm the minutes for the administration's side"),
    "report.published": _("Read published reports"),
    "report.prepare": _("Prepare and render reports"),
    "report.publish": _("Publish reports"),
    "question.view": _("Read the political body's questions"),
    "question.ask": _("Ask a question on a report"),
    "question.answer": _("Answer a question"),
}

REACH_NAMES = {
    HERE: _("at the node itself"),
    UNDER: _("under the node"),
    DOWN: _("at the node and under it"),
    AREA: _("at the node, under it and in its area"),
    MUNICIPALITY: _("in the whole municipality"),
}
