"""The whole world, made once for each module of tests that asks for it; every test starts from it untouched."""

from collections.abc import Iterator

import pytest

from tests.conftest import around_a_module
from tests.house.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    with around_a_module(django_db_blocker):
        yield make_world()
