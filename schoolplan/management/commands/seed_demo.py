"""``manage.py seed_demo``: the invented municipality Lindvik. Running it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from schoolplan.demo.seed import seed


class Command(BaseCommand):
    help = "Make the demo municipality Lindvik, once."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is only made where DEMO=1: its people can be entered without a password.")
        self.stdout.write("Lindvik is made." if seed() else "Lindvik is already there; nothing was changed.")
