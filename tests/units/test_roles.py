"""The policy as a table, and the page a municipality signs."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from units.roles import GRANTS, PERMISSION_NAMES, REACH_NAMES, Reach


def test_every_permission_and_reach_has_words() -> None:
    assert set(PERMISSION_NAMES) == set(GRANTS)
    assert set(REACH_NAMES) == set(Reach)


def test_the_signed_page_says_what_the_policy_says() -> None:
    call_command("write_policy", check=True)


def test_a_page_that_differs_is_told(tmp_path: Path) -> None:
    page = tmp_path / "permissions.md"
    with pytest.raises(CommandError, match="write_policy"):
        call_command("write_policy", check=True, to=page)
    call_command("write_policy", to=page)
    call_command("write_policy", check=True, to=page)
    page.write_text(page.read_text().replace("|", "!", 1))
    with pytest.raises(CommandError, match="write_policy"):
        call_command("write_policy", check=True, to=page)
