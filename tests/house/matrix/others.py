"""Support, figures, start pages and sign-in."""

from tests.house.matrix import (
    ADMINISTRATOR,
    ANYBODY,
    CLOSED,
    EVERYONE,
    FOREIGN,
    KNOWING,
    LEADERS,
    NOBODY,
    OFFICE,
    OPERATIONS,
    RECTOR,
    REST,
    STRANGER,
    case,
    people,
)

SUPPORT = [
    case("support:index", GET={200: EVERYONE}),
    case("support:request", GET={302: EVERYONE}, POST={422: RECTOR | people("deputy other_rektor foreign_rektor"), 403: REST}),
    case(
        "support:decide",
        "#waiting",
        GET={200: OPERATIONS, 403: LEADERS | OFFICE, 404: REST},
        POST={422: OPERATIONS, 403: LEADERS | OFFICE, 404: REST},
    ),
    case("support:decide", "#granted", GET={403: LEADERS | OFFICE, 404: REST}, POST={403: LEADERS | OFFICE, 404: REST}),
]

OWN = "provkoping-lasgladje"
READ = {200: ADMINISTRATOR, 403: KNOWING, 404: REST}
WRITE = {422: ADMINISTRATOR, 403: KNOWING, 404: REST}

INDICATORS = [
    case("indicators:imports", GET={200: ADMINISTRATOR, 403: REST}),
    case("indicators:upload", "grades", GET={200: ADMINISTRATOR, 403: REST}, POST={422: ADMINISTRATOR, 403: REST}),
    case("indicators:fetch_planned", GET={200: ADMINISTRATOR, 403: REST}, POST={422: ADMINISTRATOR, 403: REST}),
    case("indicators:fetch_kolada", GET={200: ADMINISTRATOR, 403: REST}, POST={422: ADMINISTRATOR, 403: REST}),
    case("indicators:fetch_again", "#import_run", POST={302: ADMINISTRATOR, 404: REST}),
    case("indicators:import", "#import_run", GET={200: ADMINISTRATOR, 404: REST}),
    case("indicators:confirm", "#import_run", POST={302: ADMINISTRATOR, 404: REST}),
    case("indicators:undo", "#import_run", POST={302: ADMINISTRATOR, 404: REST}),
    case("indicators:upload", "register", GET={200: ADMINISTRATOR, 403: REST}, POST={422: ADMINISTRATOR, 403: REST}),
    case("indicators:register", "#register_run", GET={200: ADMINISTRATOR, 404: REST}, POST={422: ADMINISTRATOR, 404: REST}),
    case("indicators:register", "#import_run", GET={404: EVERYONE}, POST={404: EVERYONE}),
    case("indicators:register_undo", "#register_run", POST={302: ADMINISTRATOR, 404: REST}),
    case("indicators:import", "#register_run", GET={302: ADMINISTRATOR, 404: REST}),
    case("indicators:import_progress", "#import_run", GET={302: ADMINISTRATOR, 404: REST}),
    case("indicators:limits", "provkoping", GET=READ, POST=WRITE),
    case("indicators:limits", "almskolan", GET={404: EVERYONE}, POST={404: EVERYONE}),
    case("indicators:own_table", GET={200: ADMINISTRATOR, 403: REST}),
    case("indicators:table", "almskolan xlsx", GET={200: KNOWING, 404: REST}),
    case("indicators:table", "provkoping csv", GET={200: KNOWING, 404: REST}),
    case("indicators:table", "almskolan pdf", GET={404: EVERYONE}),
    case("indicators:library", GET={200: KNOWING | FOREIGN, 403: STRANGER}),
    case("indicators:indicator", "calm", GET={200: KNOWING | FOREIGN, 404: STRANGER}),
    case("indicators:indicator", OWN, GET={200: KNOWING, 404: REST}),
    case("indicators:place", "calm provkoping", POST=WRITE),
    case("indicators:place", f"{OWN} provkoping", POST={404: EVERYONE}),
    case("indicators:add_own", "provkoping", GET=READ, POST=WRITE),
    case("indicators:edit_own", OWN, GET=READ, POST=WRITE),
    case("indicators:edit_own", "calm", GET={404: EVERYONE}, POST={404: EVERYONE}),
    case("indicators:add_break", OWN, POST=WRITE),
    case("indicators:remove_break", f"{OWN} 2025-26", POST={302: ADMINISTRATOR, 403: KNOWING, 404: REST}),
]

