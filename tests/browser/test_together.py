"""Two people write one analysis, and the administration says what it wants of single cards."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.looks import TELEPHONE, looks_right
from tests.browser.person import Person

pytestmark = pytest.mark.browser

UNIT, PART = "Hagkullens förskola", "Normer och värden"
RECTOR, HEALTH = "rektor-forskolor-bjorkangen", "elevhalsa"
WHY = "Varför bedömer ni så?"
SAID = "Ska vi skriva om samlingen också?"
FIRST, SECOND = "Hur vet ni det?", "Vad slutar ni med?"


def opens_the_analysis(person: Person) -> str:
    """The address of the unit's analysis."""
    person.opens("/analyses/")
    person.page.locator("section[aria-labelledby=h-own] li", has_text=UNIT).get_by_role("link", name="Öppna").click()
    return person.page.url


def says(person: Person, thread: Locator, words: str) -> None:
    """Opens the conversation of a card, and says something in it."""
    thread.locator(".comments__link").first.click()
    thread.locator("textarea[name=text]").fill(words)
    thread.locator(".comments__form button").click()
    person.sees(words, within=thread.locator(".comments__list"))


def test_a_colleague_is_invited_and_they_write_together(as_person: Callable[..., Person]) -> None:
    # Given a principal who invites student health to a part
    rektor, health = as_person(RECTOR), as_person(HEALTH)
    draft = opens_the_analysis(rektor)
    rektor.opens(f"{draft}people/")
    looks_right(rektor)
    rektor.page.locator("#id_person").select_option(label="Elevhälsan, Björkängen, elevhälsa")
    rektor.page.get_by_label(PART, exact=True).check()
    rektor.page.locator("form[action$='/invite/'] > div > button[type=submit]").click()
    expect(rektor.page.locator("tr", has_text=PART)).to_contain_text("Elevhälsan, Björkängen")
    # When she opens what she is invited to
    health.opens("/analyses/")
    health.page.locator("section[aria-labelledby=h-to-write] li", has_text=UNIT).get_by_role("link", name=PART).click()
    health.is_at(PART)
    place = health.page.url
    # Then she writes there, and only there
    health.writes_and_it_is_saved(WHY, "Barnen löser fler konflikter själva.")
    looks_right(health)
    # And the principal sees what she wrote, and where she is
    rektor.opens(place)
    assert rektor.reads(WHY) == "Barnen löser fler konflikter själva."
    here = rektor.page.locator("#presence")
    rektor.sees("Elevhälsan, Björkängen", within=here)
    expect(here.get_by_role("link", name=PART)).to_be_visible()
    # And what she says of the judgement reaches the principal, who settles it
    thread = "[id^=comments-judgement-]"
    says(health, health.page.locator(thread), SAID)
    looks_right(health)
    rektor.reloads()
    rektor.sees("Elevhälsan, Björkängen", within=rektor.page.locator(".together"))
    rektor.page.locator(thread).locator(".comments__link").click()
    rektor.sees(SAID, within=rektor.page.locator(thread))
    rektor.page.locator(f"{thread} form[action$='/resolve/'] button").click()
    expect(rektor.page.locator(f"{thread} li[data-resolved]", has_text=SAID)).to_have_count(1)
    looks_right(rektor)


def test_a_comment_that_is_not_sent_yet_is_still_there(as_person: Callable[..., Person]) -> None:
    rektor = as_person(RECTOR)
    draft = opens_the_analysis(rektor)
    rektor.opens(f"{draft}areas/home/")
    thread = rektor.page.locator("[id^=comments-judgement-]")
    thread.locator(".comments__link").click()
    thread.locator("textarea[name=text]").press_sequentially("Halvvägs in i en men")
    rektor.reloads()
    thread.locator(".comments__link").click()
    expect(thread.locator("textarea[name=text]")).to_have_value("Halvvägs in i en men")
    thread.locator(".comments__form button").click()
    rektor.sees("Halvvägs in i en men", within=thread.locator(".comments__list"))
    expect(thread.locator("textarea[name=text]")).to_have_value("")


def test_the_administration_pins_what_it_wants_and_the_unit_answers(as_person: Callable[..., Person]) -> None:
    # Given an analysis that is handed in
    rektor, chief = as_person(RECTOR, viewport=TELEPHONE), as_person("verksamhetschef")
    draft = opens_the_analysis(rektor)
    rektor.opens(f"{draft}submit/")
    rektor.page.locator("main form button[type=submit]").first.click()
    rektor.page.wait_for_url(draft)
    # When the head of operations pins two comments while reading, and returns it without another word
    chief.opens(f"{draft}versions/1/")
    cards = chief.page.locator("[id^=comments-judgement-], [id^=comments-finding-]")
    assert cards.count() > 1
    first, second = cards.nth(0), cards.nth(1)
    about = [card.get_attribute("id") for card in (first, second)]
    says(chief, first, FIRST)
    says(chief, second, SECOND)
    looks_right(chief)
    chief.page.locator("button[formaction$='/return/']").click()
    chief.page.wait_for_url(f"{draft}versions/1/")
    # Then the unit finds both on the overview, and each at its card
    rektor.opens(draft)
    asked = rektor.page.locator("section[aria-labelledby=h-asked]")
    rektor.sees(FIRST, SECOND, within=asked)
    looks_right(rektor)
    for card, words, answer in zip(about, (FIRST, SECOND), ("Vi har frågat barnen.", ""), strict=True):
        rektor.opens(draft)
        asked.locator("li", has_text=words).get_by_role("link").click()
        thread = rektor.page.locator(f"#{card}")
        rektor.sees(words, within=thread)
        looks_right(rektor)
        thread.locator("textarea[name=answer]").fill(answer)
        thread.locator("form[action$='/resolve/'] button").click()
        expect(thread.locator("li[data-resolved]", has_text=words)).to_have_count(1)
    # And the next version tells what became of it
    rektor.opens(f"{draft}submit/")
    rektor.page.locator("main form button[type=submit]").first.click()
    rektor.page.wait_for_url(draft)
    chief.opens(f"{draft}versions/2/")
    chief.sees(FIRST, SECOND, "Vi har frågat barnen.", within=chief.page.locator("section[aria-labelledby=h-asked]"))
    chief.does_not_see(SAID)
    # And it is the unit's again
    chief.page.locator("textarea[name=comment]").fill("Skriv ett ord om vårdnadshavarna.")
    chief.page.locator("button[formaction$='/return/']").click()
    chief.page.wait_for_url(f"{draft}versions/2/")
