"""How quick schoolplan is, as ratios in one run and literal numbers of queries: ``make bench``.

A database of its own is made for the run and dropped after it.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.measure import Line
    from benchmarks.typing import Result

PARTS = ("rollup", "opening", "autosave", "report", "imports", "figures", "typing")


def main() -> None:
    """Measure the parts that were asked for, or all, and print one table."""
    parser = argparse.ArgumentParser(description="How quick schoolplan is.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all when none is named")
    parser.add_argument("--minutes", type=float, default=1, help="how long people type at once in the part typing")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}. Choose among {', '.join(PARTS)}, or name none for all.")
    wanted = asked.parts or list(PARTS)
    _set_up()
    with _database():
        lines, statements = _measure(wanted)
        typed = _type(asked.minutes) if "typing" in wanted else None
    if lines:
        print(_table(lines))
    if statements:
        print("\nThe statements of one autosave:")
        print("\n".join(f"{number:2}. {' '.join(sql.split())[:110]}" for number, sql in enumerate(statements, start=1)))
    if typed:
        print(f"\n{typed}")


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolplan.settings")
    os.environ.setdefault("DEMO", "1")
    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "benchmarks.bare"


@contextmanager
def _database() -> Iterator[None]:
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def _measure(wanted: list[str]) -> tuple[list["Line"], list[str]]:
    from benchmarks import autosave, figures, imports, opening, report, rollup
    from benchmarks.world import make_world

    sizes = {20} if {"autosave", "opening"} & set(wanted) else set()
    sizes |= (set(rollup.PAIRS) if "rollup" in wanted else set()) | (set(report.PAIRS) if "report" in wanted else set())
    sizes |= {figures.UNITS} if "figures" in wanted else set()
    sizes |= {imports.UNITS} if "imports" in wanted else set()
    worlds = {}
    for size in sorted(sizes):
        _say(f"filling {size} units")
        worlds[size] = make_world(size)
    lines: list[Line] = []
    statements: list[str] = []
    if "rollup" in wanted:
        for size in rollup.PAIRS:
            _say(f"roll-up of {size} units")
            lines += rollup.lines(worlds[size])
    if "opening" in wanted:
        _say("opening")
        lines += opening.lines(worlds[20])
    if "autosave" in wanted:
        _say("autosave")
        line, statements = autosave.line(worlds[20])
        lines.append(line)
    if "report" in wanted:
        for size in report.PAIRS:
            _say(f"report of {size} units")
            lines.append(report.line(worlds[size]))
    if "imports" in wanted:
        _say("imports")
        lines += imports.lines(worlds[imports.UNITS])
    if "figures" in wanted:
        _say("figures")
        lines += figures.lines(worlds[figures.UNITS])
    return lines, statements


def _type(minutes: float) -> "Result":
    from benchmarks import typing
    from benchmarks.world import make_world

    _say(f"{typing.PEOPLE} people typing for {minutes:g} minutes")
    return typing.measure(make_world(typing.PEOPLE + 1), minutes=minutes)  # a world of this size is not made above


def _say(words: str) -> None:
    print(f"… {words}", file=sys.stderr, flush=True)


def _table(lines: list["Line"]) -> str:
    head = ("", "schoolplan", "beside it", "ratio", "queries", "pairs", "what is beside it")
    rows = [head, *(_cells(line) for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(f"| {' | '.join(map(str.ljust, row, widths))} |" for row in rows)


def _cells(line: "Line") -> tuple[str, ...]:
    queries = f"{line.queries} / {line.bare_queries}"
    return (line.what, _time(line.ours), _time(line.bare), f"{line.ratio:.2f}", queries, str(line.pairs), line.against)


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
