"""The states of a plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolplan.kit.workflow import Workflow, transition


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("adopted")


WORKFLOW = Workflow(
    [
        transition(
            "adopt", sources=[State.DRAFT], target=State.ADOPTED, permission="plans.adopt_plan", label=_("Adopt the plan")
        ),
        transition(
            "revise",
            sources=[State.ADOPTED],
            target=State.DRAFT,
            permission="plans.adopt_plan",
            label=_("Open the plan for changes"),
        ),
    ]
)
