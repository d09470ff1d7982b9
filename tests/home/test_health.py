import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from schoolplan.home import health

URL = reverse("health")
WELL = {"database": "ok", "worker": "ok", "migrations": "ok"}


@pytest.fixture
def worker_lives(db):
    cache.set(health.SIGN_OF_LIFE, True, timeout=health.SECONDS_A_SIGN_LASTS)


@pytest.fixture(autouse=True)
def _nothing_is_known_of_the_migrations():
    health._migrations_at.cache_clear()
    yield
    health._migrations_at.cache_clear()


def answer() -> tuple[int, dict[str, str]]:
    response = Client().get(URL)
    return response.status_code, response.json()


def broken(*args: object, **kwargs: object) -> None:
    raise DatabaseError("secret-host.example.org refused the connection")


def test_all_is_well_and_nobody_needs_to_sign_in(worker_lives):
    assert answer() == (200, WELL)


def test_it_is_not_kept_by_browsers_and_proxies(worker_lives):
    assert "no-store" in Client().get(URL)["Cache-Control"]


def test_without_sign_of_life_the_worker_is_not_answering(db):
    assert answer() == (503, WELL | {"worker": "not answering"})


def test_a_sign_of_life_fades(worker_lives):
    cache.touch(health.SIGN_OF_LIFE, timeout=-1)
    assert answer() == (503, WELL | {"worker": "not answering"})


def test_the_worker_gives_the_sign(db, monkeypatch):
    monkeypatch.setattr(health.connection, "close", lambda: None)  # the test's transaction lives in it
    health.give_sign_of_life()
    assert answer() == (200, WELL)


def test_a_migration_that_has_not_been_run(worker_lives, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["units.0002"])
    assert answer() == (503, WELL | {"migrations": "not run"})


def test_the_migrations_are_read_once_in_some_seconds(worker_lives, monkeypatch):
    asked, moment = [], [1000.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: moment[0])
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: asked.append(1) or [])
    assert [answer() for _ in range(3)] == [(200, WELL)] * 3
    assert len(asked) == 1
    moment[0] += health.SECONDS_MIGRATIONS_ARE_KNOWN
    assert (answer(), len(asked)) == ((200, WELL), 2)


def test_a_broken_database_is_told_without_details(worker_lives, monkeypatch):
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(health.connection, "cursor", broken)
        response = Client().get(URL)
    assert (response.status_code, response.json()["database"]) == (503, "not answering")
    assert "secret-host" not in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_reading(worker_lives, method):
    assert getattr(Client(), method)(URL).status_code == 405
