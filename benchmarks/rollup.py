"""The roll-up: the whole page and its answer alone, each against hand-written SQL for the same answer."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from analyses.queries import findings_of_area, rollup
from analyses.views.rollup import FINDINGS_A_PAGE
from analyses.workflow import State
from benchmarks.client import fetch, signed_in
from benchmarks.measure import Line, compare
from benchmarks.world import AREAS, YEAR, World

PAIRS = {20: 31, 200: 15, 2000: 7}

HANDED_IN = "n.path LIKE %(under)s AND n.kind = 'unit' AND a.school_year = %(year)s AND a.state = ANY(%(handed_in)s)"

UNITS = """
SELECT n.id, n.path, n.kind, n.name, n.grades, a.id, a.state,
       (SELECT max(v.number) FROM analyses_analysisversion v WHERE v.analysis_id = a.id)
FROM units_node n LEFT JOIN analyses_analysis a ON a.node_id = n.id AND a.school_year = %(year)s
WHERE n.path LIKE %(under)s AND n.kind IN ('area', 'unit') AND (n.closed_on IS NULL OR n.closed_on > %(ends)s)
ORDER BY n.path
"""

JUDGEMENTS = f"""
SELECT a.node_id, t.key, t.title, t.position, j.level
FROM analyses_judgement j
JOIN analyses_templatearea t ON t.id = j.area_id
JOIN analyses_analysis a ON a.id = j.analysis_id
JOIN units_node n ON n.id = a.node_id
WHERE {HANDED_IN}
"""

AREA_COUNTS = f"""
SELECT t.key, count(DISTINCT f.analysis_id), count(DISTINCT f.analysis_id) FILTER (WHERE f.kind = 'challenge'), count(*)
FROM analyses_finding f
JOIN analyses_templatearea t ON t.id = f.area_id
JOIN analyses_analysis a ON a.id = f.analysis_id
JOIN units_node n ON n.id = a.node_id
WHERE {HANDED_IN} GROUP BY t.key
"""

CAUSE_COUNTS = f"""
SELECT c.influence, count(*) FILTER (WHERE c.direction = 'promoting'), count(*) FILTER (WHERE c.direction = 'hindering')
FROM analyses_cause c
JOIN analyses_finding f ON f.id = c.finding_id
JOIN analyses_analysis a ON a.id = f.analysis_id
JOIN units_node n ON n.id = a.node_id
WHERE {HANDED_IN} GROUP BY c.influence
"""

FINDINGS = f"""
SELECT f.id, f.kind, f.title, f.text, n.name, a.id,
       (SELECT max(v.number) FROM analyses_analysisversion v WHERE v.analysis_id = a.id),
       (SELECT min(o.title) FROM analyses_citation u JOIN analyses_finding o ON o.id = u.finding_id WHERE u.cited_id = f.id)
FROM analyses_finding f
JOIN analyses_templatearea t ON t.id = f.area_id
JOIN analyses_analysis a ON a.id = f.analysis_id
JOIN units_node n ON n.id = a.node_id
WHERE {HANDED_IN} AND t.key = %(area)s
ORDER BY f.kind, n.path, f.position, f.id LIMIT %(page)s
"""


def lines(world: World) -> Iterator[Line]:
    """The page as its reader gets it, then the answer without its drawing."""
    size = len(world.units)
    client, address = signed_in(world.operations), reverse("analyses:rollup", args=[world.municipality.slug, YEAR])
    sql = lambda: answer_in_sql(world)  # noqa: E731 - a way with its world
    yield compare(f"Roll-up, {size} units: page", lambda: page(client, address), against="raw SQL", bare=sql, pairs=PAIRS[size])
    yield compare(f"Roll-up, {size} units: answer", lambda: answer(world), against="raw SQL", bare=sql, pairs=PAIRS[size])


def page(client: Client, address: str) -> bytes:
    return fetch(client.get(address)).content


def answer(world: World) -> tuple[Any, list[Any]]:
    """What the page is drawn from."""
    whole = rollup(world.municipality, YEAR)
    return whole, list(findings_of_area(world.municipality, YEAR, whole.area_counts[0].key, world.operations)[:FINDINGS_A_PAGE])


def answer_in_sql(world: World) -> list[list[tuple[Any, ...]]]:
    """The rows that the same page can be drawn from."""
    given: dict[str, Any] = {
        "under": f"{world.municipality.path}%",
        "year": int(YEAR),
        "ends": YEAR.ends,
        "handed_in": [str(state) for state in State.handed_in()],
        "area": AREAS[0],
        "page": FINDINGS_A_PAGE,
    }
    with connection.cursor() as cursor:
        found = []
        for statement in (UNITS, JUDGEMENTS, AREA_COUNTS, CAUSE_COUNTS, FINDINGS):
            cursor.execute(statement, given)
            found.append(cursor.fetchall())
    return found
