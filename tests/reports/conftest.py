import io

import pytest
from pypdf import PdfWriter

from tests.reports.story import Story, publish, tell


@pytest.fixture
def story(cast) -> Story:
    return tell(cast)


@pytest.fixture
def published(story):
    report = publish(story)
    report.refresh_from_db()
    return report


@pytest.fixture
def quick_pdf(monkeypatch) -> None:
    """An empty page in place of the report, for tests that are about something else than its look."""
    file = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(file)
    monkeypatch.setattr("schoolplan.kit.pdf.render_pdf", lambda *_args, **_kwargs: file.getvalue())
