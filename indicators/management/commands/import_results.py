"""``manage.py import_results FILE --municipality 0583 [--dry-run] [--json]``."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from indicators.services import ImportSummary, read_in
from journal.services import SYSTEM


class Command(BaseCommand):
    help = "Read in a municipality's results from Skolverket's published file (CSV)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--municipality", required=True, metavar="CODE", help="four digits, for example 0583")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *_args: Any, file: Path, municipality: str, dry_run: bool, json: bool, **_options: Any) -> None:
        try:
            summary = read_in(content=file.read_bytes(), municipality_code=municipality, by=SYSTEM, dry_run=dry_run)
        except OSError as problem:
            raise CommandError(
                _("%(file)s can not be opened: %(problem)s") % {"file": file, "problem": problem.strerror}
            ) from problem
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.stdout.write(_as_json(summary) if json else _as_text(summary, dry_run))


def _as_json(summary: ImportSummary) -> str:
    return json.dumps(summary.as_json(), ensure_ascii=False)


def _as_text(summary: ImportSummary, dry_run: bool) -> str:
    counts = summary.as_json()
    lines = [_("School year %(year)s") % {"year": summary.school_year}]
    if dry_run:
        lines.append(_("Nothing was changed; this is what the file would do."))
    lines += [
        _("Units: %(units_new)s new, %(units_known)s known, of which %(units_renamed)s renamed") % counts,
        _("Values: %(values)s numbers, %(unchanged)s cells as before") % counts,
        _("Markers: %(markers)s")
        % {"markers": ", ".join(f"{marker} {count}" for marker, count in summary.markers.items()) or "0"},
        _("Independent schools, left out: %(other_huvudman)s") % counts,
        *(_("Line %(line)s: %(reason)s") % error for error in summary.errors),
    ]
    return "\n".join(lines)
