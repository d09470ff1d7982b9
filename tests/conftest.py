"""The cast of every test, clients that are signed in, and guards that no test may switch off."""

import copy
import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.template import engines
from django.test import Client, override_settings

from tests.factories import Cast, make_cast
from tests.helpers import guards
from units.models import User

TODAY = dt.date(2026, 6, 2)
# What takes long begins first, so that both cores have something to do to the end. One makes the
# demo while the other kills an installation.
LONGEST = ("browser/test_accessibility", "browser/test_nothing_lost", "browser/", "house/test_permission_matrix", "services/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((rank for rank, part in enumerate(LONGEST) if part in item.nodeid), len(LONGEST)))


@pytest.fixture(autouse=True)
def _a_known_day(settings) -> None:
    """Tests stand on the demo's day, so that what they say about time stays true."""
    settings.DEMO_DAY = TODAY


@pytest.fixture(autouse=True)
def _no_search_for_static_files(settings) -> None:
    """Otherwise every new client looks through all style sheets and icons before its first request."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True, scope="session")
def _guards() -> Iterator[None]:
    """In every test: each answer is looked through, undefined variables stop a template, what has no order comes in another."""
    answer = Client.request

    def looked_through(self: Client, **request: Any) -> Any:
        response = answer(self, **request)
        assert guards.faults(response) == [], request.get("PATH_INFO")
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", looked_through)
        patch.setattr(engines["django"].engine, "string_if_invalid", guards.Undefined())
        patch.setattr(QuerySet, "_fetch_all", guards.turned_around(QuerySet._fetch_all))
        yield


@contextmanager
def around_a_module(django_db_blocker: Any) -> Iterator[None]:
    """A transaction around those of a module's tests, which are savepoints in it: what is made first stands in all of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEMO_DAY=TODAY):
            yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def places(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast, made once for each module of tests."""
    with around_a_module(django_db_blocker):
        yield make_cast()


@pytest.fixture
def cast(places: Cast, db: None) -> Cast:
    """The people and places, as no other test has left them."""
    return copy.deepcopy(places)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A client signed in as the given person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def client_of(cast: Cast, as_user: Callable[[User], Client]) -> Callable[[str], Client]:
    """``client_of("rektor")``: a client signed in as one of the cast; ``client_of("anonymous")`` as nobody."""
    return lambda persona: Client() if persona == "anonymous" else as_user(cast.people[persona])


HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def htmx() -> dict[str, str]:
    """Headers of a request made by htmx: ``client.post(url, data, **htmx)``."""
    return HTMX
