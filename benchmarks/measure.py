"""Timing two ways to the same answer, in turns, so that whatever else the machine does falls on both."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

Way = Callable[[], object]


@dataclass(frozen=True)
class Line:
    """One line of the table: what was done, against what, the medians in seconds and the literal numbers of queries."""

    what: str
    against: str
    ours: float
    bare: float
    queries: int
    bare_queries: int
    pairs: int

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def compare(what: str, ours: Way, *, against: str, bare: Way, pairs: int) -> Line:
    """Do both ``pairs`` times in turns. The first time, which fills caches and counts queries, is not timed."""
    queries, bare_queries = len(statements(ours)), len(statements(bare))
    times: list[tuple[float, float]] = []
    for turn in range(pairs):
        if turn % 2:
            second, first = seconds(bare), seconds(ours)
        else:
            first, second = seconds(ours), seconds(bare)
        times.append((first, second))
    return Line(what, against, median(t[0] for t in times), median(t[1] for t in times), queries, bare_queries, pairs)


def statements(way: Way) -> list[str]:
    """Everything that is sent to the database, BEGIN and COMMIT too."""
    with CaptureQueriesContext(connection) as captured:
        way()
    return [query["sql"] for query in captured.captured_queries]


def seconds(way: Way) -> float:
    gc.collect()
    start = perf_counter()
    way()
    return perf_counter() - start
