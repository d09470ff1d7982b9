"""The whole world, made once for each module of tests that asks for it; every test starts from it untouched."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from tests.conftest import TODAY
from tests.house.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """In a transaction of its own, around those of the tests (which are savepoints in it), and rolled back with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEMO_DAY=TODAY):
            made = make_world()
        yield made
        transaction.set_rollback(True)
