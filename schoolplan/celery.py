"""The worker's application; tasks live in each app's ``tasks.py``."""

import os
from typing import Any

from celery import Celery, bootsteps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolplan.settings")

app = Celery("schoolplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class SignsOfLife(bootsteps.StartStopStep):  # type: ignore[misc]
    """The worker tells regularly that it lives, so that /health/ can say so."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        from schoolplan.home.health import SECONDS_BETWEEN_SIGNS, give_sign_of_life

        worker.timer.call_after(0, give_sign_of_life)
        self.timer = worker.timer.call_repeatedly(SECONDS_BETWEEN_SIGNS, give_sign_of_life)

    def stop(self, worker: Any) -> None:
        self.timer.cancel()


app.steps["worker"].add(SignsOfLife)
