"""The Django project: settings, addresses, the worker and the start pages."""

from schoolplan.celery import app as celery_app

__all__ = ["celery_app"]
