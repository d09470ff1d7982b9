"""The states of an analysis, and the ways between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolplan.kit.workflow import Workflow, transition


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("handed in")
    RETURNED = "returned", _("returned for completion")
    ADOPTED = "adopted", _("adopted")

    @classmethod
    def handed_in(cls) -> list["State"]:
        """The states in which the administration reads and counts the analysis."""
        return [cls.SUBMITTED, cls.ADOPTED]

    @classmethod
    def open(cls) -> list["State"]:
        """The states in which the unit writes."""
        return [cls.DRAFT, cls.RETURNED]


WORKFLOW = Workflow(
    [
        transition(
            "submit",
            sources=State.open(),
            target=State.SUBMITTED,
            permission="analyses.submit_analysis",
            label=_("Hand in the analysis"),
        ),
        transition(
            "return",
            sources=[State.SUBMITTED],
            target=State.RETURNED,
            permission="analyses.review_analysis",
            label=_("Return for completion"),
        ),
        transition(
            "adopt",
            sources=[State.SUBMITTED],
            target=State.ADOPTED,
            permission="analyses.review_analysis",
            label=_("Adopt the analysis"),
        ),
    ]
)
