"""A designed, tagged PDF (PDF/UA-1) of a page of our own, set by WeasyPrint.

Nothing is fetched from a network, and no installed font is used: style sheets and Inter come from this installation's
static files.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pydyf
from django.contrib.staticfiles import finders
from weasyprint import HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

BASE_URL = "https://static.invalid/"  # never asked: StaticFiles answers every address below it
VARIANT = "pdf/ua-1"
LAST_STEP = 7  # WeasyPrint tells of its work in seven steps
_STEP = re.compile(r"Step (\d)")

Progress = Callable[[float], None]


class StaticFiles(URLFetcher):
    """Reads style sheets and fonts where ``collectstatic`` finds them, and nothing else."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        name = unquote(url.removeprefix(BASE_URL))
        found = finders.find(name) if url.startswith(BASE_URL) else None
        if found is None:
            raise FatalURLFetchingError(f"Only static files are used in a PDF, not {url}")
        return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": _media_type(name)})


def _media_type(name: str) -> str:
    return {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}.get(
        Path(name).suffix, "application/octet-stream"
    )


@dataclass(frozen=True)
class Pdf:
    """A finished file, and how many pages it has."""

    file: bytes
    pages: int


def render_pdf(html: str, progress: Progress | None = None) -> Pdf:
    """The PDF of a whole HTML page; ``progress`` hears how large a part is done, from 0 to 1."""
    with _listening(progress):
        page = HTML(string=html, base_url=BASE_URL, url_fetcher=StaticFiles())
        document = page.render(font_config=FontConfiguration(), pdf_variant=VARIANT)
        return Pdf(document.write_pdf(finisher=_tell_scope, pdf_variant=VARIANT), len(document.pages))


def _tell_scope(document: Document, file: pydyf.PDF) -> None:
    """Say of each table header whether it heads a row or a column.

    WeasyPrint names it by table, row and column; ours head columns in the first row and rows below it.
    """
    for tag in file.objects:
        if isinstance(tag, pydyf.Dictionary) and tag.get("S") == "/TH":
            _table, row, _column = tag["ID"].string.split("-")
            tag["A"]["Scope"] = "/Column" if row == "0" else "/Row"


class _Steps(logging.Handler):
    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self._progress = progress

    def emit(self, line: logging.LogRecord) -> None:
        if match := _STEP.search(line.getMessage()):
            self._progress((int(match[1]) - 1) / LAST_STEP)


@contextmanager
def _listening(progress: Progress | None) -> Iterator[None]:
    """Pass on what WeasyPrint tells of its work."""
    if progress is None:
        yield
        return
    logger, steps = logging.getLogger("weasyprint.progress"), _Steps(progress)
    level = logger.level
    logger.addHandler(steps)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(steps)
        logger.setLevel(level)
