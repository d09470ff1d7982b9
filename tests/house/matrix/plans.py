"""A plan is its team's own until it is adopted; measures are followed up by those who lead the unit."""

from analyses.services import add_conclusion
from schoolplan.kit.versions import version_of
from tests.house.matrix import EVERYONE, KNOWING, LEADERS, OFFICE, OTHER_TEAM, READERS, RECTOR, REST, TEAM, case
from tests.house.world import World

RELOADED = {302: TEAM, 404: REST}  # a form that came back with errors is an address too
WRITES = {302: LEADERS, 403: TEAM, 404: REST}


def resting(world: World) -> dict[str, object]:
    """A conclusion that leads nowhere yet."""
    return {"conclusions": add_conclusion(finding=world.finding, text="Börja i åk 7", by=world.cast.rektor).pk}


CASES = [
    case("plans:goal_from", "#conclusion", POST={302: LEADERS, 403: TEAM, 404: REST}),
    case(
        "plans:lead_on",
        "#conclusion",
        GET={200: LEADERS, 403: TEAM, 404: REST},
        POST={422: LEADERS, 403: TEAM, 404: REST},
    ),
    case("plans:index", GET={200: EVERYONE}),
    case("plans:start", "almskolan 2025-26", POST={302: LEADERS, 403: KNOWING, 404: REST}),
    case("plans:start", "provkoping 2025-26", POST={302: OFFICE, 403: KNOWING, 404: REST}),
    case("plans:plan", "#draft_plan", GET={200: TEAM, 404: REST}),
    case("plans:plan", "#adopted_plan", GET={200: READERS, 404: REST}),
    case("plans:plan", "#revised_plan", GET={200: OTHER_TEAM, 404: REST}),
    case("plans:adopt", "#draft_plan", GET=RELOADED, POST={302: RECTOR, 403: TEAM, 404: REST}),
    case("plans:revise", "#adopted_plan", GET={302: READERS, 404: REST}, POST={302: RECTOR, 403: READERS, 404: REST}),
    case("plans:version", "#adopted_plan 1", GET={200: READERS, 404: REST}),
    case("plans:version", "#revised_plan 1", GET={200: READERS, 404: REST}),
    case("plans:add_goal", "#draft_plan", GET=RELOADED, POST=WRITES),
    case("plans:add_goal", "#adopted_plan", GET={302: READERS, 404: REST}, POST={403: READERS, 404: REST}),
    case("plans:remove_goal", "#goal", GET=RELOADED, POST=WRITES),
    case("plans:rest_on", "#goal", GET=RELOADED, data=resting, POST=WRITES),
    case("plans:rest_on", "#goal", GET=RELOADED, POST={422: LEADERS, 403: TEAM, 404: REST}),
    case("plans:rest_no_more", "#goal #conclusion", POST=WRITES),
    case("plans:add_measure", "#goal", POST=WRITES),
    case("plans:remove_measure", "#measure", GET=RELOADED, POST=WRITES),
    case("plans:remove_measure", "#adopted_measure", GET={302: READERS, 404: REST}, POST={403: READERS, 404: REST}),
    case("plans:follow_up", "#measure", GET={200: LEADERS, 403: TEAM, 404: REST}, POST={422: LEADERS, 403: TEAM, 404: REST}),
    case(
        "plans:follow_up",
        "#adopted_measure",
        GET={200: LEADERS, 403: READERS, 404: REST},
        POST={422: LEADERS, 403: READERS, 404: REST},
    ),
    case("plans:save", "goal #goal sign", data=lambda _: {"value": "Lugn", "version": version_of("")}, POST=WRITES),
    case("plans:save", "measure #measure position", data=lambda _: {"value": "1"}, POST={404: EVERYONE}),
    case("plans:dead_ends", "almskolan 2025-26", GET={200: TEAM | OFFICE, 403: KNOWING, 404: REST}),
    case("plans:dead_ends", "provkoping 2025-26", GET={200: OFFICE, 403: KNOWING, 404: REST}),
]
