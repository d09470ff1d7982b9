"""An installation that can be killed: web server and database of its own, each started and ended as a process.

It holds a small municipality with one analysis that the rektor and the deputy write in.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import psycopg

from tests.helpers.processes import ROOT, free_port, manage, wait_until

# The database server runs as long as the process that asked for it.
KEEPER = """
import signal, sys
from pathlib import Path
from schoolplan.kit.embedded_postgres import database_url
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
print(database_url(Path(sys.argv[1])), flush=True)
signal.pause()
"""
# The people are called as those of the demo, so that they enter with one click.
SEED = """
from analyses import services
from schoolplan.home.demo import DEMO_DOMAIN
from tests.factories import YEAR, make_cast
cast = make_cast()
for person in (cast.rektor, cast.deputy):
    person.email = person.email.split("@")[0] + "@" + DEMO_DOMAIN
    person.save()
analysis = services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
print(analysis.pk, *analysis.template.areas.values_list("key", flat=True))
"""
JUDGEMENT = """
    SELECT judgement.id, judgement.reason FROM analyses_judgement judgement
    JOIN analyses_templatearea area ON area.id = judgement.area_id WHERE area.key = %s
"""


class Installation:
    """What runs, and what is stored in it."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.port, self.log = folder, free_port(), (folder / "log").open("ab")
        self.env = {name: value for name, value in env.items() if name != "DEBUG"} | {"DEMO": "1"}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def begin(self) -> None:
        self.start_database()
        analysis, *self.areas = manage("shell", "--verbosity", "0", "--command", SEED, env=self.env).split()
        self.analysis = f"/analyses/{analysis}/"
        self.start_server()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # --- living and dying ----------------------------------------------------------------------------

    def start_database(self) -> None:
        command = (sys.executable, "-c", KEEPER, str(self.folder / "postgres"))
        keeper = self.running["database"] = self._start(*command, stdout=subprocess.PIPE)
        assert keeper.stdout is not None
        with keeper.stdout as told:
            self.env["DATABASE_URL"] = told.readline().decode().strip()
        assert self.env["DATABASE_URL"], "The database did not start."

    def kill_database(self) -> None:
        """The power goes: nothing is finished and nobody is told."""
        postmaster = int((self.folder / "postgres/postmaster.pid").read_text().split()[0])
        backends = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for each in (postmaster, *map(int, backends)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self._kill("database")
        wait_until(lambda: not any(Path(f"/proc/{each}").exists() for each in (postmaster, *backends)))

    def start_server(self) -> None:
        size = ("--workers", "2", "--threads", "4", "--log-level", "error")
        address = ("--bind", f"127.0.0.1:{self.port}")
        self.running["server"] = self._start(sys.executable, "-m", "gunicorn", "schoolplan.wsgi", *address, *size)
        wait_until(self._answers, 60)

    def _answers(self) -> bool:
        with suppress(OSError), urlopen(f"{self.address}/accounts/login/", timeout=5) as answer:
            return bool(answer.status == 200)
        return False

    def kill_server(self) -> None:
        self._kill("server")

    def _kill(self, name: str) -> None:
        killed = self.running.pop(name)
        kill_group(killed.pid)
        killed.wait()

    def _start(self, *command: str, stdout: int | None = None) -> "subprocess.Popen[bytes]":
        output = self.log if stdout is None else stdout
        return subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=output, stderr=self.log, start_new_session=True)

    def end(self) -> None:
        for process in reversed(self.running.values()):
            process.terminate()
            process.wait(20)
        self.log.close()

    # --- what is stored ------------------------------------------------------------------------------

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.env["DATABASE_URL"], autocommit=True) as connection:
            done = connection.execute(statement, values)  # type: ignore[arg-type]
            return done.fetchall() if done.description else []

    def reason(self, area: str) -> str:
        """Why the unit judges an area as it does, as it stands in the database."""
        return str(self.sql(JUDGEMENT, area)[0][1])

    def wordings(self, area: str) -> list[str]:
        """Every text the reason has had, as the journal tells."""
        [(pk, _)] = self.sql(JUDGEMENT, area)
        told = "SELECT changes->'reason'->>1 FROM journal_event WHERE object_type = 'analyses.judgement' AND object_id = %s"
        return [str(text) for (text,) in self.sql(f"{told} AND changes ? 'reason' ORDER BY id", pk)]

    def holds(self, area: str, text: str, *, seconds: float = 20) -> None:
        """The text is what stands in the database, at the latest within ``seconds``, and it went through the journal."""
        deadline = time.monotonic() + seconds
        while self.reason(area) != text:
            assert time.monotonic() < deadline, f"{self.reason(area)!r} stands there, and not {text!r}"
            time.sleep(0.1)
        assert self.wordings(area)[-1] == text


@contextmanager
def installation(folder: Path, env: dict[str, str]) -> Iterator[Installation]:
    made = Installation(folder, env)
    try:
        made.begin()
        yield made
    finally:
        made.end()


def kill_group(pid: int, number: int = signal.SIGKILL) -> None:
    """A signal to a process and to all it has started."""
    with suppress(ProcessLookupError):
        os.killpg(os.getpgid(pid), number)


def browser_with(profile: Path) -> int:
    """The process of the browser that runs with that profile."""
    sign = f"--user-data-dir={profile}".encode()
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0") if process.name.isdigit() else []
            if sign in words and not any(word.startswith(b"--type=") for word in words):
                return int(process.name)
    raise LookupError(profile)
