"""``manage.py serve``, the heart of ``make run``, started for real."""

import signal
import socket
import subprocess

import pytest

from tests.helpers.processes import ROOT, health, processes_of, serve_command, serving

pytestmark = pytest.mark.services


def test_it_starts_everything_and_ctrl_c_stops_everything(from_nothing, tmp_path):
    log = tmp_path / "log"
    with serving(from_nothing, log) as (process, port):
        assert health(port) == (200, {"database": "ok", "worker": "ok", "migrations": "ok"})
        assert f"http://localhost:{port}/" in log.read_text()
        names = " ".join(processes_of(tmp_path))
        assert [part for part in ("postgres", "gunicorn", "celery") if part not in names] == []
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert processes_of(tmp_path) == []


@pytest.mark.parametrize("part", ["gunicorn", "celery"])
def test_when_a_part_dies_everything_stops_with_an_error(env, tmp_path, part):
    log = tmp_path / "log"
    with serving(env, log) as (process, _):
        subprocess.run(["pkill", "-KILL", "-P", str(process.pid), "-f", part], check=True)
        assert process.wait(20) == 1
    assert "stopped by itself" in log.read_text()
    assert processes_of(tmp_path) == []


def test_a_taken_port_is_said_plainly_and_nothing_is_left(env, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(serve_command(port), cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    said = f"Port {port} is taken by another program. Choose another one: PORT={port + 1} make run"
    assert done.stderr.strip() == f"CommandError: {said}"
    assert processes_of(tmp_path) == []
