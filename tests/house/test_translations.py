"""Every English source string has a Swedish one that is finished and holds the same places to fill in."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

CATALOGUE: Path = settings.BASE_DIR / "locale" / "sv" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
LEFT_OUT = ("node_modules", "staticfiles", "var", ".*", "tests", "docs", "benchmarks", "locale", "__pycache__")


@pytest.fixture(scope="module")
def sources(tmp_path_factory) -> polib.POFile:
    """What makemessages finds today, in a copy: it leaves files of its own beside what it reads, while other tests run."""
    root = tmp_path_factory.mktemp("messages") / "house"
    shutil.copytree(settings.BASE_DIR, root, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (root / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "sv", "--no-location", "--verbosity", "0"]
    subprocess.run(command, cwd=root, check=True, env=os.environ | {"DJANGO_SETTINGS_MODULE": ""})
    return polib.pofile(str(root / "locale" / "sv" / "LC_MESSAGES" / "django.po"))


@pytest.fixture(scope="module")
def swedish() -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}


def test_every_string_is_translated(sources, swedish) -> None:
    wanted = {(entry.msgctxt, entry.msgid) for entry in sources}
    assert (
        sorted(msgid for context, msgid in wanted if not ((entry := swedish.get((context, msgid))) and entry.translated())) == []
    )


def test_no_string_is_left_behind(sources, swedish) -> None:
    assert sorted(msgid for _context, msgid in set(swedish) - {(entry.msgctxt, entry.msgid) for entry in sources}) == []


def test_every_place_to_fill_in_is_kept(swedish) -> None:
    assert [entry.msgid for entry in swedish.values() if entry.translated() and not _keeps_places(entry)] == []


def _keeps_places(entry: polib.POEntry) -> bool:
    """A form of a count may leave out the number, as “one unit” does."""
    if not entry.msgid_plural:
        return _places(entry.msgid) == _places(entry.msgstr)
    return all(_places(text) <= _places(entry.msgid) | _places(entry.msgid_plural) for text in entry.msgstr_plural.values())


def _places(text: str) -> set[str]:
    return set(PLACES.findall(text))


def test_both_forms_of_a_count_are_there(swedish) -> None:
    assert [
        entry.msgid
        for entry in swedish.values()
        if entry.msgid_plural and entry.translated() and set(map(int, entry.msgstr_plural)) != {0, 1}
    ] == []
