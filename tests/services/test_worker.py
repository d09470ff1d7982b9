"""A real worker takes work from a real queue: files under var/, and Redis."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.processes import environment, free_port, manage, processes_of, running, serving, wait_until

pytestmark = pytest.mark.services

SECONDS = 30
SESSIONS_ARE_CLEARED = f"""
from datetime import timedelta
from time import sleep
from django.contrib.sessions.models import Session
from django.utils import timezone
from schoolplan.tasks import clear_sessions
Session.objects.create(session_key="ended", session_data="", expire_date=timezone.now() - timedelta(days=1))
Session.objects.create(session_key="going-on", session_data="", expire_date=timezone.now() + timedelta(days=1))
clear_sessions.delay()
end = timezone.now() + timedelta(seconds={SECONDS})
while Session.objects.count() > 1 and timezone.now() < end:
    sleep(0.1)
print(*Session.objects.values_list("session_key", flat=True))
"""


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    port = str(free_port())
    command = ("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path))
    with running(*command, env=environment(), log=tmp_path / "redis.log"):
        wait_until(
            lambda: subprocess.run(["redis-cli", "-p", port, "ping"], stdout=subprocess.PIPE, check=False).stdout == b"PONG\n"
        )
        yield f"redis://127.0.0.1:{port}/0"


def a_task_is_carried_out(env: dict[str, str], folder: Path) -> None:
    with serving(env, folder / "log"):
        assert manage("shell", "--verbosity", "0", "--command", SESSIONS_ARE_CLEARED, env=env).strip() == "going-on"


def test_over_files(env, tmp_path):
    a_task_is_carried_out(env, tmp_path)
    assert [*(tmp_path / "queue").glob("*.msg")] == []


def test_over_redis(env, redis_url, tmp_path):
    a_task_is_carried_out(env | {"REDIS_URL": redis_url}, tmp_path)
    assert not [name for name in processes_of(tmp_path) if "redis-server" not in name]
