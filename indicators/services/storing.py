"""Writing figures: every row against what holds now, in the database itself, so that a hundred thousand take seconds.

A figure that its publisher has changed gets a new revision; the former one stays, for what has quoted it. A run can be undone:
its revisions are withdrawn, and what held before holds again.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from indicators.models import ImportRun, Value
from indicators.queries.previews import CHANGED, NEW, TWICE, UNCHANGED
from indicators.services import withholding
from indicators.sources.cells import Cell
from units.models import Node
from units.years import SchoolYear

A_STEP = 5_000  # figures between two words about how far it has come

Told = Callable[[int], None]


def silent(_number: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Incoming:
    """A figure whose node and indicator are known here."""

    node_id: int
    indicator_id: int
    school_year: SchoolYear
    cell: Cell
    source: str
    sex: str = Value.Sex.ALL
    denominator: int | None = None
    response_rate: Decimal | None = None


_STAGED = """
    CREATE TEMPORARY TABLE staged (
        line integer, node_id bigint, indicator_id bigint, school_year smallint, sex varchar(10), number numeric(12, 3),
        marker varchar(12), rounded boolean, raw varchar(40), denominator integer, response_rate numeric(4, 1),
        source varchar(200)
    ) ON COMMIT DROP
"""

# Of two rows about the same figure the first counts; the second is told to the person who reads in the file. A source that does
# not say how many a figure rests on (Skolverket's API) does not contradict one that does (Skolverket's file).
_JUDGED = f"""
    CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
    SELECT staged.*, held.id AS former, COALESCE(latest.revision, 0) + 1 AS revision,
        CASE
            WHEN row_number() OVER (
                PARTITION BY staged.node_id, staged.indicator_id, staged.school_year, staged.sex ORDER BY line
            ) > 1 THEN '{TWICE}'
            WHEN held.id IS NULL THEN '{NEW}'
            WHEN (held.number, held.marker, held.rounded, held.denominator, held.response_rate)
                IS NOT DISTINCT FROM
                (
                    staged.number, staged.marker, staged.rounded,
                    COALESCE(staged.denominator, held.denominator), COALESCE(staged.response_rate, held.response_rate)
                ) THEN '{UNCHANGED}'
            ELSE '{CHANGED}'
        END AS outcome
    FROM staged
    LEFT JOIN indicators_value held ON held.current
        AND (held.node_id, held.indicator_id, held.school_year, held.sex)
            = (staged.node_id, staged.indicator_id, staged.school_year, staged.sex)
    LEFT JOIN (
        SELECT node_id, indicator_id, school_year, sex, max(revision) AS revision
        FROM indicators_value
        WHERE (indicator_id, school_year) IN (SELECT DISTINCT indicator_id, school_year FROM staged)
        GROUP BY 1, 2, 3, 4
    ) latest ON (latest.node_id, latest.indicator_id, latest.school_year, latest.sex)
            = (staged.node_id, staged.indicator_id, staged.school_year, staged.sex)
"""

_SUPERSEDE = f"""
    UPDATE indicators_value SET current = false FROM judged WHERE judged.outcome = '{CHANGED}' AND indicators_value.id = former
"""

_INSERT = f"""
    INSERT INTO indicators_value (
        node_id, indicator_id, school_year, sex, revision, number, marker, rounded, raw, denominator, response_rate, source,
        fetched_on, run_id, current, withdrawn, withheld_inside, withheld_public
    )
    SELECT node_id, indicator_id, school_year, sex, revision, number, marker, rounded, raw, denominator, response_rate, source,
        %s, %s, true, false, false, false
    FROM judged WHERE outcome IN ('{NEW}', '{CHANGED}')
