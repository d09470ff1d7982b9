"""A PDF that is made in the background, with a row that tells how far it has come and holds the finished file.

The row lies in the app whose text is printed: web and workers share nothing else than the database.
"""

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolplan.kit import clock, pdf

GIVEN_UP_AFTER = dt.timedelta(minutes=15)
LAYOUT_BEGINS, LAYOUT_ENDS = 10, 95  # per cent of the whole that lies between gathering and storing

logger = logging.getLogger(__name__)


class MakingQuerySet(models.QuerySet[Any]):
    def finished(self) -> Self:
        return self.filter(state=Making.State.DONE)

    def on_their_way(self) -> Self:
        """Those that are worth waiting for; what has waited longer than ``GIVEN_UP_AFTER`` was lost with its worker."""
        return self.filter(state__in=Making.State.on_its_way(), asked_at__gt=clock.now() - GIVEN_UP_AFTER)

    def without_file(self) -> Self:
        """For pages that only tell how far it has come."""
        return self.defer("pdf")


class Making(models.Model):
    """One making of a PDF."""

    class State(models.TextChoices):
        QUEUED = "queued", gettext_lazy("waiting")
        RUNNING = "running", gettext_lazy("being made")
        DONE = "done", gettext_lazy("finished")
        FAILED = "failed", gettext_lazy("stopped")

        @classmethod
        def on_its_way(cls) -> list["Making.State"]:
            return [cls.QUEUED, cls.RUNNING]

    state = models.CharField(gettext_lazy("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(gettext_lazy("progress in per cent"), default=0)
    step = models.CharField(gettext_lazy("step"), max_length=100, blank=True)
    pdf = models.BinaryField(gettext_lazy("PDF"), null=True)
    pages = models.PositiveSmallIntegerField(gettext_lazy("pages"), null=True)
    problem = models.TextField(gettext_lazy("problem"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(gettext_lazy("asked for"))

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-pk"]

    @property
    def is_on_its_way(self) -> bool:
        return self.state in self.State.on_its_way()


def make(making: Making, write: Callable[[], str], also: Sequence[str] = ()) -> None:
    """Lay out the HTML that ``write`` answers with, telling how far it has come; ``also`` names fields that ``write`` has set.

    Not atomic: others shall see the progress. What goes wrong is logged, and told on the row in words for the one who waits.
    """
    try:
        with translation.override("sv"):
            _make(making, write, also)
    except Exception:
        logger.exception("%s was not made", making._meta.label)
        problem = _(
            "The PDF could not be made. Your texts are safe. Try again, and tell your administrator if it happens once more."
        )
        _tell(making, state=Making.State.FAILED, step="", problem=problem)


def _make(making: Making, write: Callable[[], str], also: Sequence[str]) -> None:
    _tell(making, state=Making.State.RUNNING, progress=2, step=_("Gathering texts and figures"))
    html = write()

    def laid_out(part: float) -> None:
        _tell(making, progress=int(LAYOUT_BEGINS + (LAYOUT_ENDS - LAYOUT_BEGINS) * part), step=_("Laying out the pages"))

    laid_out(0)
    made = pdf.render_pdf(html, progress=laid_out)
    done = {"state": Making.State.DONE, "progress": 100, "step": _("Finished"), "pdf": made.file, "pages": made.pages}
    _tell(making, **done, **{name: getattr(making, name) for name in also})


def _tell(making: Making, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(making, name, value)
    making.save(update_fields=list(fields))
