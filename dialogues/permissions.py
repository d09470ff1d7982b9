"""Who may plan, prepare, take minutes, promise and confirm. Everything but promises is closed when the minutes are locked."""

from typing import Any

import rules

from dialogues.models import Confirmation, Meeting
from dialogues.workflow import Side, State
from units.permissions import granted

ACT = {Side.UNIT: "dialogues.act_for_unit", Side.ADMINISTRATION: "dialogues.act_for_administration"}
CONFIRM = {Side.UNIT: "dialogues.confirm_for_unit", Side.ADMINISTRATION: "dialogues.confirm_for_administration"}

_HOLDS = {Side.UNIT: granted("dialogue.unit_side"), Side.ADMINISTRATION: granted("dialogue.administration_side")}
_either_side = _HOLDS[Side.UNIT] | _HOLDS[Side.ADMINISTRATION]


@rules.predicate
def is_open(user: Any, obj: Any) -> bool:
    """The minutes of the meeting, or of the meeting the object belongs to, are not locked."""
    meeting = obj if isinstance(obj, Meeting) else obj.meeting
    return bool(meeting.state == State.OPEN)


@rules.predicate
def holds_own_side(user: Any, obj: Any) -> bool:
    """The person acts for the side that the answer or promise belongs to."""
    return bool(_HOLDS[Side(obj.side)](user, obj))


def _not_confirmed_by(side: Side) -> rules.Predicate:
    @rules.predicate(name=f"not_confirmed_by_{side}")
    def check(user: Any, meeting: Meeting) -> bool:
        return side not in confirmed_sides(meeting)

    return check


def confirmed_sides(meeting: Meeting) -> set[Side]:
    """The sides whose confirmation holds."""
    confirmations: list[Confirmation] = list(meeting.confirmations.all())
    return {Side(confirmation.side) for confirmation in confirmations if confirmation.withdrawn_at is None}


_may_confirm = {
    Side.UNIT: granted("dialogue.confirm_unit") & is_open & _not_confirmed_by(Side.UNIT),
    Side.ADMINISTRATION: granted("dialogue.confirm_administration") & is_open & _not_confirmed_by(Side.ADMINISTRATION),
}

rules.add_perm("dialogues.view_meeting", granted("dialogue.view"))
rules.add_perm("dialogues.plan_series", granted("dialogue.plan"))
rules.add_perm("dialogues.move_meeting", granted("dialogue.plan") & is_open)
rules.add_perm("dialogues.prepare_answer", holds_own_side & is_open)
rules.add_perm("dialogues.take_minutes", _either_side & is_open)
rules.add_perm("dialogues.act_for_unit", _HOLDS[Side.UNIT] & is_open)
rules.add_perm("dialogues.act_for_administration", _HOLDS[Side.ADMINISTRATION] & is_open)
rules.add_perm("dialogues.confirm_for_unit", _may_confirm[Side.UNIT])
rules.add_perm("dialogues.confirm_for_administration", _may_confirm[Side.ADMINISTRATION])
rules.add_perm("dialogues.confirm_meeting", _may_confirm[Side.UNIT] | _may_confirm[Side.ADMINISTRATION])
rules.add_perm("dialogues.correct_meeting", _either_side & ~is_open)
rules.add_perm("dialogues.settle_promise", holds_own_side)