"""

_WITHDRAW = "UPDATE indicators_value SET withdrawn = true, current = false WHERE run_id = %s"

_RESTORE = """
    UPDATE indicators_value SET current = true WHERE id IN (
        SELECT DISTINCT ON (v.node_id, v.indicator_id, v.school_year, v.sex) v.id
        FROM indicators_value v
        JOIN indicators_value undone ON undone.run_id = %s
            AND (v.node_id, v.indicator_id, v.school_year, v.sex)
                = (undone.node_id, undone.indicator_id, undone.school_year, undone.sex)
        WHERE NOT v.withdrawn
        ORDER BY v.node_id, v.indicator_id, v.school_year, v.sex, v.revision DESC
    )
"""


@dataclass(frozen=True)
class Outcome:
    """What storing the figures does, or would do.

    ``fates`` tells of each figure that is not new, by its place in the list: changed, as it was, or said before in the list.
    ``former`` holds the pk of the value that each changed figure takes the place of.
    """

    counts: Counter[str]
    fates: dict[int, str]
    former: dict[int, int]

    @property
    def twice(self) -> tuple[int, ...]:
        """The places in the list of figures that were said before in it."""
        return tuple(line for line, fate in self.fates.items() if fate == TWICE)


@transaction.atomic
def compare(figures: Iterable[Incoming]) -> Outcome:
    """What storing the figures would do. Writes nothing."""
    with connection.cursor() as cursor:
        outcome = _judge(cursor, figures)
        cursor.execute("DROP TABLE judged, staged")
    return outcome


@transaction.atomic
def store(
    figures: Iterable[Incoming],
    *,
    municipality: Node,
    fetched_on: dt.date,
    run: ImportRun | None = None,
    tell: Told = silent,
) -> Outcome:
    """Write what is new or changed, and decide anew what must be withheld in the municipality for its sake.

    One at a time: whoever else would write figures waits until this is over. ``tell`` hears how many figures have been sent to
    the database, every few thousand.
    """
    withholding.alone()
    with connection.cursor() as cursor:
        outcome = _judge(cursor, figures, tell)
        cursor.execute("SELECT DISTINCT indicator_id, school_year FROM judged WHERE outcome IN (%s, %s)", [NEW, CHANGED])
        touched = cursor.fetchall()
        cursor.execute(_SUPERSEDE)
        cursor.execute(_INSERT, [fetched_on, run.pk if run else None])
        cursor.execute("DROP TABLE judged, staged")
    withholding.renew(municipality=municipality, touched=touched)
    return outcome


@transaction.atomic
def withdraw(run: ImportRun) -> None:
    """Undo a run: of each figure that it wrote, what held before holds again."""
    touched = list(run.values.values_list("indicator_id", "school_year").distinct())
    withholding.alone()
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAW, [run.pk])
        cursor.execute(_RESTORE, [run.pk])
    withholding.renew(municipality=run.node, touched=touched)


def _judge(cursor: CursorWrapper, figures: Iterable[Incoming], tell: Told = silent) -> Outcome:
    """Put the figures beside what holds now, in the temporary table ``judged``."""
    cursor.execute(_STAGED)
    with cursor.copy("COPY staged FROM STDIN") as copy:
        for line, figure in enumerate(figures):
            cell = figure.cell
            copy.write_row(
                (
                    line,
                    figure.node_id,
                    figure.indicator_id,
                    int(figure.school_year),
                    figure.sex,
                    cell.number,
                    cell.marker,
                    cell.rounded,
                    cell.raw,
                    figure.denominator,
                    figure.response_rate,
                    figure.source,
                )
            )
            if line % A_STEP == 0:
                tell(line)
    cursor.execute("ANALYZE staged")
    cursor.execute(_JUDGED)
    cursor.execute("SELECT outcome, count(*) FROM judged GROUP BY outcome")
    counts = Counter(dict(cursor.fetchall()))
    cursor.execute("SELECT line, outcome, former FROM judged WHERE outcome <> %s ORDER BY line", [NEW])
    told = cursor.fetchall()
    return Outcome(
        counts,
        {line: outcome for line, outcome, _former in told},
        {line: former for line, outcome, former in told if outcome == CHANGED},
    )
