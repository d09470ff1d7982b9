"""What stands around every page: sign-in for htmx, language, the request's name."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse


def sign_in_again(client: Client, current: str) -> str:
    """Where htmx is sent when the session has ended on the page ``current``."""
    response = client.get(reverse("plans:index"), headers={"HX-Request": "true", "HX-Current-URL": current})
    assert (response.status_code, response.content) == (200, b"")
    address = urlsplit(response["HX-Redirect"])
    assert address.path == reverse("account_login")
    return parse_qs(address.query)["next"][0]


def test_htmx_comes_back_to_the_page_and_not_to_its_part(client: Client) -> None:
    assert sign_in_again(client, "http://testserver/analyses/7/areas/safety/?edit=3") == "/analyses/7/areas/safety/?edit=3"


@pytest.mark.parametrize("elsewhere", ["", "https://example.com/analyses/"])
def test_htmx_from_nowhere_comes_to_the_start_page(elsewhere: str, client: Client) -> None:
    assert sign_in_again(client, elsewhere) == "/"


def test_a_page_asks_for_sign_in_and_comes_back(client: Client) -> None:
    response = client.get("/plans/?year=2025-26")
    assert response["Location"] == f"{reverse('account_login')}?next=/plans/%3Fyear%3D2025-26"


def test_the_language_is_swedish_whatever_the_browser_wishes(client: Client) -> None:
    response = client.get(reverse("accessibility"), headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "sv"
    assert '<html lang="sv">' in response.content.decode()


def test_the_reader_can_choose_english_and_keeps_it(client: Client) -> None:
    response = client.post(reverse("set_language"), {"language": "en", "next": "/accessibility/"})
    assert response["Location"] == "/accessibility/"
    assert '<html lang="en">' in client.get("/accessibility/").content.decode()


@pytest.mark.parametrize("language", ["xx", "", "../sv"])
def test_an_unknown_language_changes_nothing(language: str, client: Client) -> None:
    response = client.post(reverse("set_language"), {"language": language, "next": "https://example.com/"})
    assert (response["Location"], response.cookies.get("django_language")) == ("/", None)


def test_every_request_has_a_name_of_its_own(client: Client) -> None:
    names = {client.get("/accessibility/")["X-Request-Id"] for _ in range(2)}
    assert len(names) == 2
