"""Two who read in the same figures at the same time, each with a connection of their own: nothing of a test's own transaction."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from indicators.models import Indicator, Value
from indicators.queries.previews import NEW, UNCHANGED
from indicators.services.storing import Incoming, store
from indicators.sources.cells import read_cell
from tests.factories import LAST_YEAR
from units.models import Kind, Node

SPRING = dt.date(2026, 3, 1)


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A municipality and an indicator that other connections see too: nothing of a test's own transaction. Taken away after."""
    with django_db_blocker.unblock():
        node = Node.objects.add_root({"kind": Kind.MUNICIPALITY, "name": "Samtidig", "slug": "samtidig"})
        indicator = Indicator.objects.create(key="samtidig", title="x", short_title="x", measure="percent", source="x")
        yield node, indicator
        Value.objects.filter(node=node).delete()
        indicator.delete()
        node.delete()


def test_two_at_once_write_each_figure_once(committed):
    """Both would find nothing there if they looked at the same time: the second must wait, and then find it as it is."""
    node, indicator = committed
    ready = Barrier(2)
    cells = [read_cell(str(50 + back)) for back in range(40)]
    figures = [Incoming(node.pk, indicator.pk, LAST_YEAR - back, cell, "x") for back, cell in enumerate(cells)]

    def write():
        try:
            ready.wait(timeout=20)
            return dict(store(figures, municipality=node, fetched_on=SPRING).counts)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = [done.result(timeout=60) for done in [pool.submit(write) for _two in range(2)]]
    assert sorted(counts, key=str) == [{NEW: 40}, {UNCHANGED: 40}]
    assert Value.objects.filter(node=node).count() == 40
