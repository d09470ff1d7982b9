"""Pages travel pressed together."""

import gzip

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.urls import reverse


def test_pages_travel_pressed_together_also_where_no_proxy_does_it(db) -> None:
    """That the length tells nothing (BREACH) is for Django to test."""
    handler, login = WSGIHandler(), reverse("account_login")
    pressed = handler.get_response(RequestFactory().get(login, headers={"Accept-Encoding": "gzip"}))
    plain = handler.get_response(RequestFactory().get(login))
    assert (pressed["Content-Encoding"], "Content-Encoding" in plain) == ("gzip", False)
    assert 3 * len(pressed.content) < len(plain.content)
    assert gzip.decompress(pressed.content).startswith(b"<!doctype html>")
