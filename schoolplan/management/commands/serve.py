"""The whole product with one command, for trying and developing: database, web server and worker.

An installation runs the same parts as separate services instead (docker-compose.yml).
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


class Command(BaseCommand):
    help = "Prepare the database and start the web server and the worker; Ctrl-C stops everything."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options: Any) -> None:
        for name in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, _stop_as_by_ctrl_c)
        refuse_taken_port(port)
        children = Children()
        try:
            self.prepare()
            children.start("web server", *_web_server(port))
            children.start("worker", *_worker())
            children.wait_for_port(port)
            self.stdout.write(f"\nschoolplan is at http://localhost:{port}/\nCtrl-C stops it.\n")
            self.stdout.flush()
            children.watch()
        except KeyboardInterrupt:
            self.stdout.write("\nStopping; this takes some seconds.")
        finally:
            children.stop()

    def prepare(self) -> None:
        """Bring the database, the translations and, in the demo, its municipality up to date."""
        self.stdout.write("Preparing the database …")
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        call_command("compilemessages", ignore=[".venv", "node_modules", "var"], verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("load_indicators", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if settings.DEMO:
            call_command("seed_demo", stdout=self.stdout)
        connections.close_all()


class Children:
    """The processes that this one has started. Each has a session of its own, so that Ctrl-C reaches only the parent."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *command: str) -> None:
        self.running[name] = subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)

    def refuse_dead(self) -> None:
        """Stop with an error when one of them has ended by itself."""
        for name, child in self.running.items():
            if child.poll() is not None:
                raise CommandError(f"The {name} stopped by itself (exit code {child.returncode}). What it said stands above.")

    def wait_for_port(self, port: int) -> None:
        """Until the web server answers."""
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            self.refuse_dead()
            with socket.socket() as attempt:
                if attempt.connect_ex((HOST, port)) == 0:
                    return
            time.sleep(0.1)
        raise CommandError(f"The web server did not answer within {SECONDS_TO_START} seconds.")

    def watch(self) -> None:
        while True:
            self.refuse_dead()
            time.sleep(0.5)

    def stop(self) -> None:
        """Ask each to finish, and end those that do not, with everything they have started."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        for child in self.running.values():
            child.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            _end_group(child.pid)
            child.wait()


def refuse_taken_port(port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError:
            raise CommandError(f"Port {port} is taken by another program. Choose another one: PORT={port + 1} make run") from None


def _web_server(port: int) -> tuple[str, ...]:
    size = ("--workers", "2", "--threads", "2")
    manners = ("--graceful-timeout", "3", "--log-level", "warning")
    return (sys.executable, "-m", "gunicorn", "schoolplan.wsgi", "--bind", f"{HOST}:{port}", *size, *manners)


def _worker() -> tuple[str, ...]:
    calm = ("-W", "ignore:You're running the worker")  # … with superuser privileges: so it is in many a container
    size = ("--concurrency", "1", "--loglevel", "ERROR")
    return (sys.executable, *calm, "-m", "celery", "--quiet", "--app", "schoolplan", "worker", *size)


def _stop_as_by_ctrl_c(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
