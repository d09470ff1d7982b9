"""One autosave of a finding's text, against a bare view that does one UPDATE in the same row with the same session."""

from collections.abc import Callable
from itertools import count
from typing import Any

from django.test import Client, override_settings
from django.urls import reverse

from analyses import services
from analyses.models import Finding
from benchmarks import bare
from benchmarks.client import fetch, signed_in
from benchmarks.measure import Line, compare, statements
from benchmarks.world import TEXT, YEAR, World
from schoolplan.kit.versions import version_of

PAIRS = 301
HTMX = {"HX-Request": "true"}


class Typing:
    """A principal who types in a finding of next year's analysis.

    Each save sends a new text, and the version of the one before.
    """

    def __init__(self, world: World) -> None:
        unit, by = world.units[0], world.principal
        analysis = services.start_analysis(node=unit, school_year=YEAR.next, by=by)
        area = analysis.template.areas.all()[0]
        self.finding = services.add_finding(analysis=analysis, area=area, kind=Finding.Kind.CHALLENGE, by=by, text=TEXT)
        self.client, self.bare_client = signed_in(by), _with_bare_middleware(signed_in(by))
        self.address = reverse("analyses:save", args=["finding", self.finding.pk, "text"])
        self.bare_address = f"/bare/{self.finding.pk}/"
        self.stored, self.texts = TEXT, (f"{TEXT} {number}" for number in count(1))

    def save(self) -> None:
        self._post(lambda typed: self.client.post(self.address, typed, headers=HTMX))

    def save_bare(self) -> None:
        self._post(lambda typed: self.bare_client.post(self.bare_address, typed))

    def _post(self, post: Callable[[dict[str, str]], Any]) -> None:
        text = next(self.texts)
        fetch(post({"value": text, "version": version_of(self.stored)}))
        self.stored = text


def _with_bare_middleware(client: Client) -> Client:
    with override_settings(MIDDLEWARE=bare.MIDDLEWARE):
        client.handler.load_middleware()
    return client


def line(world: World) -> tuple[Line, list[str]]:
    """The measured line, and the statements of one autosave."""
    typing = Typing(world)
    measured = compare("One autosave", typing.save, against="bare view, one UPDATE", bare=typing.save_bare, pairs=PAIRS)
    return measured, statements(typing.save)
