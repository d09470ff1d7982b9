"""The demo municipality, made for real: once, the same every time, by its own people."""

import json
from pathlib import Path

import pytest

from tests.helpers.installations import DEMO, copy_of
from tests.helpers.processes import manage

pytestmark = pytest.mark.services

TELL = """
import json
from django.apps import apps
from units.models import Node
from analyses.models import Analysis
from plans.models import Plan
from journal.models import Event
no_people = ("units", "indicators", "analyses.template", "analyses.theme")
nobody = Event.objects.filter(actor_id=None).values_list("object_type", flat=True)
by_nobody = [kind for kind in nobody if not kind.startswith(no_people)]
print(json.dumps({
    "counts": {model._meta.label: model.objects.count() for model in apps.get_models() if model._meta.managed},
    "units": Node.objects.units().count(),
    "unfinished": Analysis.objects.filter(school_year=2024).exclude(state="adopted").count(),
    "drafts": Plan.objects.exclude(state="adopted").count(),
    "by_nobody": by_nobody,
}))
"""


@pytest.fixture
def lindvik(tmp_path: Path, shared: Path) -> dict[str, str]:
    return copy_of("demo", DEMO, kept_in=shared, folder=tmp_path)


def told(env: dict[str, str]) -> dict[str, object]:
    return json.loads(manage("shell", "--verbosity", "0", "--command", TELL, env=env))


def test_lindvik_is_whole_and_is_made_once(lindvik):
    made = told(lindvik)
    counts = made.pop("counts")
    kinds = ("units.Node", "analyses.Analysis", "plans.Plan", "dialogues.Meeting", "reports.Report")
    assert [counts[kind] for kind in kinds] == [35, 42, 22, 95, 1]
    assert made == {"units": 21, "unfinished": 0, "drafts": 0, "by_nobody": []}
    assert manage("seed_demo", env=lindvik) == "Lindvik is already there; nothing was changed.\n"
    assert told(lindvik)["counts"] == counts
