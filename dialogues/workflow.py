"""The states of a meeting. Both sides confirm; then the minutes are locked and only corrections are added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolplan.kit.workflow import Workflow, transition


class State(models.TextChoices):
    OPEN = "open", _("open")
    LOCKED = "locked", _("confirmed by both")


class Side(models.TextChoices):
    UNIT = "unit", _("the unit")
    ADMINISTRATION = "administration", _("the administration")


WORKFLOW = Workflow(
    [
        transition("confirm", sources=[State.OPEN], target=State.LOCKED, permission="dialogues.confirm_meeting", label=_("Confirm the minutes")),
    ]
)
