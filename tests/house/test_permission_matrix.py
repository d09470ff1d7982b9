"""Every address, for every persona and method: the tables of ``tests/house/matrix`` against what the product answers."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.matrix import PERSONAS, Case, analyses, dialogues, others, plans, reports, templates
from tests.house.world import World

CASES = [*analyses.CASES, *templates.CASES, *plans.CASES, *dialogues.CASES, *reports.CASES, *others.CASES]
UNNAMED = {None}  # the closed addresses of sign-in, each of which is in the table under its own name


TOKEN = {"csrfmiddlewaretoken": "as every form carries"}


@pytest.fixture(scope="module")
def sessions(world: World, django_db_blocker) -> dict[str, str]:
    """Each persona's session, made once."""
    with django_db_blocker.unblock():
        return {name: _session(user) for name, user in world.cast.people.items()}


def _session(user) -> str:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def ask(world: World, sessions: dict[str, str], db: None, client: Client) -> Callable[[Case, str, str], int]:
    """The status a persona is answered; what the request did is undone."""

    def request(case: Case, method: str, persona: str) -> int:
        client.cookies.clear()
        if persona in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[persona]
        data = case.data(world) | TOKEN if method == "POST" else None
        with transaction.atomic():
            response = getattr(client, method.lower())(case.path(world), data, headers=case.headers)
            transaction.set_rollback(True)
        return response.status_code

    return request


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_persona_is_answered_as_the_table_says(case: Case, method: str, ask) -> None:
    assert {persona: ask(case, method, persona) for persona in PERSONAS} == case.expected(method)


def test_the_tables_name_every_persona(world: World) -> None:
    assert set(world.cast.people) | {"anonymous"} == PERSONAS


def test_every_address_is_in_a_table() -> None:
    assert {case.url for case in CASES} == set(_names(get_resolver())) - UNNAMED


def _names(resolver: URLResolver, space: str = "") -> Iterator[str | None]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}" if pattern.name else None
        else:
            yield from _names(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
