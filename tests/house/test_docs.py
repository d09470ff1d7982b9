"""The documents lead to things that are there."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PUBLIC = yaml.safe_load((ROOT / "publiccode.yml").read_text())
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)\)", document.read_text())
    assert [link for link in links if "://" not in link and not (document.parent / link).exists()] == []


def test_adrs_are_numbered_in_order_and_say_situation_decision_and_what_follows():
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in records:
        text = record.read_text()
        assert text.startswith(f"# {int(record.name[:4])}. ")
        assert re.findall(r"^\*\*(.+?)\.\*\*", text, re.MULTILINE) == ["Situation", "Decision", "What follows"]


def test_one_licence_everywhere():
    package = json.loads((ROOT / "package.json").read_text())
    assert [PROJECT["license"], PUBLIC["legal"]["license"], package["license"]] == ["EUPL-1.2"] * 3
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def test_one_version_everywhere():
    newest = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0]
    assert PROJECT["version"] == PUBLIC["softwareVersion"] == newest
    assert f"image: schoolplan:{PROJECT['version']}" in (ROOT / "docker-compose.yml").read_text()


def test_the_public_description_is_in_both_languages():
    assert set(PUBLIC["description"]) == set(PUBLIC["localisation"]["availableLanguages"]) == {"sv", "en"}
    for description in PUBLIC["description"].values():
        assert len(description["shortDescription"]) <= 150 <= len(description["longDescription"])


def test_every_dependency_says_what_it_is_for():
    lines = re.findall(r'^  "[a-z].*$', (ROOT / "pyproject.toml").read_text().split("[tool.")[0], re.MULTILINE)
    assert [line for line in lines if "# " not in line] == []


def test_locks_carry_hashes_and_no_addresses():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert text.count("--hash=") >= text.count("==") > 0
        assert "://" not in text
    assert "://" not in re.sub(r'"url": "[^"]*"', "", (ROOT / "package-lock.json").read_text())
