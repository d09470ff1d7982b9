"""What the worker does for reports."""

from celery import shared_task

from reports import services


@shared_task
def make_pdf(rendering_id: int) -> None:
    services.run_rendering(rendering_id=rendering_id)
