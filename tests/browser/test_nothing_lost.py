"""What somebody types is never lost. Each test kills the real thing in the middle of a word, and finds the word again.

They run on an installation of their own. ``KILL_ROUNDS=10`` runs each ten times in a row.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Playwright, expect

from tests.browser.conftest import CHROMIUM, OF_A_PERSON
from tests.browser.killing import Installation, browser_with, installation, kill_group
from tests.browser.person import Person
from tests.helpers.installations import EMPTY, copy_of

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("turn", range(1, 1 + int(os.environ.get("KILL_ROUNDS", "1"))))]

WHY = "Varför bedömer ni så?"
SAVED = re.compile(r"^Sparat \d\d\.\d\d$")
FAILED = "Vi kunde inte spara. Din text finns kvar här."
# The browser tells of everything that was killed.
MEANT = re.compile(r"net::ERR_|status of (4\d\d|5\d\d)|Response Status Error Code 5\d\d|htmx:")
A_BREATH = 0.1  # seconds from the last key to the kill; the page saves when nothing has been typed for 0.8


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("killed")
    with installation(folder, copy_of("empty", EMPTY, kept_in=shared, folder=folder)) as made:
        yield made


@pytest.fixture(scope="module")
def area(house: Installation) -> Iterator[Callable[[], str]]:
    """The next area to write in: a test meets what no other test has left."""
    turns = iter(house.areas * 100)
    return lambda: next(turns)


@pytest.fixture
def at_desk(browser: Browser, house: Installation) -> Iterator[Callable[[str], Person]]:
    """Somebody with a browser of their own, signed in."""
    with ExitStack() as stack:

        def enter(who: str) -> Person:
            context = stack.enter_context(browser.new_context(base_url=house.address, **OF_A_PERSON))
            person = Person(context.new_page())
            stack.callback(has_met_nothing_unexpected, person)
            person.enters_as(who)
            return person

        yield enter


@pytest.fixture
def own_browser(playwright: Playwright, chromium: str, house: Installation, tmp_path: Path) -> Callable[[], object]:
    """A browser that remembers, as one on somebody's desk; gives its window and its process."""
    profile = tmp_path / "profile"

    @contextmanager
    def start() -> Iterator[tuple[BrowserContext, int]]:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=CHROMIUM, base_url=house.address, **OF_A_PERSON
        )
        try:
            yield context, browser_with(profile)
        finally:
            with suppress(Error):  # it may have been killed
                context.close()

    return start


def has_met_nothing_unexpected(person: Person) -> None:
    assert [problem for problem in person.problems if not MEANT.search(problem)] == []


def opens(person: Person, house: Installation, area: str) -> str:
    """An area of the analysis; gives what stands there already."""
    person.opens(f"{house.analysis}areas/{area}/")
    expect(person.page.locator("#save-line-text")).to_be_attached()
    return person.reads(WHY)


def begins_a_word(person: Person, text: str) -> None:
    """Types, and rests too short a time for the page to save."""
    person.types(WHY, text)
    time.sleep(A_BREATH)


def who_meets_a_conflict(one: Person, other: Person) -> Person:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for person in (one, other):
            if person.page.locator(".conflict").count():
                return person
        one.page.wait_for_timeout(100)
    raise AssertionError("Nobody was told of the other's words.")


# --- what is killed ----------------------------------------------------------------------------------


def test_a_killed_browser(turn: int, own_browser, house: Installation, area) -> None:
    # Given a rektor at her own computer
    place = area()
    with own_browser() as (window, process):
        rektor = Person(window.new_page())
        rektor.enters_as("rektor")
        text = opens(rektor, house, place) + f"Vi ser att barn{turn}"
        # When the browser is killed in the middle of a word
        begins_a_word(rektor, f"Vi ser att barn{turn}")
        kill_group(process)
    assert house.reason(place) != text
    # Then she finds the word when she opens the page again, and it is saved
    with own_browser() as (window, _):
        rektor = Person(window.new_page())
        rektor.enters_as("rektor")
        opens(rektor, house, place)
        expect(rektor.field(WHY)).to_have_value(text)
        house.holds(place, text)


def test_a_killed_web_server(turn: int, at_desk, house: Installation, area) -> None:
    # Given a rektor in the middle of a word
    place, rektor = area(), at_desk("rektor")
    before = opens(rektor, house, place)
    begins_a_word(rektor, "Eleverna sä")
    # When the web server is killed, and she goes on
    house.kill_server()
    rektor.types(WHY, f"ger att {turn}")
    rektor.sees(FAILED)
    house.start_server()
    # Then all of it is saved without her doing anything, and the page says so
    house.holds(place, f"{before}Eleverna säger att {turn}")
    rektor.sees(SAVED)
    rektor.does_not_see(FAILED)


