from pathlib import Path

import pytest

from tests.helpers.processes import environment


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An installation of its own under ``tmp_path`` with an embedded database, but without the demo's content."""
    return environment(VAR_DIR=str(tmp_path), DATABASE_URL="", REDIS_URL="", DEMO="", DEBUG="1", PYTHONUNBUFFERED="1")
