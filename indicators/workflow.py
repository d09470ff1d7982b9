"""The states of a file that somebody uploaded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolplan.kit.workflow import Workflow, transition


class State(models.TextChoices):
    FETCHING = "fetching", _("being fetched")
    PREVIEW = "preview", _("waiting to be confirmed")
    RUNNING = "running", _("being read in")
    DONE = "done", _("read in")
    FAILED = "failed", _("stopped, nothing changed")
    UNDONE = "undone", _("undone")


PERMISSION = "indicators.import_results"

WORKFLOW = Workflow(
    [
        transition("preview", sources=[State.FETCHING], target=State.PREVIEW, permission=PERMISSION, label=_("Fetched")),
        transition(
            "confirm", sources=[State.PREVIEW], target=State.RUNNING, permission=PERMISSION, label=_("Read in the figures")
        ),
        transition("finish", sources=[State.RUNNING], target=State.DONE, permission=PERMISSION, label=_("Finished")),
        transition(
            "fail", sources=[State.FETCHING, State.RUNNING], target=State.FAILED, permission=PERMISSION, label=_("Stopped")
        ),
        transition("undo", sources=[State.DONE], target=State.UNDONE, permission=PERMISSION, label=_("Undo")),
    ]
)
