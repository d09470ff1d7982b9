"""Stored figures reach a page only through ``indicators.masking``."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
APPS = ("analyses", "plans", "support", "dialogues", "reports", "units", "journal", "schoolplan")
MAKES_FIGURES = ROOT / "schoolplan" / "demo"  # the invented municipality is written through the services

NUMBER = re.compile(r"\bvalue\.(number|raw|marker|denominator)\b|\.values\.(all|first|last)\b")


def sources():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if MAKES_FIGURES not in path.parents and "migrations" not in path.parts:
                yield path


def imported(path):
    """The names that a module imports, with where from."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def test_only_indicators_know_the_stored_values():
    guilty = {
        str(path.relative_to(ROOT))
        for path in sources()
        for module, name in imported(path)
        if (module == "indicators.models" and name in ("Value", "")) or (module == "indicators" and name == "models")
    }
    assert guilty == set()


# A finding points to a revision by its number; what it says is asked of ``indicators.queries.quoted``.
POINTS_BY_NUMBER = "    value = models.ForeignKey("


def test_no_other_module_reaches_them_through_a_node_or_a_ground():
    """``node.values`` is the way round: only ``.values(`` of a queryset is a word of its own. ``ground.value`` is another."""
    guilty = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\b(node|unit|municipality|indicator)\.values\.|\bground\.value\b|\bg\.value\b", line)
        or ("indicators.Value" in line and not line.startswith(POINTS_BY_NUMBER))
    ]
    assert guilty == []


def test_no_template_reads_a_number():
    guilty = [
        f"{path.relative_to(ROOT)}: {tag}"
        for path in (ROOT / "templates").rglob("*.html")
        for tag in re.findall(r"{[{%].*?[%}]}", path.read_text(), re.DOTALL)
        if NUMBER.search(tag)
    ]
    assert guilty == []


def test_the_guard_sees_what_it_looks_for(tmp_path):
    module = tmp_path / "bad.py"
    module.write_text("from indicators.models import Indicator, Value\nimport indicators.models\n")
    assert list(imported(module)) == [
        ("indicators.models", "Indicator"),
        ("indicators.models", "Value"),
        ("indicators.models", ""),
    ]
    assert NUMBER.search("{{ value.number }}")
