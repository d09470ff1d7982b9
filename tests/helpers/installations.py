"""Installations that are made once in a run of the tests, and copied by whoever needs one."""

import fcntl
import subprocess
from pathlib import Path

from tests.helpers.processes import environment, manage

PREPARE = "from schoolplan.management.commands.serve import Command; Command().prepare()"
ITS_OWN = {"DATABASE_URL": "", "REDIS_URL": "", "DEMO_DAY": "", "PYTHONUNBUFFERED": "1"}
DEMO = ITS_OWN | {"DEMO": "1", "DEBUG": ""}
EMPTY = ITS_OWN | {"DEMO": "", "DEBUG": "1"}


def copy_of(name: str, kind: dict[str, str], *, kept_in: Path, folder: Path) -> dict[str, str]:
    """Bring ``folder`` to where ``manage.py serve`` starts its first process; gives the environment of such an installation."""
    made, unfinished = kept_in / name, kept_in / f"{name}-unfinished"
    with (kept_in / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            manage("shell", "--command", PREPARE, env=environment(VAR_DIR=str(unfinished), **kind))
            unfinished.rename(made)
    # The database's files belong to a user of their own.
    subprocess.run(("cp", "--archive", f"{made}/.", folder), check=True)
    return environment(VAR_DIR=str(folder), **kind)
