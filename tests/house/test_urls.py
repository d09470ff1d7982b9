"""Every address asks for sign-in but those named here, and says no to methods it does not know."""

import pytest
from django.test import Client

from tests.house.matrix import NOBODY, Case
from tests.house.test_permission_matrix import CASES

OPEN = {
    "health",
    "set_language",
    "enter_demo",  # only where DEMO is set
    "accessibility",
    "small_numbers",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",  # the second step of sign-in
}
CLOSED = {
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
}
OURS = [case for case in CASES if not case.url.startswith(("account_", "mfa_"))]


def test_only_the_named_addresses_are_open() -> None:
    """The tables say so, and the matrix holds the tables against the product."""
    assert {
        case.url for case in CASES if any(group >= NOBODY for group in (*case.GET.values(), *case.POST.values()))
    } == OPEN | CLOSED


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_address_of_ours_knows_another_method(method: str, world, as_user) -> None:
    client: Client = as_user(world.cast.rektor)
    answered = {str(case): getattr(client, method)(case.path(world)).status_code for case in OURS}
    assert answered == dict.fromkeys(map(str, OURS), 405)


def test_a_number_that_nothing_has_is_not_found(world, as_user) -> None:
    client: Client = as_user(world.cast.verksamhetschef)

    def without_thing(case: Case) -> int:
        import re

        path = re.sub(r"/\d+/", "/999999/", case.path(world), count=1)
        return client.get(path).status_code if 405 not in case.GET else client.post(path, {"a": "b"}).status_code

    numbered = [case for case in OURS if "#" in case.on]
    assert {str(case): without_thing(case) for case in numbered} == dict.fromkeys(map(str, numbered), 404)
