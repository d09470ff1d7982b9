"""Sums as streams: what can be changed in a table when some of its figures are known. Pure; knows nothing of figures or pupils.

Each figure is an arc between two points, and each sum a point where as much comes in as goes out. Some amounts are known, and
every amount has a least and a most. If one more can be sent round a circle of unknown arcs, there is another table that agrees
with everything known; if no such circle passes through an arc, its amount can be computed.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

Point = Hashable


@dataclass
class Arc:
    """A stream of ``amount`` from ``tail`` to ``head``."""

    tail: Point
    head: Point
    amount: int
    least: float
    most: float

    @property
    def ways(self) -> list[tuple[Point, Point]]:
        """From where to where one more can be sent: along the stream when it can grow, and against it when it can shrink."""
        onward = [(self.tail, self.head)] if self.amount < self.most else []
        back = [(self.head, self.tail)] if self.amount > self.least else []
        return onward + back


def reached(start: Point, arcs: Iterable[Arc]) -> set[Point]:
    """The points to which one more can be sent from ``start``."""
    ways = defaultdict(list)
    for arc in arcs:
        for here, there in arc.ways:
            ways[here].append(there)
    found, waiting = {start}, deque([start])
    while waiting:
        for there in ways[waiting.popleft()]:
            if there not in found:
                found.add(there)
                waiting.append(there)
    return found


def balance(known: Iterable[Arc], unknown: list[Arc]) -> Counter[Point]:
    """Change the amounts of the ``unknown`` arcs until as much comes in to each point as goes out, as far as that is possible.

    What is left says of each point how much more comes in than goes out.
    """
    surplus: Counter[Point] = Counter()
    for arc in [*known, *unknown]:
        surplus[arc.head] += arc.amount
        surplus[arc.tail] -= arc.amount
    while path := _way_out(surplus, unknown):
        start, end = path[0][0], path[-1][1]
        room = min(arc.most - arc.amount if onward else arc.amount - arc.least for _here, _there, arc, onward in path)
        sent = int(min(room, surplus[start], -surplus[end]))
        for _here, _there, arc, onward in path:
            arc.amount += sent if onward else -sent
        surplus[start] -= sent
        surplus[end] += sent
    return surplus


Step = tuple[Point, Point, Arc, bool]


def _way_out(surplus: Counter[Point], arcs: list[Arc]) -> list[Step]:
    """A shortest way from a point where too much comes in to one where too little does; empty when there is none."""
    steps: dict[Point, list[Step]] = defaultdict(list)
    for arc in arcs:
        for here, there in arc.ways:
            steps[here].append((here, there, arc, here == arc.tail))
    came: dict[Point, Step | None] = {point: None for point, much in surplus.items() if much > 0}
    waiting = deque(came)
    while waiting:
        point = waiting.popleft()
        if surplus[point] < 0:
            return _back_from(point, came)
        for step in steps[point]:
            if step[1] not in came:
                came[step[1]] = step
                waiting.append(step[1])
    return []


def _back_from(point: Point, came: dict[Point, Step | None]) -> list[Step]:
    path: list[Step] = []
    while step := came[point]:
        path.insert(0, step)
        point = step[0]
    return path
