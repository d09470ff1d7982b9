"""``manage.py render_report --unit <slug> --year 2025/26 --output FILE``: a report as PDF, without the web."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.models import Report
from reports.pdf import render_html
from reports.queries.content import gather, gather_unit, holds_anything
from reports.queries.people import unconfirmed
from schoolplan.kit import clock, pdf
from units.models import Kind, Node
from units.years import SchoolYear


class Command(BaseCommand):
    help = "Writes the report of a unit, or of a municipality, for one school year as a tagged PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, help="address (slug) of the unit, or of the municipality")
        parser.add_argument("--year", required=True, help="school year, as 2025/26")
        parser.add_argument("--output", required=True, type=Path, help="file to write")

    def handle(self, *_args: Any, unit: str, year: str, output: Path, **_options: Any) -> None:
        try:
            school_year = SchoolYear.parse(year)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        node = Node.objects.filter(slug=unit, kind__in=[Kind.UNIT, Kind.MUNICIPALITY]).first()
        if node is None:
            raise CommandError(_("There is no unit or municipality with the address “%(slug)s”.") % {"slug": unit})
        content = _content(node, school_year)
        _refuse_people(content, node, school_year)
        _check_writable(output)
        made = pdf.render_pdf(render_html(content))
        try:
            output.write_bytes(made.file)
        except OSError as error:
            raise CommandError(_cannot_write(output, error)) from error
        self.stdout.write(_("%(file)s is written, %(pages)s pages.") % {"file": output, "pages": made.pages})


def _refuse_people(content: dict[str, Any], node: Node, school_year: SchoolYear) -> None:
    report = Report.objects.filter(node=node, school_year=school_year).first()
    found = unconfirmed(content, node=node, report=report)
    if found:
        quoted = "; ".join(f"{each.place}: “{each.hit.words}”" for each in found)
        raise CommandError(
            _("Some words look as if they tell of a person. Correct or confirm them in the product first: %(words)s")
            % {"words": quoted}
        )


def _content(node: Node, school_year: SchoolYear) -> dict[str, Any]:
    if node.kind == Kind.UNIT:
        content = gather_unit(node, school_year, clock.today())
        if not holds_anything(content):
            raise CommandError(
                _("There are no figures, no analysis and no plan of %(node)s for %(year)s.") % {"node": node, "year": school_year}
            )
        return content
    report = Report.objects.select_related("node").filter(node=node, school_year=school_year).first()
    if report is None:
        raise CommandError(
            _("%(node)s has no report for %(year)s. Start one under Reports.") % {"node": node, "year": school_year}
        )
    return report.content if report.is_published else gather(report)


def _check_writable(output: Path) -> None:
    """Before the work, not after it."""
    if output.is_dir() or not output.resolve().parent.is_dir():
        raise CommandError(_cannot_write(output, _("there is no such folder, or it is a folder")))


def _cannot_write(output: Path, why: object) -> str:
    return _("The file %(file)s could not be written: %(why)s.") % {"file": output, "why": why}