def test_a_killed_database(turn: int, at_desk, house: Installation, area) -> None:
    place, rektor = area(), at_desk("rektor")
    before = opens(rektor, house, place)
    begins_a_word(rektor, "Lärarna pla")
    house.kill_database()
    rektor.types(WHY, f"nerar {turn}")
    rektor.sees(FAILED)
    house.start_database()
    house.holds(place, f"{before}Lärarna planerar {turn}")
    rektor.sees(SAVED)
    rektor.does_not_see(FAILED)


def test_a_killed_session(turn: int, at_desk, house: Installation, area) -> None:
    # Given a rektor whose session ends in the middle of a word
    place, rektor = area(), at_desk("rektor")
    text = opens(rektor, house, place) + f"Det här får inte försvinna {turn}."
    house.sql("DELETE FROM django_session")
    rektor.types(WHY, f"Det här får inte försvinna {turn}.")
    # When she signs in again, and lands where she was
    expect(rektor.page.get_by_role("heading", level=1)).to_have_text("Logga in")
    rektor.enters_as("rektor")
    # Then the words stand there, and are saved
    expect(rektor.field(WHY)).to_have_value(text)
    house.holds(place, text)


def test_a_killed_session_and_another_page(turn: int, at_desk, house: Installation, area) -> None:
    place, rektor = area(), at_desk("rektor")
    text = opens(rektor, house, place) + f"Var blev det av {turn}?"
    house.sql("DELETE FROM django_session")
    rektor.types(WHY, f"Var blev det av {turn}?")
    expect(rektor.page.get_by_role("heading", level=1)).to_have_text("Logga in")
    # When she lands on another page after signing in again
    rektor.opens("/accounts/login/")
    rektor.enters_as("rektor")
    # Then the words are saved from there
    house.holds(place, text)


def test_a_sleeping_computer(turn: int, own_browser, house: Installation, area) -> None:
    # Given a rektor who shuts her computer in the middle of a word
    place = area()
    with own_browser() as (window, process):
        rektor = Person(window.new_page())
        rektor.enters_as("rektor")
        text = opens(rektor, house, place) + f"Personalen mötte{turn}"
        begins_a_word(rektor, f"Personalen mötte{turn}")
        kill_group(process, signal.SIGSTOP)
        # When everything at the other end has become new while it slept
        house.kill_server()
        house.start_server()
        kill_group(process, signal.SIGCONT)
        # Then the words are saved when it wakes
        house.holds(place, text)
        rektor.sees(SAVED)


def test_a_killed_network(turn: int, at_desk, house: Installation, area) -> None:
    place, rektor = area(), at_desk("rektor")
    before = opens(rektor, house, place)
    begins_a_word(rektor, "Tåget gick in i en ")
    rektor.page.context.set_offline(True)
    rektor.types(WHY, f"tunnel {turn}.")
    rektor.sees(FAILED)
    rektor.page.context.set_offline(False)
    house.holds(place, f"{before}Tåget gick in i en tunnel {turn}.")
    rektor.sees(SAVED)
    rektor.does_not_see(FAILED)


def test_a_closed_tab(turn: int, at_desk, house: Installation, area) -> None:
    place, rektor = area(), at_desk("rektor")
    text = opens(rektor, house, place) + f"Nu stänger ja{turn}"
    begins_a_word(rektor, f"Nu stänger ja{turn}")
    rektor.page.close(run_before_unload=True)
    house.holds(place, text)


def test_an_answer_that_never_came(turn: int, at_desk, house: Installation, area) -> None:
    """The server saved, and the network went before it could say so. What is typed since is no conflict."""
    place, rektor = area(), at_desk("rektor")
    text = opens(rektor, house, place) + f"Först {turn}, och sedan."

    def saved_and_gone(route) -> None:
        route.fetch()
        route.abort()

    rektor.page.route("**/save/**", saved_and_gone, times=1)
    rektor.types(WHY, f"Först {turn}")
    rektor.sees(FAILED)
    rektor.types(WHY, ", och sedan.")
    house.holds(place, text)
    rektor.sees(SAVED)
    expect(rektor.page.locator(".conflict")).to_have_count(0)


# --- going away and coming back ----------------------------------------------------------------------


def test_going_away_in_the_middle_of_a_word_and_back(turn: int, at_desk, house: Installation, area) -> None:
    place, rektor = area(), at_desk("rektor")
    text = opens(rektor, house, place) + f"Tillbaka{turn}"
    begins_a_word(rektor, f"Tillbaka{turn}")
    rektor.opens(house.analysis)
    rektor.page.go_back()
    expect(rektor.field(WHY)).to_have_value(text)
    house.holds(place, text)
    # And what is typed on the page one has come back to is saved as well
    rektor.types(WHY, " igen")
    house.holds(place, f"{text} igen")


