"""Somebody who reads all that one audience is shown of an indicator, and tries to compute what is hidden.

He shares nothing with the product but the tree of places and the rule that all are girls and boys. He writes down what he does
not know (for each unit how many girls and boys there are, or how many of them reached the goal and how many did not), and what
each shown figure says of it: a sum. Then he looks for two answers that agree with everything shown. If there is only one, he
knows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Unknown = tuple  # (unit, sex, "reached" or "missed")
Bounds = dict[Unknown, tuple[int, int]]
Answer = dict[Unknown, int]

CLUES = 80  # so many are subtracted from each other
STEPS = 50  # then a search is given up, and the test says so


class TooHard(Exception):
    """The search took too long to say whether there is another answer."""


@dataclass(frozen=True)
class Clue:
    """The ``unknowns`` are together at least ``least`` and at most ``most``."""

    unknowns: tuple[Unknown, ...]
    least: int
    most: int


def narrow(bounds: Bounds, clues: Iterable[Clue]) -> Bounds | None:
    """What each unknown can be, after every clue has been used until nothing more follows; None when they contradict."""
    bounds = dict(bounds)
    moved = True
    while moved:
        moved = False
        for clue in clues:
            lows, highs = sum(bounds[u][0] for u in clue.unknowns), sum(bounds[u][1] for u in clue.unknowns)
            for unknown in clue.unknowns:
                low, high = bounds[unknown]
                least, most = max(low, clue.least - (highs - high)), min(high, clue.most - (lows - low))
                if least > most:
                    return None
                if (least, most) != (low, high):
                    lows, highs = lows + least - low, highs + most - high
                    bounds[unknown] = (least, most)
                    moved = True
    return bounds


def subtracted(clues: Iterable[Clue]) -> list[Clue]:
    """The clues, and what follows when one is taken from another that contains it, again and again."""
    known: dict[frozenset[Unknown], tuple[int, int]] = {}
    waiting = [(frozenset(clue.unknowns), clue.least, clue.most) for clue in clues]
    while waiting and len(known) < CLUES:
        group, least, most = waiting.pop(0)
        if group in known:
            low, high = known[group]
            known[group] = (max(low, least), min(high, most))
            continue
        for other, (low, high) in known.items():
            if other < group:
                waiting.append((group - other, least - high, most - low))
            elif group < other:
                waiting.append((other - group, low - most, high - least))
        known[group] = (least, most)
    return [Clue(tuple(group), *span) for group, span in known.items() if group]


class Search:
    """Looks for one answer that agrees with all clues, and tries what is nearest to ``guess`` first."""

    def __init__(self, clues: list[Clue], guess: Answer) -> None:
        self.clues, self.guess, self.steps = clues, guess, 0

    def answer(self, bounds: Bounds) -> Answer | None:
        self.steps += 1
        if self.steps > STEPS:
            raise TooHard
        narrowed = narrow(bounds, self.clues)
        if narrowed is None:
            return None
        open_ones = [unknown for unknown, (low, high) in narrowed.items() if low < high]
        if not open_ones:
            return {unknown: low for unknown, (low, _high) in narrowed.items()}
        pick = min(open_ones, key=lambda unknown: narrowed[unknown][1] - narrowed[unknown][0])
        low, high = narrowed[pick]
        first = min(max(self.guess[pick], low), high)
        parts = [(first, first), (low, first - 1), (first + 1, high)]
        found = (self.answer(narrowed | {pick: part}) for part in parts if part[0] <= part[1])
        return next((one for one in found if one), None)


class Attacker:
    """``truth`` is only used to ask for another answer than that, and to look near it first."""

    def __init__(self, bounds: Bounds, clues: list[Clue], truth: Answer) -> None:
        self.clues, self.truth = subtracted(clues), truth
        self.bounds = narrow(bounds, self.clues)
        assert self.bounds is not None, "what is shown contradicts itself"
        self.answers: list[Answer] = []

    def can_compute(self, cell: tuple[Unknown, ...]) -> bool:
        """Whether the figure that is the sum of ``cell`` (of a share: what it says) is the same in every answer."""
        if any(self._differs(cell, one) for one in self.answers):
            return False
        for other in self._others(cell):
            if found := Search([*self.clues, *other], self.truth).answer(self.bounds):
                self.answers.append(found)
                return False
        return True

    def _differs(self, cell: tuple[Unknown, ...], one: Answer) -> bool:
        (reached, missed), (r, m) = _sums(cell, one), _sums(cell, self.truth)
        shares = any(unknown[2] == "missed" for unknown in cell)
        return reached * (r + m) != r * (reached + missed) if shares else reached != r

    def _others(self, cell: tuple[Unknown, ...]) -> Iterator[list[Clue]]:
        """What would make the figure another one: more or fewer; of a share, not all of them on both sides."""
        far = 10**9
        reached, missed = (tuple(unknown for unknown in cell if unknown[2] == kind) for kind in ("reached", "missed"))
        r, m = _sums(cell, self.truth)
        if not missed:
            yield [Clue(reached, -far, r - 1)]
            yield [Clue(reached, r + 1, far)]
            return
        yield [Clue(reached, 0, r - 1), Clue(missed, max(m, 1), far)]
        yield [Clue(reached, max(r, 1), far), Clue(missed, 0, m - 1)]
        if m:
            yield [Clue(reached, r + 1, far), Clue(missed, 0, m)]
        if r:
            yield [Clue(reached, 0, r), Clue(missed, m + 1, far)]


def _sums(cell: tuple[Unknown, ...], numbers: Answer) -> tuple[int, int]:
    return tuple(sum(numbers[unknown] for unknown in cell if unknown[2] == kind) for kind in ("reached", "missed"))
