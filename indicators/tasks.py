"""Fetching figures and reading them in, in the background."""

from celery import shared_task

from indicators import services
from indicators.models import ImportRun
from units.models import User


@shared_task
def read_file(run_id: int, user_id: int) -> None:
    """Read in a confirmed file on behalf of the person who confirmed it."""
    run = ImportRun.objects.select_related("node").get(pk=run_id)
    services.carry_out(run=run, by=User.objects.get(pk=user_id))


@shared_task
def fetch_figures(run_id: int, user_id: int) -> None:
    """Fetch figures from an open API on behalf of the person who asked."""
    run = ImportRun.objects.select_related("node").get(pk=run_id)
    services.fetch(run=run, by=User.objects.get(pk=user_id))
