"""Reports are prepared by the administration; when published they are the municipality's, and the region's, to read."""

from schoolplan.kit.versions import version_of
from tests.house.matrix import BOARD, EVERYONE, FOREIGN, HEAD, KNOWING, OFFICE, READERS, REGION, REST, TEAM, case
from tests.house.world import SECRET

PUBLIC = READERS | REGION
PREPARES = {200: OFFICE, 404: REST}

CASES = [
    case("reports:units", GET={200: EVERYONE}),
    case("reports:unit", "almskolan", GET={200: KNOWING, 404: REST}),
    case("reports:unit", "gransskolan", GET={200: FOREIGN | REGION, 404: REST}),
    case("reports:handover", "almskolan", GET={200: TEAM | OFFICE, 403: KNOWING, 404: REST}),
    case("reports:handover", "gransskolan", GET={200: FOREIGN, 403: REGION, 404: REST}),
    case("reports:handover", "rektorsomrade-norr", GET={404: EVERYONE}),
    case("reports:figures", "provkoping", GET={200: KNOWING, 404: REST}),
    case("reports:figures", "rektorsomrade-norr", GET={200: KNOWING, 404: REST}),
    case("reports:figures", "annanby", GET={200: FOREIGN | REGION, 404: REST}),
    case("reports:figures", "almskolan", GET={404: EVERYONE}),
    case("reports:years", "provkoping", GET={200: KNOWING, 404: REST}),
    case("reports:years", "rektorsomrade-norr", GET={200: KNOWING, 404: REST}),
    case("reports:years", "annanby", GET={200: FOREIGN | REGION, 404: REST}),
    case("reports:years", "almskolan", GET={404: EVERYONE}),
    case("reports:thread", "provkoping", GET={200: KNOWING, 404: REST}),
    case("reports:thread", "rektorsomrade-norr", GET={200: KNOWING, 404: REST}),
    case("reports:thread", "annanby", GET={200: FOREIGN | REGION, 404: REST}),
    case("reports:index", GET={200: EVERYONE}),
    case("reports:start", GET={302: EVERYONE}, POST={422: OFFICE, 403: REST}),
    case("reports:ask", GET={302: EVERYONE}, POST={422: BOARD, 403: REST}),
    case(
        "reports:save",
        "report #draft_report title",
        data=lambda _: {"value": "Ny", "version": version_of(SECRET)},
        POST={302: OFFICE, 404: REST},
    ),
    case("reports:save", "report #published_report title", data=lambda _: {"value": "Ny"}, POST={403: PUBLIC, 404: REST}),
    case("reports:save", "report #draft_report state", data=lambda _: {"value": "published"}, POST={404: EVERYONE}),
    case("reports:report", "#draft_report", GET=PREPARES),
    case("reports:report", "#published_report", GET={200: PUBLIC, 404: REST}),
    case("reports:edit", "#draft_report", GET=PREPARES),
    case("reports:edit", "#published_report", GET={403: PUBLIC, 404: REST}),
    case("reports:render", "#draft_report", POST={302: OFFICE, 404: REST}),
    case("reports:render", "#published_report", POST={302: OFFICE, 403: PUBLIC, 404: REST}),
    case("reports:words", "#draft_report", GET=PREPARES, POST={302: OFFICE, 404: REST}),
    case("reports:words", "#published_report", GET={403: PUBLIC, 404: REST}, POST={403: PUBLIC, 404: REST}),
    case("reports:progress", "#draft_report", GET=PREPARES),
    case("reports:progress", "#published_report", GET={200: PUBLIC, 404: REST}),
    case("reports:publish", "#draft_report", GET={302: OFFICE, 404: REST}, POST={302: HEAD, 403: OFFICE, 404: REST}),
    case("reports:publish", "#published_report", GET={302: PUBLIC, 404: REST}, POST={403: PUBLIC, 404: REST}),
    case("reports:pdf", "#draft_report", GET=PREPARES),
    case("reports:pdf", "#published_report", GET={200: PUBLIC, 404: REST}),
    case("reports:answer", "#unanswered", GET={200: OFFICE, 403: BOARD, 404: REST}, POST={422: OFFICE, 403: BOARD, 404: REST}),
    case("reports:answer", "#answered", GET={403: OFFICE | BOARD, 404: REST}, POST={403: OFFICE | BOARD, 404: REST}),
]
