"""The real thing to look at: the demo municipality with web server, database and worker, and Debian's Chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.person import Person
from tests.helpers.installations import DEMO, copy_of
from tests.helpers.processes import serving
from tests.indicators.sources.server import Server, serve

SECONDS_TO_START = 180
expect.set_options(timeout=15_000)  # the machine may be busy with other tests
# What unfolds stands still at once: a click never hits beside what is still on its way.
OF_A_PERSON = {"locale": "sv-SE", "reduced_motion": "reduce"}
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class House:
    """Where the demo municipality answers, and the environment in which its commands run."""

    address: str
    env: dict[str, str]


@pytest.fixture(scope="session")
def open_data() -> Iterator[Server]:
    """Stands in for Skolverket's and Kolada's open APIs. It knows nothing until a test tells it what to answer."""
    server = serve()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, shared: Path, open_data: Server) -> Iterator[House]:
    """``manage.py serve`` with a database and a queue of its own, seeded, started once."""
    folder = tmp_path_factory.mktemp("browser")
    log = folder / "log"
    apis = {"SKOLVERKET_API": open_data.base, "KOLADA_API": open_data.base}
    env = copy_of("demo", DEMO, kept_in=shared, folder=folder) | apis
    with ExitStack() as stack:
        try:
            _, port = stack.enter_context(serving(env, log, seconds=SECONDS_TO_START))
        except AssertionError:
            pytest.fail(f"The demo did not start:\n{log.read_text()}", pytrace=False)
        yield House(f"http://127.0.0.1:{port}", env)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Only as long as a file of tests needs it: while it runs, Django takes the thread for an asynchronous one."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("Chromium is missing. Install it: apt-get install chromium", pytrace=False)
    return found


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    with playwright.chromium.launch(executable_path=chromium, args=CHROMIUM) as launched:
        yield launched


@pytest.fixture
def as_person(browser: Browser, house: House) -> Iterator[Callable[..., Person]]:
    """``as_person("rektor")``: somebody of the demo with a browser of their own, entered with one click.

    Keywords are those of a browser context: ``as_person("rektor", viewport={…}, java_script_enabled=False)``.
    """
    with ExitStack() as stack:

        def enter(who: str, **settings: object) -> Person:
            context = stack.enter_context(browser.new_context(base_url=house.address, **(OF_A_PERSON | settings)))
            person = Person(context.new_page())
            stack.callback(person.has_met_no_problem)
            person.enters_as(who)
            return person

        yield enter
