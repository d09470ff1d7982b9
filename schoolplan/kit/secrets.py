"""The signing key of a demo or a developer's machine: made once, kept in a file nobody else can read."""

import secrets
from pathlib import Path


def local_secret(path: Path) -> str:
    """The key in ``path``; a new one is written there the first time."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
