from pathlib import Path

import pytest

from tests.helpers.installations import EMPTY, copy_of
from tests.helpers.processes import environment


@pytest.fixture
def from_nothing(tmp_path: Path) -> dict[str, str]:
    """An installation of its own under ``tmp_path`` with an embedded database, not made yet, and without the demo's content."""
    return environment(VAR_DIR=str(tmp_path), **EMPTY)


@pytest.fixture
def env(tmp_path: Path, shared: Path) -> dict[str, str]:
    """The same, prepared."""
    return copy_of("empty", EMPTY, kept_in=shared, folder=tmp_path)
