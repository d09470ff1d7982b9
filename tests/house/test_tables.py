"""Tables leave the program through :mod:`schoolplan.kit.tables` alone, where formulas are made harmless."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
APPS = ("analyses", "dialogues", "indicators", "journal", "plans", "reports", "schoolplan", "support", "units")
DOOR = ROOT / "schoolplan" / "kit" / "tables.py"
WRITERS = {"writer", "DictWriter", "Workbook", "WriteOnlyCell", "to_csv", "to_excel"}
TYPES = ("text/csv", "spreadsheetml")


def written_by(path):
    """The names in a module that write tables, where it knows csv or openpyxl, and the types of tables that it answers."""
    module = ast.parse(path.read_text())
    imports = [node for node in ast.walk(module) if isinstance(node, ast.Import | ast.ImportFrom)]
    known = {getattr(node, "module", None) or alias.name for node in imports for alias in node.names}
    if any(name.partition(".")[0] in ("csv", "openpyxl") for name in known):
        yield from (node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute) and node.attr in WRITERS)
        yield from (alias.name for node in imports for alias in node.names if alias.name in WRITERS)
    strings = (node.value for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    yield from (text for text in strings if text.startswith(TYPES) or "spreadsheetml.sheet" in text)


def test_nobody_else_writes_tables():
    guilty = {
        str(path.relative_to(ROOT)): sorted(found)
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if path != DOOR and (found := set(written_by(path)))
    }
    assert guilty == {}


def test_the_guard_sees_what_it_looks_for(tmp_path):
    module = tmp_path / "bad.py"
    module.write_text(
        'import csv\nfrom openpyxl import Workbook\n\ncsv.writer(out)\nanswer(content_type="text/csv; charset=utf-8")\n'
    )
    assert sorted(written_by(module)) == ["Workbook", "text/csv; charset=utf-8", "writer"]
    assert set(written_by(DOOR)) >= {"Workbook", "writer"}
