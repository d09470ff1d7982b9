from pathlib import Path

import pytest

from indicators.models import Indicator
from indicators.services import add_indicator
from indicators.sources import http
from journal.services import SYSTEM
from tests.indicators.sources.server import serve

PUBLISHED = Path(__file__).parent.parent / "data" / "slutbetyg-ak9-2024-25-urval.csv"


@pytest.fixture
def content() -> bytes:
    """Skolverket's file as published."""
    return PUBLISHED.read_bytes()


@pytest.fixture
def edited(content):
    """The published file with pieces of its text replaced; each must be there."""

    def edit(*changes: tuple[str, str]) -> bytes:
        text = content.decode("utf-8-sig")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return text.encode("utf-8-sig")

    return edit


@pytest.fixture
def for_cast(edited):
    """The published file as if Motala's schools were those of the tests' municipality."""

    def edit(*changes: tuple[str, str]) -> bytes:
        return edited((";Motala;0583;", ";Provköping;9901;"), *changes)

    return edit


@pytest.fixture
def pupils(db) -> Indicator:
    return add_indicator(
        key="pupils", title="Antal elever", short_title="Elever", measure="count", source="Skolverket", by=SYSTEM
    )


@pytest.fixture
def vocational(db, pupils) -> Indicator:
    return add_indicator(
        key="vocational",
        title="Andel (%) behöriga",
        short_title="Behöriga",
        measure="percent",
        decimals=1,
        source="Skolverket",
        area_keys=["knowledge"],
        position=1,
        counted_by=pupils,
        by=SYSTEM,
    )


@pytest.fixture
def merit(db, pupils) -> Indicator:
    return add_indicator(
        key="merit",
        title="Genomsnittligt meritvärde",
        short_title="Meritvärde",
        measure="points",
        decimals=1,
        source="Skolverket",
        area_keys=["knowledge"],
        position=2,
        counted_by=pupils,
        by=SYSTEM,
    )


@pytest.fixture
def open_server(monkeypatch, settings):
    """A server that stands in for Skolverket and Kolada, asked without the waits of the real world."""
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)
    server = serve()
    settings.SKOLVERKET_API = settings.KOLADA_API = server.base
    yield server
    server.shutdown()
    server.server_close()
