"""The states of a report."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolplan.kit.workflow import Workflow, transition


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


WORKFLOW = Workflow(
    [
        transition(
            "publish",
            sources=[State.DRAFT],
            target=State.PUBLISHED,
            permission="reports.publish_report",
            label=_("Publish the report"),
        ),
    ]
)
