"""The report from database to PDF, against WeasyPrint alone on the finished HTML."""

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.measure import Line, compare
from benchmarks.world import TEXT, YEAR, World
from reports.models import Report
from reports.pdf import render_html
from reports.queries.content import gather
from reports.services import start_report
from schoolplan.kit import pdf

PAIRS = {20: 3, 100: 3}


def line(world: World) -> Line:
    size = len(world.units)
    report = start_report(
        node=world.municipality, school_year=YEAR, title="Kvalitetsrapport", data_date=YEAR.ends, by=world.operations
    )
    report.summary = report.questions = report.decisions = TEXT
    report.save()
    html = render_html(gather(report))
    return compare(
        f"Report, {size} units",
        lambda: make(report),
        against="WeasyPrint alone",
        bare=lambda: weasyprint_alone(html),
        pairs=PAIRS[size],
    )


def make(report: Report) -> bytes:
    return pdf.render_pdf(render_html(gather(report))).file


def weasyprint_alone(html: str) -> bytes:
    document = HTML(string=html, base_url=pdf.BASE_URL, url_fetcher=pdf.StaticFiles())
    made: bytes = document.write_pdf(font_config=FontConfiguration(), pdf_variant="pdf/ua-1")
    return made
