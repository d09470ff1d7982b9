import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Indicator, Value
from tests.indicators.conftest import PUBLISHED
from units.models import Node


def run(*args):
    out = StringIO()
    call_command("import_results", *args, stdout=out)
    return out.getvalue()


def test_json_is_one_object_with_the_agreed_keys(db):
    assert json.loads(run(str(PUBLISHED), "--municipality", "1287", "--json")) == {
        "units_new": 8,
        "units_known": 0,
        "units_renamed": 0,
        "values": 23,
        "markers": {"..": 8, "~100": 1},
        "unchanged": 0,
        "other_huvudman": 2,
        "errors": [],
    }


def test_dry_run_makes_nothing(db):
    assert json.loads(run(str(PUBLISHED), "--municipality", "1287", "--dry-run", "--json"))["units_new"] == 8
    assert (Node.objects.count(), Indicator.objects.count(), Value.objects.count()) == (0, 0, 0)


def test_text_for_people(db):
    assert "2024/25" in run(str(PUBLISHED), "--municipality", "1287")


@pytest.mark.parametrize(
    "content", [b"", b"x;y\n1;2\n", PUBLISHED.read_bytes()[:900], PUBLISHED.read_bytes().decode().encode("utf-16")]
)
def test_a_wrong_file_stops_and_changes_nothing(db, tmp_path, content):
    file = tmp_path / "fel.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        run(str(file), "--municipality", "1287")
    assert (Node.objects.count(), Value.objects.count()) == (0, 0)


def test_a_file_that_is_not_there(db, tmp_path):
    with pytest.raises(CommandError):
        run(str(tmp_path / "saknas.csv"), "--municipality", "1287")
