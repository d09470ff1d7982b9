"""The report as a booklet: the same content as the page, in the HTML that becomes a PDF."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from reports.queries.figures import with_charts


def render_html(content: dict[str, Any]) -> str:
    """The booklet's HTML, in Swedish: a report of a municipality, or of one unit."""
    template = "reports/pdf/unit.html" if content["kind"] == "unit" else "reports/pdf/report.html"
    with translation.override("sv"):
        return render_to_string(template, {"content": with_charts(content)})
