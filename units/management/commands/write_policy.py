"""Write the policy (units/roles.py) as a page that a municipality can read and sign: docs/permissions.md, in Swedish."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from units.roles import GRANTS, PERMISSION_NAMES, REACH_NAMES, Reach, Role


class Command(BaseCommand):
    help = "Write docs/permissions.md from units/roles.py; with --check only say whether it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; stop when the page is out of date")
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "docs" / "permissions.md")

    def handle(self, *args: Any, check: bool, to: Path, **options: Any) -> None:
        with translation.override("sv"):
            page = policy_page()
        if not check:
            to.write_text(page, encoding="utf-8")
        elif not to.exists() or to.read_text(encoding="utf-8") != page:
            raise CommandError(f"{to} is not what units/roles.py says. Run: manage.py write_policy")


def policy_page() -> str:
    """The policy in the active language, one permission a row."""
    return "\n".join(
        [
            "# " + _("Who may do what"),
            "",
            _("This page is made from units/roles.py with “manage.py write_policy”. Do not write in it."),
            "",
            _("A role is held at a region, a municipality, an area or a unit. How far it reaches from there stands beside it."),
            _("The state of a thing says more: a draft is read by its own team alone, and what is adopted is not changed."),
            "",
            _("| What one may do | Who, and where |"),
            "|---|---|",
            *(f"| {PERMISSION_NAMES[permission]} | {_holders(reaches)} |" for permission, reaches in GRANTS.items()),
            "",
        ]
    )


def _holders(reaches: dict[Reach, set[Role]]) -> str:
    """The roles in the order of the policy, with the reach in words."""
    return "<br>".join(
        f"**{', '.join(str(role.label) for role in Role if role in roles)}** {REACH_NAMES[reach]}"
        for reach, roles in reaches.items()
    )
