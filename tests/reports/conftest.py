import copy
import io
from collections.abc import Iterator

import pytest
from pypdf import PdfWriter

from schoolplan.kit import pdf
from tests.conftest import around_a_module
from tests.reports.story import Story, publish, tell


@pytest.fixture(scope="module")
def told(places, django_db_blocker) -> Iterator[Story]:
    """The story, told once for each module of tests."""
    with around_a_module(django_db_blocker):
        yield tell(places)


@pytest.fixture
def story(told, cast) -> Story:
    return copy.deepcopy(told)


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
    monkeypatch.setattr("schoolplan.kit.pdf.render_pdf", lambda *_args, **_kwargs: pdf.Pdf(file.getvalue(), 1))