HOME = [
    case("home", GET={200: LEADERS | people("other_rektor foreign_rektor") | OFFICE | STRANGER, 302: REST}),
    case("enter_demo", "rektor", POST=CLOSED),
    case("set_language", data=lambda _: {"language": "en"}, POST={302: ANYBODY}),
    case("accessibility", GET={200: ANYBODY}),
    case("small_numbers", GET={200: ANYBODY}),
    case("health", GET={503: ANYBODY}),  # no worker answers in a test
]

# Sign-in, the same for everyone. The cast has neither passwords nor a second step. People are added by their municipality, so
# what they would do themselves is closed.
ACCOUNT = [
    case("account_login", GET={200: NOBODY, 302: REST}, POST={200: NOBODY, 302: REST}),
    case("account_logout", GET={302: NOBODY, 200: REST}, POST={302: ANYBODY}),
    case("account_inactive", GET={200: ANYBODY}),
    case("account_signup", GET=CLOSED, POST=CLOSED),
    case("account_email", GET=CLOSED, POST=CLOSED),
    case("account_email_verification_sent", GET=CLOSED, POST=CLOSED),
    case("account_confirm_email", "key", GET=CLOSED, POST=CLOSED),
    case("account_confirm_login_code", GET=CLOSED, POST=CLOSED),
    case("account_reauthenticate", GET={403: EVERYONE}, POST={403: EVERYONE}),
    case("account_change_password", GET={302: EVERYONE}, POST={302: EVERYONE}),
    case("account_set_password", GET={200: EVERYONE}, POST={200: EVERYONE}),
    case("account_reset_password", GET={200: ANYBODY}, POST={200: ANYBODY}),
    case("account_reset_password_done", GET={200: ANYBODY}),
    case("account_reset_password_from_key", "1 set-password", GET={200: ANYBODY}, POST={200: ANYBODY}),
    case("account_reset_password_from_key_done", GET={200: ANYBODY}),
    case("mfa_index", GET={200: EVERYONE}),
    case("mfa_authenticate", GET={302: ANYBODY}, POST={302: ANYBODY}),
    case("mfa_reauthenticate", GET={403: EVERYONE}, POST={403: EVERYONE}),
    case("mfa_activate_totp", GET={200: EVERYONE}, POST={200: EVERYONE}),
    case("mfa_deactivate_totp", GET={404: EVERYONE}, POST={404: EVERYONE}),
    case("mfa_view_recovery_codes", GET={404: EVERYONE}),
    case("mfa_generate_recovery_codes", GET={200: EVERYONE}, POST={200: EVERYONE}),
    case("mfa_download_recovery_codes", GET={404: EVERYONE}, POST={404: EVERYONE}),
    case("mfa_list_webauthn", GET={200: EVERYONE}),
    case("mfa_add_webauthn", GET={200: EVERYONE}, POST={200: EVERYONE}),
    case("mfa_reauthenticate_webauthn", GET={403: EVERYONE}, POST={403: EVERYONE}),
    case("mfa_edit_webauthn", "1", GET={404: EVERYONE}, POST={404: EVERYONE}),
    case("mfa_remove_webauthn", "1", GET={404: EVERYONE}, POST={404: EVERYONE}),
]

CASES = [*SUPPORT, *INDICATORS, *HOME, *ACCOUNT]
