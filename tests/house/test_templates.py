"""No template lies unused, every address in one exists, and every one can be read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver

from tests.house.test_permission_matrix import _names

ROOT = settings.BASE_DIR
FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())
OF_OTHERS = ("account/", "mfa/", "allauth/")  # in place of allauth's own, which names them
APPS = ("schoolplan", "units", "indicators", "analyses", "plans", "support", "dialogues", "reports")


def _sources() -> str:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")] + list(FOLDER.rglob("*.*"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_template_is_used() -> None:
    sources = _sources()
    unused = {
        name for name in TEMPLATES if not name.startswith(OF_OTHERS) and not re.search(rf"[\"']{re.escape(name)}[\"'#]", sources)
    }
    assert unused == set()


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith(".html")])
def test_every_template_can_be_read(name: str) -> None:
    get_template(name)


def test_every_address_in_a_template_exists() -> None:
    known = set(_names(get_resolver()))
    named = {
        (name, url) for name in TEMPLATES for url in re.findall(r"{% url ['\"]([\w:]+)['\"]", Path(FOLDER / name).read_text())
    }
    assert {(name, url) for name, url in named if url not in known} == set()


def test_every_named_part_is_used() -> None:
    sources = _sources()
    parts = {
        (name, part) for name in TEMPLATES for part in re.findall(r"{% partialdef ([\w-]+)", Path(FOLDER / name).read_text())
    }
    inline = {
        (name, part)
        for name in TEMPLATES
        for part in re.findall(r"{% partialdef ([\w-]+) inline", Path(FOLDER / name).read_text())
    }
    asked = {
        (name, part)
        for name, part in parts
        if re.search(rf"{re.escape(name)}#{part}\b|{{% partial {part}\b|[\"']{part}[\"']", sources)
    }
    assert parts - asked == set()
    assert inline <= parts
