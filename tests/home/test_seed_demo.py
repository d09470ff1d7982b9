"""The demo municipality, made for real: once, the same every time, by its own people."""

import pytest

from analyses.models import Analysis
from dialogues.models import Meeting
from journal.models import Event
from plans.models import Plan
from reports.models import Report
from schoolplan.demo.seed import seed
from units.models import Node


@pytest.mark.django_db
def test_lindvik_is_whole_and_is_made_once():
    assert seed() is True
    counts = [model.objects.count() for model in (Node, Analysis, Plan, Meeting, Report, Event)]
    assert counts[:5] == [35, 42, 22, 95, 1]
    assert Node.objects.units().count() == 21
    assert Analysis.objects.filter(school_year=2024).exclude(state="adopted").count() == 0
    assert Plan.objects.exclude(state="adopted").count() == 0
    assert (
        Event.objects.filter(actor_id=None)
        .exclude(object_type__startswith="units")
        .exclude(object_type__startswith="indicators")
        .exclude(object_type__in=["analyses.template", "analyses.theme"])
        .count()
        == 0
    )
    assert seed() is False
    assert [model.objects.count() for model in (Node, Analysis, Plan, Meeting, Report, Event)] == counts
