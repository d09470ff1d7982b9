"""Templates and themes are the development lead's and the administrator's; a version is unknown to all others."""

from schoolplan.kit.versions import version_of
from tests.house.matrix import ADMINISTRATOR, KNOWING, LEAD, REST, case
from tests.house.world import SECRET, World

MANAGERS = LEAD | ADMINISTRATOR
READS, CHANGES = {200: MANAGERS, 404: REST}, {302: MANAGERS, 404: REST}
ASKS = {"GET": READS, "POST": CHANGES}
CLOSED = {403: MANAGERS, 404: REST}
OWN_AREA = {"title": "Rörelse", "question": "I vilken grad rör sig eleverna?"}


def typed(_world: World) -> dict[str, str]:
    return {"value": "Ny", "version": version_of(SECRET)}


CASES = [
    case("analyses:current_templates", GET=CHANGES),
    case("analyses:templates", "provkoping", GET={200: MANAGERS, 403: KNOWING, 404: REST}),
    case("analyses:templates", "annanby", GET={403: frozenset({"region", "foreign_rektor"}), 404: REST}),
    case("analyses:begin_template", "provkoping", POST={302: MANAGERS, 403: KNOWING, 404: REST}),
    case("analyses:template", "#published_template", GET=READS),
    case("analyses:template", "#written_template", GET=READS),
    case("analyses:template", "#foreign_template", GET={404: REST}),
    case("analyses:new_version", "#published_template", POST=CHANGES),
    case("analyses:new_version", "#foreign_template", POST={404: REST}),
    case("analyses:preview_template", "#written_template", GET=READS),
    case("analyses:publish_template", "#written_template", **ASKS),
    case("analyses:publish_template", "#published_template", GET=CLOSED, POST=CLOSED),
    case("analyses:discard_template", "#written_template", **ASKS),
    case("analyses:discard_template", "#published_template", GET=CLOSED, POST=CLOSED),
    case("analyses:template_forms", "#written_template", data=lambda _: {"forms": ["GR"]}, POST=CHANGES),
    case("analyses:template_forms", "#written_template", POST={422: MANAGERS, 404: REST}),
    case("analyses:template_fields", "#written_template", GET=READS),
    case("analyses:template_fields", "#published_template", GET=CLOSED),
    case("analyses:template_area", "#written_template norms", GET=READS),
    case("analyses:template_area", "#published_template norms", GET=CLOSED),
    case("analyses:template_section", "#written_template equity", GET=READS),
    case("analyses:template_section", "#published_template equity", GET=CLOSED),
    case("analyses:add_area", "#written_template", data=lambda _: OWN_AREA, POST=CHANGES),
    case("analyses:add_area", "#written_template", POST={422: MANAGERS, 404: REST}),
    case("analyses:add_area", "#published_template", data=lambda _: OWN_AREA, POST=CLOSED),
    case("analyses:move_area", "#written_template norms", data=lambda _: {"to": "down"}, POST=CHANGES),
    case("analyses:move_area", "#published_template norms", data=lambda _: {"to": "down"}, POST=CLOSED),
    case("analyses:remove_area", "#written_template norms", **ASKS),
    case("analyses:remove_area", "#published_template norms", GET=CLOSED, POST=CLOSED),
    case("analyses:put_back_section", "#written_template", POST=CHANGES),
    case("analyses:put_back_section", "#published_template", POST=CLOSED),
    case("analyses:leave_out_section", "#written_template equity", **ASKS),
    case("analyses:leave_out_section", "#published_template equity", GET=CLOSED, POST=CLOSED),
    case("analyses:save_template", "templatearea #written_area title", data=typed, POST=CHANGES),
    case("analyses:save_template", "templatearea #published_area title", data=typed, POST=CLOSED),
    case("analyses:save_template", "templatearea #written_area key", data=typed, POST={404: REST}),
    case("analyses:template_wordings", "templatearea #written_area title", GET=READS),
    case("analyses:template_wordings", "templatearea #published_area title", GET=READS),
    case("analyses:template_wordings", "templatearea #written_area key", GET={404: REST}),
    case("analyses:template_history", "provkoping", GET={200: MANAGERS, 403: KNOWING, 404: REST}),
    case(
        "analyses:themes",
        "provkoping",
        data=lambda _: {"name": "Rörelse"},
        GET={200: MANAGERS, 403: KNOWING, 404: REST},
        POST={302: MANAGERS, 403: KNOWING, 404: REST},
    ),
    case(
        "analyses:themes",
        "provkoping",
        GET={200: MANAGERS, 403: KNOWING, 404: REST},
        POST={422: MANAGERS, 403: KNOWING, 404: REST},
    ),
    case(
        "analyses:rename_theme",
        "provkoping #theme",
        data=lambda _: {"name": "Rörelse"},
        GET={200: MANAGERS, 403: KNOWING, 404: REST},
        POST={302: MANAGERS, 403: KNOWING, 404: REST},
    ),
    case("analyses:use_theme", "provkoping #theme", POST={302: MANAGERS, 403: KNOWING, 404: REST}),
]