def test_reloading_in_the_middle_of_a_word(turn: int, at_desk, house: Installation, area) -> None:
    place, rektor = area(), at_desk("rektor")
    text = opens(rektor, house, place) + f"Ladda om{turn}"
    begins_a_word(rektor, f"Ladda om{turn}")
    rektor.reloads()
    expect(rektor.field(WHY)).to_have_value(text)
    house.holds(place, text)


# --- several at once ---------------------------------------------------------------------------------


def test_two_tabs_follow_each_other(turn: int, at_desk, house: Installation, area) -> None:
    # Given the same page in two tabs of one person
    place, rektor = area(), at_desk("rektor")
    text = opens(rektor, house, place) + f"I den ena {turn}"
    other = Person(rektor.page.context.new_page())
    opens(other, house, place)
    # When she types in one, the other follows, and she can go on there
    rektor.types(WHY, f"I den ena {turn}")
    expect(other.field(WHY)).to_have_value(text)
    other.types(WHY, ", i den andra")
    house.holds(place, f"{text}, i den andra")
    expect(rektor.field(WHY)).to_have_value(f"{text}, i den andra")


def test_two_tabs_with_different_words(turn: int, at_desk, house: Installation, area) -> None:
    # Given two tabs of one person without network, with a word begun in each
    place, rektor = area(), at_desk("rektor")
    before = opens(rektor, house, place)
    other = Person(rektor.page.context.new_page())
    opens(other, house, place)
    rektor.page.context.set_offline(True)
    rektor.types(WHY, f"Höger {turn}")
    other.types(WHY, f"Vänster {turn}")
    rektor.sees(FAILED)
    # When the network is back, one is saved and the other tab shows both
    rektor.page.context.set_offline(False)
    late = who_meets_a_conflict(rektor, other)
    late.sees(f"{before}Höger {turn}", f"{before}Vänster {turn}", within=late.page.locator(".conflict"))
    late.presses("Spara den sammansatta texten")
    expect(late.page.locator(".conflict")).to_have_count(0)
    assert {f"Höger {turn}", f"Vänster {turn}"} <= set(re.findall(rf"(?:Höger|Vänster) {turn}", house.reason(place)))


def test_two_people_in_one_field(turn: int, at_desk, house: Installation, area) -> None:
    place, rektor, deputy = area(), at_desk("rektor"), at_desk("deputy")
    before = opens(rektor, house, place)
    opens(deputy, house, place)
    rektor.types(WHY, f"Rektors ord {turn}")
    deputy.types(WHY, f"Biträdandes ord {turn}")
    late = who_meets_a_conflict(rektor, deputy)
    mine = f"Rektors ord {turn}" if late is rektor else f"Biträdandes ord {turn}"
    late.presses("Behåll min")
    house.holds(place, before + mine)
    # And the other's words can be found
    assert {f"{before}Rektors ord {turn}", f"{before}Biträdandes ord {turn}"} <= {*house.wordings(place)} | {house.reason(place)}


def test_what_one_has_typed_is_not_shown_to_the_next_at_the_computer(turn: int, at_desk, house: Installation, area) -> None:
    # Given words of the rektor's that could not be saved, and a deputy who signs in at the same computer
    place, rektor = area(), at_desk("rektor")
    before = opens(rektor, house, place)
    house.sql("DELETE FROM django_session")
    rektor.types(WHY, f"Bara för mig {turn}")
    expect(rektor.page.get_by_role("heading", level=1)).to_have_text("Logga in")
    rektor.enters_as("deputy")
    # Then the deputy sees nothing of them, there or anywhere
    assert opens(rektor, house, place) == before
    rektor.opens("/")
    rektor.page.wait_for_timeout(1500)
    rektor.does_not_see("Bara för mig")
    expect(rektor.page.locator("#drafts > *")).to_have_count(0)
    assert house.reason(place) == before
    # And the rektor gets them back
    rektor.page.context.clear_cookies()
    rektor.enters_as("rektor")
    house.holds(place, f"{before}Bara för mig {turn}")


# --- what the browser can not do ---------------------------------------------------------------------


def test_a_browser_that_stores_nothing_asks_before_it_lets_go(turn: int, at_desk, house: Installation, area) -> None:
    place, rektor = area(), at_desk("rektor")
    rektor.page.add_init_script("indexedDB.open = () => { throw new DOMException('full', 'QuotaExceededError'); }")
    before = opens(rektor, house, place)
    rektor.page.context.set_offline(True)
    rektor.types(WHY, f"Ingenstans att spara {turn}")
    rektor.sees(FAILED)
    with rektor.page.expect_event("dialog", lambda dialog: dialog.type == "beforeunload" and (dialog.dismiss() or True)):
        rektor.page.close(run_before_unload=True)
    rektor.page.context.set_offline(False)
    house.holds(place, f"{before}Ingenstans att spara {turn}")
