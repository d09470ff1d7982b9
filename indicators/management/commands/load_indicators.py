"""``manage.py load_indicators``: the national indicators of the catalogue. Running it again changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from indicators.services.library import load_national
from journal.services import SYSTEM


class Command(BaseCommand):
    help = "Bring the national indicators up to date with the catalogue; run it after migrate."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        loaded = load_national(by=SYSTEM)
        if verbosity:
            self.stdout.write(f"National indicators: {loaded.made} new, {loaded.changed} changed.")
