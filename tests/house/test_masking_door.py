"""Stored figures reach a page only through ``indicators.masking``."""

import ast
import re
from inspect import Parameter, signature
from pathlib import Path

from indicators.masking import show

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


# Inside indicators: who brings figures in, who decides what is withheld, and who takes them to the door. Nobody else.
KNOW_VALUES = {
    "models.py",
    "masking/complement.py",
    "masking/table.py",
    *(
        "queries/drawing.py",
        "queries/figures.py",
        "queries/imports.py",
        "queries/library.py",
        "queries/quotes.py",
        "queries/tables.py",
    ),
}
BRING_IN = ("services", "sources")
NEVER = ("views", "charts", "forms", "templatetags")  # with sentences and tasks: they get what has passed the door
OPENS = {"queries/drawing.py"}  # besides masking itself
THAWS = {("reports/queries/figures.py", "_thaw_shown")}  # what a finished report kept of what had passed the door


def within_indicators():
    home = ROOT / "indicators"
    for path in home.rglob("*.py"):
        if "migrations" not in path.parts:
            yield path, path.relative_to(home)


def calls(tree, name):
    """The functions in which ``name`` is called; an empty word outside all functions."""
    inside = {id(call): scope.name for scope in ast.walk(tree) if isinstance(scope, ast.FunctionDef) for call in ast.walk(scope)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name in (getattr(node.func, "id", ""), getattr(node.func, "attr", "")):
            yield inside.get(id(node), "")


def touched(tree):
    """The facts of a stored value that are read from something called a value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            fact = f"{node.value.id}.{node.attr}"
            if re.fullmatch(r"(value|former|held|stored)\.(number|raw|marker|denominator)", fact):
                yield fact


def test_only_named_modules_of_indicators_know_the_stored_values():
    guilty = {
        str(path)
        for full, path in within_indicators()
        for module, name in imported(full)
        if module == "indicators.models" and name in ("Value", "")
        if str(path) not in KNOW_VALUES and path.parts[0] not in BRING_IN
    }
    assert guilty == set()


def test_no_view_chart_form_or_sentence_reads_a_stored_value():
    guilty = {
        f"{path}: {fact}"
        for full, path in within_indicators()
        if path.parts[0] in NEVER or str(path) in ("sentences.py", "tasks.py", "queries/shapes.py")
        for fact in touched(ast.parse(full.read_text()))
    }
    assert guilty == set()


def test_what_is_shown_is_made_in_masking_alone():
    everywhere = [*sources(), *(full for full, _path in within_indicators())]
    made = {
        (str(path.relative_to(ROOT)), scope)
        for path in everywhere
        if "masking" not in path.parts
        for scope in calls(ast.parse(path.read_text()), "Shown")
    }
    assert made == THAWS


def test_the_door_is_opened_in_few_places():
    opened = {
        str(path)
        for full, path in within_indicators()
        if path.parts[0] != "masking" and ("indicators.masking", "show") in set(imported(full))
    }
    assert opened == OPENS


def test_every_way_through_the_door_says_whether_the_figure_is_withheld():
    asked = signature(show).parameters["withheld"]
    assert (asked.kind, asked.default) == (Parameter.KEYWORD_ONLY, Parameter.empty)


def test_the_guard_sees_what_it_looks_for(tmp_path):
    module = tmp_path / "bad.py"
    module.write_text("from indicators.models import Indicator, Value\nimport indicators.models\n")
    assert list(imported(module)) == [
        ("indicators.models", "Indicator"),
        ("indicators.models", "Value"),
        ("indicators.models", ""),
    ]
    assert NUMBER.search("{{ value.number }}")
    tree = ast.parse("Shown('12', None)\ndef page(value):\n    return door.Shown(value.number), value.raw, figure.number\n")
    assert sorted(calls(tree, "Shown")) == ["", "page"]
    assert sorted(touched(tree)) == ["value.number", "value.raw"]
