"""The direction between the rooms, and the shape of the files."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT: Path = settings.BASE_DIR
APPS = ("schoolplan", "journal", "units", "indicators", "analyses", "plans", "support", "dialogues", "reports")
MODULES = sorted(
    str(path.relative_to(ROOT))
    for app in (*APPS, "tests")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
VIEWS = [name for name in MODULES if not name.startswith("tests") and ("/views/" in name or name.endswith("/views.py"))]
SERVICES = [name for name in MODULES if not name.startswith("tests") and ("/services/" in name or name.endswith("/services.py"))]
WORKFLOWS = [name for name in MODULES if name.endswith("/workflow.py")]

LONGEST_MODULE = 400
LONGEST_VIEW = 25
ALLOWED_WITHOUT_VISIBLE = {"paths_where"}  # the other half of the same policy


def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def functions(name: str) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef))


def test_an_app_imports_only_from_its_right() -> None:
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("tests/browser")])  # a journey is one story
def test_a_module_can_be_read_in_one_sitting(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_load_form_service_render(name: str) -> None:
    long = {f.name: lines for f in functions(name) if (lines := (f.end_lineno or 0) - f.lineno + 1) > LONGEST_VIEW}
    assert long == {}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_reads_rows_only_through_visible_to(name: str) -> None:
    """``Model.objects`` is followed by ``visible_to(…)``, or asks the policy itself."""
    loose = [ast.unparse(chain) for chain in _chains(tree(name)) if not _is_guarded(chain)]
    assert loose == []


def _chains(module: ast.Module) -> Iterator[ast.expr]:
    """Every whole expression that begins with ``.objects``."""
    parents = {child: node for node in ast.walk(module) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            whole: ast.AST = node
            while isinstance(up := parents.get(whole), ast.Attribute) or (isinstance(up, ast.Call) and up.func is whole):
                whole = up
            yield whole  # type: ignore[misc]


def _is_guarded(chain: ast.expr) -> bool:
    names = {node.attr for node in ast.walk(chain) if isinstance(node, ast.Attribute)} | {
        n.id for n in ast.walk(chain) if isinstance(n, ast.Name)
    }
    return bool(names & ({"visible_to"} | ALLOWED_WITHOUT_VISIBLE))


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_takes_words_and_not_places(name: str) -> None:
    """A deed, that is what somebody does (``by``), is keyword-only; no service knows anything of requests."""
    functions = [node for node in tree(name).body if isinstance(node, ast.FunctionDef)]
    deeds = [f for f in functions if "by" in {argument.arg for argument in (*f.args.args, *f.args.kwonlyargs)}]
    assert [f.name for f in deeds if f.args.args and not f.name.startswith("_")] == []
    assert "HttpRequest" not in (ROOT / name).read_text()


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_does_not_read_the_database(name: str) -> None:
    assert ".objects" not in (ROOT / name).read_text()


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("tests") and name != "schoolplan/kit/clock.py"])
def test_time_comes_from_the_clock(name: str) -> None:
    """So that the demo's day, and what is told about earlier days, hold everywhere."""
    asked = {ast.unparse(node.func) for node in ast.walk(tree(name)) if isinstance(node, ast.Call)}
    assert (
        asked & {"timezone.now", "timezone.localdate", "dt.date.today", "dt.datetime.now", "date.today", "datetime.now"} == set()
    )
