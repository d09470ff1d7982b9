"""The demo municipality served as an installation serves it: gunicorn, compressed and fingerprinted files, no help to developers.

What is missing is the proxy with its certificate: the pages come over plain HTTP/1.1 from this machine.
"""

import os
import secrets
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from schoolplan.kit.embedded_postgres import database_url
from tests.helpers.processes import environment, free_port, manage, running, wait_until

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
GUNICORN = ("--workers", "3", "--threads", "4", "--worker-tmp-dir", "/dev/shm")  # as in docker/Dockerfile
READER = "rektor@lindvik.example"


@dataclass(frozen=True)
class Deployed:
    """Where the pages are, and the cookie of a principal who writes her analysis."""

    address: str
    session: str
    area: str  # the page of the area with most findings
    other_area: str
    overview: str

    @property
    def pages(self) -> dict[str, str]:
        """What a principal opens on an afternoon of writing, in that order."""
        return {"an area": self.area, "another area": self.other_area, "the analysis": self.overview, "my page": "/"}


@contextmanager
def deployed() -> Iterator[Deployed]:
    """A fresh demo on a free port, gone afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        keys = {"SECRET_KEY": secrets.token_hex(), "DATABASE_URL": database_url(folder / "postgres"), "VAR_DIR": name}
        plain = {"REDIS_URL": "", "DEBUG": "", "DEMO_DAY": "", "HTTPS": "0"}
        _fill(environment(DEMO="1", **keys, **plain))
        env = environment(DEMO="", **keys, **plain)
        manage("collectstatic", "--noinput", "--clear", "--verbosity", "0", env=env)
        port = free_port()
        command = ("-m", "gunicorn", "schoolplan.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "warning", *GUNICORN)
        with running(sys.executable, *command, env=env, log=folder / "log"):
            address = f"http://127.0.0.1:{port}"
            wait_until(lambda: _answers(address), 60)
            yield _entered(address, env)


def _fill(env: dict[str, str]) -> None:
    manage("compilemessages", "--ignore", ".venv", "--ignore", "node_modules", "--verbosity", "0", env=env)
    for command in ("migrate", "load_indicators", "createcachetable", "seed_demo"):
        manage(command, env=env)


def _answers(address: str) -> bool:
    """Whether the web server is ready to show somebody a page."""
    try:
        with urllib.request.urlopen(f"{address}/accounts/login/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _entered(address: str, env: dict[str, str]) -> Deployed:
    """Sign in behind the scenes, and find the pages that have most on them."""
    os.environ |= env | {"DJANGO_SETTINGS_MODULE": "schoolplan.settings"}
    import django

    django.setup()
    from django.db.models import Count
    from django.test import Client
    from django.urls import reverse

    from analyses.models import Analysis
    from units.access import home_nodes
    from units.models import User

    reader = User.objects.get(email=READER)
    analysis = Analysis.objects.filter(node__in=home_nodes(reader)).latest("school_year")
    areas = list(analysis.template.areas.all())
    told = dict(analysis.findings.order_by().values_list("area").annotate(Count("pk")))
    fullest, second, *_rest = sorted(areas, key=lambda area: -told.get(area.pk, 0))
    client = Client()
    client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Deployed(
        address=address,
        session=client.cookies["sessionid"].value,
        area=reverse("analyses:area", args=[analysis.pk, fullest.key]),
        other_area=reverse("analyses:area", args=[analysis.pk, second.key]),
        overview=reverse("analyses:overview", args=[analysis.pk]),
    )
