"""Starting the product's own processes in tests, and seeing what is left of them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**changes: str) -> dict[str, str]:
    """This process' environment with changes; an empty value takes the variable away."""
    env = os.environ | changes
    return {name: value for name, value in env.items() if value}


@contextmanager
def running(*command: str, env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own, ended with all it has started."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()


def manage(*arguments: str, env: dict[str, str]) -> str:
    """What a command of manage.py said."""
    command = (sys.executable, "manage.py", *arguments)
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def health(port: int) -> tuple[int, dict[str, str]]:
    """What ``/health/`` of the web server at ``port`` answers; status 0 when nobody does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except OSError:
        return 0, {}


def serve_command(port: int) -> tuple[str, ...]:
    return sys.executable, "manage.py", "serve", "--port", str(port)


@contextmanager
def serving(env: dict[str, str], log: Path, *, seconds: float = 60) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """``manage.py serve`` on a free port, once all is well; gives the process and the port."""
    port = free_port()
    with running(*serve_command(port), env=env, log=log) as process:
        wait_until(lambda: process.poll() is not None or health(port)[0] == 200, seconds)
        assert process.poll() is None, log.read_text()
        yield process, port


def wait_until(what: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"waited {seconds} seconds in vain"
        time.sleep(0.2)


def processes_of(folder: Path) -> list[str]:
    """The command lines of the processes that have something to do with ``folder``: in their arguments or their environment."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                told = (process / "cmdline").read_bytes()
                known = (process / "environ").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in told + known:
                found.append(told.replace(b"\0", b" ").decode(errors="replace"))
    return found
