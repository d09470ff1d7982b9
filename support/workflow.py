"""The states of a request for support."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolplan.kit.workflow import Workflow, transition


class State(models.TextChoices):
    REQUESTED = "requested", _("waiting for a decision")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("declined")


WORKFLOW = Workflow(
    [
        transition(
            "grant",
            sources=[State.REQUESTED],
            target=State.GRANTED,
            permission="support.decide_request",
            label=_("Grant the support"),
        ),
        transition(
            "decline",
            sources=[State.REQUESTED],
            target=State.DECLINED,
            permission="support.decide_request",
            label=_("Decline with a reason"),
        ),
    ]
)
