"""The states of a meeting and of a promise. Both sides confirm; then the minutes are locked and only corrections are added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolplan.kit.workflow import Workflow, transition


class State(models.TextChoices):
    OPEN = "open", _("open")
    LOCKED = "locked", _("confirmed by both")


class Side(models.TextChoices):
    UNIT = "unit", _("the unit")
    ADMINISTRATION = "administration", _("the administration")


class PromiseState(models.TextChoices):
    OPEN = "open", _("on its way")
    KEPT = "kept", _("kept")
    BROKEN = "broken", _("not kept")


# The target of "confirm" is reached when the second side has confirmed.
WORKFLOW = Workflow(
    [
        transition(
            "confirm",
            sources=[State.OPEN],
            target=State.LOCKED,
            permission="dialogues.confirm_meeting",
            label=_("Confirm the minutes"),
        ),
    ]
)

_SETTLE = "dialogues.settle_promise"
_SETTLED = [PromiseState.KEPT, PromiseState.BROKEN]
PROMISE_WORKFLOW = Workflow(
    [
        transition("keep", sources=[PromiseState.OPEN], target=PromiseState.KEPT, permission=_SETTLE, label=_("Kept")),
        transition("break", sources=[PromiseState.OPEN], target=PromiseState.BROKEN, permission=_SETTLE, label=_("Not kept")),
        transition("reopen", sources=_SETTLED, target=PromiseState.OPEN, permission=_SETTLE, label=_("Open again")),
    ]
)
