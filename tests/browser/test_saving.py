"""Texts that save themselves: while one types, when two write in one field, and without scripts.

What happens when something is killed stands in ``test_nothing_lost``.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.looks import looks_right
from tests.browser.person import Person

pytestmark = pytest.mark.browser

# A draft of a pre-school, which two people write in.
UNIT = "Hagkullens förskola"
RECTOR, CHIEF = "rektor-forskolor-bjorkangen", "administrativ-chef"
WHY = "Varför bedömer ni så?"
SAVED = re.compile(r"^Sparat \d\d\.\d\d$")


def opens_an_area(person: Person, area: str) -> None:
    """An area of the pre-school's draft, by its title."""
    person.opens("/analyses/")
    person.page.get_by_role("link", name=re.compile(rf"^Öppna\s?: {UNIT}$")).click()
    person.follows(area, within="main")
    person.is_at(area)


def test_a_text_is_saved_while_typing(as_person: Callable[..., Person]) -> None:
    # Given a rektor who writes in the analysis
    rektor = as_person(RECTOR)
    opens_an_area(rektor, "Förskola och hem")
    rektor.sees("Allt är sparat")
    # When she types and rests, without leaving the field
    rektor.types(WHY, "Föräldramötena är välbesökta")
    # Then the page says when it was saved, the words stay where she types, and they are there after a reload
    rektor.sees(SAVED)
    rektor.types(WHY, " och samtalen lugna.")
    rektor.sees(SAVED)
    assert rektor.reads(WHY) == "Föräldramötena är välbesökta och samtalen lugna."
    rektor.page.wait_for_timeout(1500)
    rektor.reloads()
    assert rektor.reads(WHY) == "Föräldramötena är välbesökta och samtalen lugna."


@pytest.mark.parametrize(
    ("choice", "area", "kept"),
    [
        ("Behåll min", "Barns delaktighet och inflytande", "Barnen väljer lekar."),
        ("Ta den andra", "Särskilt stöd", "Barnen röstar om utflykter."),
        ("Spara den sammansatta texten", "Övergång och samverkan", "Barnen röstar om utflykter.\n\nBarnen väljer lekar."),
    ],
)
def test_two_in_the_same_field_see_both_texts(as_person: Callable[..., Person], choice: str, area: str, kept: str) -> None:
    # Given two people with the same page open
    rektor, chief = as_person(RECTOR), as_person(CHIEF)
    opens_an_area(rektor, area)
    opens_an_area(chief, area)
    # When both write in the same field
    chief.writes_and_it_is_saved(WHY, "Barnen röstar om utflykter.")
    with rektor.page.expect_response(lambda answer: "/save/" in answer.url) as answer:
        rektor.writes(WHY, "Barnen väljer lekar.")
    # Then the second one is told, and sees both texts, with nothing lost
    assert answer.value.status == 409
    conflict = rektor.page.locator(".conflict")
    rektor.sees(
        "En annan text har sparats här medan du skrev", "Barnen röstar om utflykter.", "Barnen väljer lekar.", within=conflict
    )
    assert rektor.reads(WHY) == "Barnen väljer lekar."
    looks_right(rektor)
    # And what she chooses is what both read from then on
    rektor.presses(choice, within=conflict)
    expect(conflict).to_have_count(0)
    rektor.sees(SAVED)
    assert rektor.reads(WHY) == kept
    chief.reloads()
    assert chief.reads(WHY) == kept
    # And she can go on writing at once
    rektor.writes_and_it_is_saved(WHY, f"{kept} Nu.")


def test_a_new_sign_in_elsewhere_does_not_stop_the_saving(as_person: Callable[..., Person]) -> None:
    """Signing in again gives the browser a new key against forged posts; a page opened before holds the old one."""
    # Given a page open, and a new sign-in in another tab
    rektor = as_person(RECTOR)
    opens_an_area(rektor, "Normer och värden")
    before = rektor.reads(WHY)
    other = Person(rektor.page.context.new_page())
    other.opens("/")
    other.page.locator("summary", has_text="Rektor").click()
    other.presses("Logga ut")
    other.enters_as(RECTOR)
    # When she goes on typing in the first tab
    rektor.types(WHY, " Vi fortsätter.")
    # Then the page is loaded anew by itself, and what she typed stands there, is saved, and can be gone on with
    rektor.sees(SAVED)
    expect(rektor.field(WHY)).to_have_value(f"{before} Vi fortsätter.")
    expect(rektor.field(WHY)).to_be_focused()
    assert rektor.reads(WHY) == f"{before} Vi fortsätter."


def test_everything_works_without_javascript(as_person: Callable[..., Person]) -> None:
    # Given a rektor whose browser runs no scripts
    rektor = as_person("rektor-granasskolan", java_script_enabled=False)
    rektor.follows("Skola och hem", within="main")
    # When she judges, writes, and saves with the buttons
    judgement = rektor.page.locator("form", has=rektor.page.get_by_role("radio"))
    rektor.page.get_by_label("I huvudsak", exact=True).check()
    rektor.presses("Spara", within=judgement)
    expect(rektor.page.get_by_label("I huvudsak", exact=True)).to_be_checked()
    rektor.field(WHY).fill("Hemmen svarar på våra frågor.")
    rektor.presses("Spara", within=rektor.page.locator("form", has=rektor.page.get_by_label(WHY)))
    assert rektor.reads(WHY) == "Hemmen svarar på våra frågor."
    # And adds a finding with a cause
    rektor.presses("Lägg till en styrka")
    card = rektor.page.locator("article.finding").last
    title = "I en mening: vad ser ni?"
    rektor.field(title, within=card).fill("Fler vårdnadshavare kommer till samtalen")
    rektor.presses("Spara", within=card.locator("form", has=rektor.page.get_by_label(title)))
    rektor.sees_heading("Fler vårdnadshavare kommer till samtalen")
    rektor.presses("Lägg till orsak", within=card)
    expect(card.get_by_label("Orsak 1", exact=True)).to_be_visible()
    # Then a second tab that is behind gets both texts on a page of its own
    late = Person(rektor.page.context.new_page())
    late.opens(rektor.page.url)
    for person, words in ((rektor, "Den första texten."), (late, "Den andra texten.")):
        person.field(WHY).fill(words)
        person.presses("Spara", within=person.page.locator("form", has=person.page.get_by_label(WHY)))
    late.is_at("Två personer har skrivit här")
    late.sees("Den första texten.", "Den andra texten.")
    late.presses("Behåll min")
    assert late.reads(WHY) == "Den andra texten."
    # And the analysis can be handed in
    late.follows("Pausa och stäng")
    late.follows("Lämna in analysen")
    late.presses("Lämna in analysen som den är")
    late.sees("Analysen är inlämnad.")


def test_going_back_shows_what_is_saved(as_person: Callable[..., Person]) -> None:
    """Back after a saved text shows what is saved, not what the browser remembers."""
    rektor = as_person(RECTOR)
    opens_an_area(rektor, "Normer och värden")
    rektor.writes_and_it_is_saved(WHY, "Det som gäller nu.")
    rektor.follows("Pausa och stäng")
    rektor.page.go_back()
    expect(rektor.field(WHY)).to_have_value("Det som gäller nu.")
    rektor.writes_and_it_is_saved(WHY, "Det som gäller efteråt.")
