"""Clients that are signed in, and answers that are what they should be."""

from typing import Any

from django.conf import settings
from django.test import Client

from units.models import User


def signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def fetch(response: Any) -> Any:
    """The answer, if it is one: an error page would be quick, and measure nothing."""
    if response.status_code not in (200, 204):
        raise RuntimeError(f"{response.request['PATH_INFO']} answered {response.status_code}")
    return response
