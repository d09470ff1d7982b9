"""Sign-in: which of allauth's pages are open, to whom, and in our frame."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse

from journal.services import SYSTEM
from units.models import User
from units.services import add_person

PASSWORD = "en lång mening om Almskolan"
OPEN = [
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]
FOR_THE_SIGNED_IN = ["account_logout", "account_change_password", "account_reauthenticate", "mfa_index", "mfa_list_webauthn"]
AFTER_THE_PASSWORD_AGAIN = ["mfa_activate_totp", "mfa_add_webauthn"]
CLOSED = ["account_signup", "account_email", "account_email_verification_sent"]


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person(db) -> User:
    return add_person(email="anna@example.org", name="Anna Alm", by=SYSTEM, password=PASSWORD)


@pytest.fixture
def signed_in(person) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD})
    return client


@pytest.fixture
def confirmed(signed_in) -> Client:
    signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return signed_in


def code_of(secret: str) -> str:
    """What the app on the telephone shows now."""
    return auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))


def is_in_our_frame(response) -> bool:
    page = response.content.decode()
    return response.status_code == 200 and "base.html" in [t.name for t in response.templates] and page.count("<h1") == 1


@pytest.mark.parametrize("name", OPEN)
def test_open_pages(db, name):
    assert is_in_our_frame(Client().get(reverse(name)))


@pytest.mark.parametrize("name", FOR_THE_SIGNED_IN)
def test_pages_for_the_signed_in(signed_in, name):
    assert is_in_our_frame(signed_in.get(reverse(name)))


@pytest.mark.parametrize("name", AFTER_THE_PASSWORD_AGAIN)
def test_changing_the_second_step_asks_for_the_password_once_more(signed_in, name):
    url = reverse(name)
    assert signed_in.get(url)["Location"].startswith(reverse("account_reauthenticate"))
    signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert is_in_our_frame(signed_in.get(url))


def test_with_an_app_the_sign_in_has_a_second_step(confirmed):
    secret = confirmed.get(reverse("mfa_activate_totp")).context["form"].secret
    confirmed.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert is_in_our_frame(confirmed.get(reverse(name)))
    again = Client()
    response = again.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD})
    assert response["Location"] == reverse("mfa_authenticate")
    assert is_in_our_frame(again.get(reverse("mfa_authenticate")))
    assert again.get(reverse("mfa_index")).status_code == 302
    again.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert again.get(reverse("mfa_index")).status_code == 302
    recovery = RecoveryCodes(Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)).get_unused_codes()[0]
    again.post(reverse("mfa_authenticate"), {"code": recovery})
    assert again.get(reverse("mfa_index")).status_code == 200


@pytest.mark.parametrize("name", [name for name in FOR_THE_SIGNED_IN + AFTER_THE_PASSWORD_AGAIN if name != "account_logout"])
def test_they_ask_for_sign_in(db, name):
    url = reverse(name)
    response = Client().get(url)
    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={url}")


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_makes_an_account_or_changes_an_address(signed_in, name, method):
    assert getattr(signed_in, method)(reverse(name)).status_code == 404
    assert getattr(Client(), method)(reverse(name)).status_code == 404


def test_sign_in_with_a_password_leads_where_the_person_was_going(person):
    response = Client().post(reverse("account_login"), {"login": "Anna@Example.org", "password": PASSWORD, "next": "/reports/"})
    assert (response.status_code, response["Location"]) == (302, "/reports/")


@pytest.mark.parametrize("email", ["anna@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_say_the_same(person, email):
    response = Client().post(reverse("account_login"), {"login": email, "password": "something else"})
    assert response.context["form"].non_field_errors() == ["Epost-adressen och/eller lösenordet är felaktigt."]


def test_a_person_who_has_left_does_not_come_in(person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    client = Client()
    client.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD})
    assert client.get(reverse("mfa_index")).status_code == 302


def test_the_password_can_be_made_by_e_mail(person, mailoutbox):
    Client().post(reverse("account_reset_password"), {"email": "anna@example.org"})
    assert [mail.to for mail in mailoutbox] == [["anna@example.org"]]


def test_no_e_mail_tells_whether_an_unknown_address_has_an_account(db, mailoutbox):
    response = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (response.status_code, response["Location"]) == (302, reverse("account_reset_password_done"))


def test_signing_out_takes_a_post(signed_in):
    signed_in.post(reverse("account_logout"))
    assert signed_in.get(reverse("mfa_index")).status_code == 302
