"""Loads each app's ``permissions.py`` at start, so that the policy is whole wherever it is asked."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KitConfig(AppConfig):
    name = "schoolplan.kit"

    def ready(self) -> None:
        autodiscover_modules("permissions")
