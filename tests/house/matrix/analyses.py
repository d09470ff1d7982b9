"""A draft is its team's own; what is handed in is the administration's to read; what is adopted is the municipality's."""

from analyses.models import Section
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


SAYING = {"text": "Bra skrivet."}
WRITES_NORMS = {302: LEADERS | people("contributor"), 403: TEAM, 404: REST}


def inviting(world: World) -> dict[str, object]:
    return {"person": world.cast.contributor.pk, "parts": ["safety", "parts/equity"]}


def answered(world: World) -> dict[str, object]:
    return {"value": "yes", "version": version_of("")}


def observed(world: World) -> dict[str, object]:
    return {"observation": world.observation.pk}


def citing(world: World) -> dict[str, object]:
    return {"area": "safety", "cited": world.submitted.findings.get().pk}


def drawing(world: World) -> dict[str, object]:
    return {"less": world.cause.pk}


def gathering(world: World) -> dict[str, object]:
    return {"more": world.theme.pk}


ASKS = {200: LEADERS, 403: TEAM, 404: REST}

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
    case("analyses:wordings", "finding #finding text", GET={200: TEAM, 404: REST}),
    case("analyses:wordings", "analysis #submitted summary", GET={200: OTHER_TEAM, 403: OFFICE, 404: REST}),
    case("analyses:history", "#draft", GET={200: TEAM, 404: REST}),
    case("analyses:history", "#submitted", GET={200: OTHER_TEAM, 403: OFFICE, 404: REST}),
    case("analyses:held", "#draft", GET={200: TEAM, 404: REST}),
    case("analyses:held", "#submitted", GET={200: OTHER_TEAM, 403: OFFICE, 404: REST}),
    case("analyses:throw_away", "#held", POST={302: RECTOR, 404: REST}),
    case("analyses:let_stand", "#draft 0", POST={302: LEADERS, 403: TEAM, 404: REST}),
    case("analyses:let_stand", "#submitted 1", POST={302: OTHER_TEAM | OPERATIONS | HEAD, 403: LEAD, 404: REST}),
    case("analyses:remains", "#draft", query="?area=safety", GET={200: TEAM, 404: REST}),
    case("analyses:remains", "#draft", query="?section=support", GET={200: TEAM, 404: REST}),
    *(case("analyses:section", f"#draft {key}", GET={200: TEAM, 404: REST}) for key in Section.values),
    case("analyses:section", "#draft safety", GET={404: EVERYONE}),
    case("analyses:section", "#submitted look_back", GET={200: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:section", "#adopted brief", GET={200: READERS, 404: REST}),
    case("analyses:bring_in", "#draft", POST=WRITES),
    case("analyses:bring_in", "#submitted", POST={403: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:take_in", "#look_back", POST=WRITES),
    case("analyses:save", "lookback #look_back effect", data=answered, POST=WRITES),
    case("analyses:save", "lookback #look_back title", data=answered, POST={404: EVERYONE}),
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
    case("analyses:remove", "finding #finding", POST=WRITES),
    case("analyses:add_observation", "#draft safety", POST=WRITES),
    case("analyses:add_observation", "#submitted safety", POST={403: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:add_observation", "#adopted safety", POST={403: READERS, 404: REST}),
    case("analyses:remove", "observation #observation", POST=WRITES),
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
    case("analyses:remove", "cause #cause", POST=WRITES),
    case("analyses:remove", "conclusion #conclusion", POST=WRITES),
    case("analyses:save", "finding #finding title", data=lambda _: {"value": "Ny", "version": version_of(SECRET)}, POST=WRITES),
    case("analyses:save", "finding #finding position", data=lambda _: {"value": "1"}, POST={404: EVERYONE}),
    case("analyses:draw_on", "#conclusion", data=drawing, POST=WRITES),
    case("analyses:draw_on", "#conclusion", POST={404: EVERYONE}),
    case("analyses:set_theme", "#finding", data=gathering, POST=WRITES),
    case("analyses:move", "finding #finding", GET=ASKS, data=lambda _: {"to": "up"}, POST=WRITES),
    case("analyses:move", "cause #cause", GET=ASKS, data=lambda _: {"to": "down"}, POST=WRITES),
    case("analyses:move", "conclusion #conclusion", GET=ASKS, POST={422: LEADERS, 403: TEAM, 404: REST}),
    case("analyses:split", "#finding", GET=ASKS, POST={422: LEADERS, 403: TEAM, 404: REST}),
    case("analyses:merge", "#finding", GET=ASKS, POST={422: LEADERS, 403: TEAM, 404: REST}),
    case("analyses:deeds", "#draft", GET={200: TEAM, 404: REST}),
    case("analyses:deeds", "#submitted", GET={200: OTHER_TEAM, 403: OFFICE, 404: REST}),
    case("analyses:undo", "#draft #deed", POST=WRITES),
    case("analyses:undo", "#submitted #deed", POST={404: OTHER_TEAM | REST - OFFICE, 403: OFFICE}),
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
    case("analyses:compare", "#returned 1 0", GET={200: OTHER_TEAM, 404: REST}),
    case("analyses:compare", "#submitted 1 1", GET={200: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:compare", "#adopted 1 0", GET={404: EVERYONE}),
    case("analyses:print", "#draft 0", GET={200: TEAM, 404: REST}, POST={302: TEAM, 404: REST}),
    case("analyses:print", "#returned 1", GET={200: OTHER_TEAM | OFFICE, 404: REST}, POST={302: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:print", "#adopted 1", GET={200: READERS, 404: REST}, POST={302: READERS, 404: REST}),
    case("analyses:word", "#draft 0", GET={200: TEAM, 404: REST}),
    case("analyses:word", "#submitted 1", GET={200: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:document", "#document", GET={200: RECTOR, 404: REST}),
    case(
        "analyses:return",
        "#submitted",
        data=lambda _: COMMENT,
        POST={302: OPERATIONS | HEAD, 403: OTHER_TEAM | OFFICE, 404: REST},
    ),
    # A pinned comment says what is wanted, so that nothing more has to be written.
    case("analyses:return", "#submitted", POST={302: OPERATIONS | HEAD, 403: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:return", "#adopted", data=lambda _: COMMENT, POST={403: READERS, 404: REST}),
    case(
        "analyses:adopt", "#submitted", data=lambda _: COMMENT, POST={302: OPERATIONS | HEAD, 403: OTHER_TEAM | OFFICE, 404: REST}
    ),
    case("analyses:adopt", "#draft", data=lambda _: COMMENT, POST={403: TEAM, 404: REST}),
    # An invited colleague writes in her part, student health in its own; the finding of the draft stands in another.
    case("analyses:add_finding", "#draft norms", data=lambda _: {"kind": "strength"}, POST=WRITES_NORMS),
    case("analyses:add_observation", "#draft norms", POST=WRITES_NORMS),
    case("analyses:add_observation", "#draft health", POST={302: LEADERS | people("elevhalsa"), 403: TEAM, 404: REST}),
    case("analyses:people", "#draft", GET={200: TEAM, 404: REST}),
    case("analyses:people", "#submitted", GET={200: OTHER_TEAM, 403: OFFICE, 404: REST}),
    case("analyses:people", "#adopted", GET={200: TEAM, 403: READERS, 404: REST}),
    case("analyses:people", "#municipal", GET={200: OFFICE, 404: REST}),
    case("analyses:invite", "#draft", data=inviting, POST=WRITES),
    case("analyses:invite", "#draft", POST={422: LEADERS, 403: TEAM, 404: REST}),
    case("analyses:invite", "#submitted", data=inviting, POST={403: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:end_invitation", "#invitation", POST=WRITES),
    case("analyses:delegate", "#draft", data=lambda _: {"allowed": "1"}, POST={302: RECTOR, 403: TEAM, 404: REST}),
    case("analyses:delegate", "#submitted", data=lambda _: {"allowed": "1"}, POST={403: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:presence", "#draft", data=lambda _: {"place": "norms"}, POST={200: TEAM, 404: REST}),
    case("analyses:presence", "#submitted", POST={200: OTHER_TEAM, 403: OFFICE, 404: REST}),
    case(
        "analyses:comments",
        "#draft finding #finding",
        data=lambda _: SAYING,
        GET={200: TEAM, 404: REST},
        POST={302: TEAM, 404: REST},
    ),
    case("analyses:comments", "#draft finding #finding", POST={422: TEAM, 404: REST}, GET={200: TEAM, 404: REST}),
    case("analyses:comments", "#draft template #finding", GET={404: EVERYONE}, POST={404: EVERYONE}),
    case("analyses:comments", "#submitted finding #finding", GET={404: EVERYONE}, POST={404: EVERYONE}),
    case(
        "analyses:comments",
        "#submitted analysis #submitted",
        data=lambda _: SAYING,
        GET={200: OTHER_TEAM | OFFICE, 404: REST},
        POST={302: OPERATIONS | HEAD, 403: OTHER_TEAM | OFFICE, 404: REST},
    ),
    case(
        "analyses:comments",
        "#adopted analysis #adopted",
        data=lambda _: SAYING,
        GET={200: TEAM | OFFICE, 403: READERS, 404: REST},
        POST={403: READERS, 404: REST},
    ),
    case("analyses:resolve_comment", "#said", POST={302: TEAM, 404: REST}),
    case("analyses:resolve_comment", "#asked", POST={302: OTHER_TEAM, 403: OFFICE, 404: REST}),
    case("analyses:resolve_comment", "#pinned", POST={403: OFFICE, 404: REST}),
    case("analyses:reopen_comment", "#said", POST={302: TEAM, 404: REST}),
    case("analyses:reopen_comment", "#asked", POST={302: OTHER_TEAM, 403: OFFICE, 404: REST}),
    case("analyses:remove_comment", "#said", POST={302: people("deputy"), 403: TEAM, 404: REST}),
    case("analyses:remove_comment", "#asked", POST={403: OTHER_TEAM | OFFICE, 404: REST}),
    case("analyses:remove_comment", "#pinned", POST={302: OPERATIONS, 403: OFFICE, 404: REST}),
    case("analyses:current_rollup", GET={302: OFFICE | people("chief"), 404: REST}),
    case("analyses:rollup", "provkoping 2025-26", GET={200: OFFICE, 403: KNOWING, 404: REST}),
    case("analyses:rollup", "rektorsomrade-norr 2025-26", GET={200: OFFICE | people("chief"), 403: KNOWING, 404: REST}),
    case("analyses:rollup", "annanby 2025-26", GET={403: frozenset({"region", "foreign_rektor"}), 404: REST}),
    case("analyses:cite", "provkoping 2025-26", data=citing, POST={302: OFFICE, 403: KNOWING, 404: REST}),
    case("analyses:cite_no_more", "#citation", POST={302: OFFICE, 404: REST}),
]
