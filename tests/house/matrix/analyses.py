"""A draft is its team's own; what is handed in is the administration's to read; what is adopted is the municipality's."""

from schoolplan.kit.versions import version_of
from tests.house.matrix import (
    EVERYONE,
    HEAD,
    KNOWING,
    LEAD,
    LEADERS,
    OFFICE,
    OPERATIONS,
    OTHER_TEAM,
    READERS,
    RECTOR,
    REST,
    TEAM,
    case,
    people,
)
from tests.house.world import SECRET, World

WRITES = {302: LEADERS, 403: TEAM, 404: REST}
COMMENT = {"comment": "Läst i ledningsgruppen."}


def observed(world: World) -> dict[str, object]:
    return {"observation": world.observation.pk}


def citing(world: World) -> dict[str, object]:
    return {"area": "safety", "cited": world.submitted.findings.get().pk}


CASES = [
    case("analyses:index", GET={200: EVERYONE}),
    case("analyses:start", "almskolan 2025-26", POST={302: LEADERS, 403: KNOWING, 404: REST}),
    case("analyses:start", "provkoping 2025-26", POST={302: OFFICE, 403: KNOWING, 404: REST}),
    case("analyses:overview", "#draft", GET={200: TEAM, 404: REST}),
    case("analyses:overview", "#returned", GET={200: OTHER_TEAM, 404: REST}),
    case("analyses:overview", "#submitted", GET={200: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:overview", "#adopted", GET={200: READERS, 404: REST}),
    case("analyses:overview", "#municipal", GET={200: OFFICE, 404: REST}),
    case("analyses:area", "#draft safety", GET={200: TEAM, 404: REST}),
    case("analyses:area", "#submitted safety", GET={200: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:area", "#adopted safety", GET={200: READERS, 404: REST}),
    case("analyses:remains", "#draft", query="?area=safety", GET={200: TEAM, 404: REST}),
    case("analyses:finding", "#finding", htmx=True, GET={200: TEAM, 404: REST}),
    case("analyses:finding", "#finding", GET={302: TEAM, 404: REST}),
    case("analyses:add_finding", "#draft safety", data=lambda _: {"kind": "strength"}, POST=WRITES),
    case(
        "analyses:add_finding",
        "#submitted safety",
        data=lambda _: {"kind": "strength"},
        POST={403: OTHER_TEAM | OFFICE, 404: REST},
    ),
    case("analyses:add_finding", "#adopted safety", data=lambda _: {"kind": "strength"}, POST={403: READERS, 404: REST}),
    case("analyses:add_cause", "#finding", POST=WRITES),
    case("analyses:add_conclusion", "#finding", POST=WRITES),
    case("analyses:remove", "finding #finding", GET={200: LEADERS, 403: TEAM, 404: REST}, POST=WRITES),
    case("analyses:add_observation", "#draft safety", POST=WRITES),
    case("analyses:add_observation", "#submitted safety", POST={403: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:add_observation", "#adopted safety", POST={403: READERS, 404: REST}),
    case("analyses:remove", "observation #observation", GET={200: LEADERS, 403: TEAM, 404: REST}, POST=WRITES),
    case(
        "analyses:save",
        "observation #observation text",
        data=lambda _: {"value": "Ny", "version": version_of(SECRET)},
        POST=WRITES,
    ),
    case("analyses:add_ground", "#finding", data=observed, POST=WRITES),
    case("analyses:add_ground", "#finding", POST={404: EVERYONE}),
    case("analyses:remove_ground", "#ground", POST=WRITES),
    case("analyses:use_new_figure", "#ground", POST=WRITES),
    case("analyses:remove", "cause #cause", GET={200: LEADERS, 403: TEAM, 404: REST}, POST=WRITES),
    case("analyses:remove", "conclusion #conclusion", GET={200: LEADERS, 403: TEAM, 404: REST}, POST=WRITES),
    case("analyses:save", "finding #finding title", data=lambda _: {"value": "Ny", "version": version_of(SECRET)}, POST=WRITES),
    case("analyses:save", "finding #finding position", data=lambda _: {"value": "1"}, POST={404: EVERYONE}),
    case("analyses:submit", "#draft", GET={200: RECTOR, 403: TEAM, 404: REST}, POST={302: RECTOR, 403: TEAM, 404: REST}),
    case("analyses:submit", "#adopted", GET={403: READERS, 404: REST}, POST={403: READERS, 404: REST}),
    case(
        "analyses:submit",
        "#municipal",
        GET={200: LEAD | OPERATIONS, 403: HEAD, 404: REST},
        POST={302: LEAD | OPERATIONS, 403: HEAD, 404: REST},
    ),
    case("analyses:version", "#returned 1", GET={200: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:version", "#submitted 1", GET={200: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:version", "#adopted 1", GET={200: READERS, 404: REST}),
    case(
        "analyses:return",
        "#submitted",
        data=lambda _: COMMENT,
        POST={302: OPERATIONS | HEAD, 403: OTHER_TEAM | OFFICE, 404: REST},
    ),
    case("analyses:return", "#submitted", POST={422: OPERATIONS | HEAD, 403: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:return", "#adopted", data=lambda _: COMMENT, POST={403: READERS, 404: REST}),
    case(
        "analyses:adopt", "#submitted", data=lambda _: COMMENT, POST={302: OPERATIONS | HEAD, 403: OTHER_TEAM | OFFICE, 404: REST}
    ),
    case("analyses:adopt", "#draft", data=lambda _: COMMENT, POST={403: TEAM, 404: REST}),
    case("analyses:current_rollup", GET={302: OFFICE | people("chief"), 404: REST}),
    case("analyses:rollup", "provkoping 2025-26", GET={200: OFFICE, 403: KNOWING, 404: REST}),
    case("analyses:rollup", "rektorsomrade-norr 2025-26", GET={200: OFFICE | people("chief"), 403: KNOWING, 404: REST}),
    case("analyses:rollup", "annanby 2025-26", GET={403: frozenset({"region", "foreign_rektor"}), 404: REST}),
    case("analyses:cite", "provkoping 2025-26", data=citing, POST={302: OFFICE, 403: KNOWING, 404: REST}),
    case("analyses:cite_no_more", "#citation", POST={302: OFFICE, 404: REST}),
]
