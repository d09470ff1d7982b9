"""What the worker does for analyses."""

from celery import shared_task

from analyses import services


@shared_task
def make_document(document_id: int) -> None:
    services.make_document(document_id=document_id)
