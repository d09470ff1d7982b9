"""The dialogue is read by those who lead the unit and by the administration; each side acts and confirms for itself."""

from schoolplan.kit.versions import version_of
from tests.house.matrix import EVERYONE, HEAD, LEAD, LEADERS, OFFICE, OPERATIONS, RECTOR, REST, case

BOTH = LEADERS | OFFICE
RELOADED = {302: BOTH, 404: REST}  # a form that came back with errors is an address too
PLANS = LEAD | OPERATIONS
NOTE = {"agenda": "3", "kind": "decision", "text": "Kartläggning i vecka 17"}
PROMISE = {"side": "unit", "owner": "Rektor", "text": "Lämna behov", "due_on": "2026-06-10"}

CASES = [
    case("dialogues:index", GET={200: EVERYONE}),
    case("dialogues:new_series", GET={200: PLANS, 403: REST}, POST={422: PLANS, 403: REST}),
    case("dialogues:meeting", "#open_meeting", GET={200: BOTH, 404: REST}),
    case("dialogues:meeting", "#locked_meeting", GET={200: BOTH, 404: REST}),
    case("dialogues:move", "#open_meeting", GET={200: PLANS, 403: BOTH, 404: REST}, POST={422: PLANS, 403: BOTH, 404: REST}),
    case("dialogues:move", "#locked_meeting", GET={403: BOTH, 404: REST}, POST={403: BOTH, 404: REST}),
    case("dialogues:calendar", "#open_meeting", GET={200: BOTH, 404: REST}),
    case("dialogues:add_item", "#open_meeting", GET=RELOADED, data=lambda _: NOTE, POST={302: BOTH, 404: REST}),
    case("dialogues:add_item", "#open_meeting", GET=RELOADED, POST={422: BOTH, 404: REST}),
    case("dialogues:edit_item", "#item", GET=RELOADED, data=lambda _: NOTE, POST={302: BOTH, 404: REST}),
    case("dialogues:remove_item", "#item", POST={302: BOTH, 404: REST}),
    case(
        "dialogues:add_promise",
        "#open_meeting",
        GET=RELOADED,
        data=lambda _: PROMISE,
        POST={302: LEADERS, 403: OFFICE, 404: REST},
    ),
    case("dialogues:remove_promise", "#unit_promise", POST={302: LEADERS, 403: OFFICE, 404: REST}),
    case("dialogues:remove_promise", "#office_promise", POST={302: OFFICE, 403: LEADERS, 404: REST}),
    case(
        "dialogues:settle_promise", "#unit_promise", data=lambda _: {"kept": "yes"}, POST={302: LEADERS, 403: OFFICE, 404: REST}
    ),
    case(
        "dialogues:settle_promise", "#office_promise", data=lambda _: {"kept": "no"}, POST={302: OFFICE, 403: LEADERS, 404: REST}
    ),
    case("dialogues:reopen_promise", "#kept_promise", POST={302: LEADERS, 403: OFFICE, 404: REST}),
    case("dialogues:confirm", "#open_meeting unit", POST={302: RECTOR, 403: BOTH, 404: REST}),
    case("dialogues:confirm", "#open_meeting administration", POST={302: OPERATIONS | HEAD, 403: BOTH, 404: REST}),
    case("dialogues:confirm", "#open_meeting nobody", POST={404: EVERYONE}),
    case("dialogues:correct", "#locked_meeting", GET=RELOADED, data=lambda _: {"text": "Vecka 18"}, POST={302: BOTH, 404: REST}),
    case("dialogues:correct", "#open_meeting", GET=RELOADED, data=lambda _: {"text": "Vecka 18"}, POST={403: BOTH, 404: REST}),
    case(
        "dialogues:save",
        "answer #unit_answer text",
        data=lambda _: {"value": "Lugn", "version": version_of("")},
        POST={302: LEADERS, 403: OFFICE, 404: REST},
    ),
    case(
        "dialogues:save",
        "meeting #open_meeting place",
        data=lambda _: {"value": "Hemma", "version": version_of("Almskolan")},
        POST={302: BOTH, 404: REST},
    ),
    case("dialogues:save", "meeting #open_meeting state", data=lambda _: {"value": "locked"}, POST={404: EVERYONE}),
]
