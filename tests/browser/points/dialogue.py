"""A monthly dialogue, from the calendar to the locked minutes."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.looks import looks_right
from tests.browser.person import Person
from tests.browser.points import UNIT


def the_dialogue_is_held(as_person: Callable[..., Person]) -> None:
    chief, rektor = as_person("verksamhetschef"), as_person("rektor")
    meeting = the_years_meetings_are_made(chief)
    both_prepare(chief, rektor, meeting)
    the_meeting_is_held(chief, rektor)
    both_confirm_and_it_is_locked(chief, rektor)


def the_years_meetings_are_made(chief: Person) -> str:
    chief.chooses_in_menu("Dialoger")
    chief.follows("Lägg in årets möten")
    of_unit = chief.page.locator("option", has_text=UNIT).get_attribute("value")
    chief.field("Område eller enhet").select_option(of_unit)
    chief.writes("Första mötet", "2026-06-09")
    chief.writes("Tid", "13:00")
    chief.writes("Plats", UNIT)
    looks_right(chief)
    chief.presses("Lägg in årets möten")
    chief.sees(f"Läsårets möten med {UNIT} är inlagda.")
    chief.opens("/dialogues/")
    chief.page.locator("main").get_by_role("link", name=UNIT, exact=True).first.click()
    chief.is_at(f"Månadsdialog, {UNIT}")
    return chief.page.url


def both_prepare(chief: Person, rektor: Person, meeting: str) -> None:
    rektor.opens(meeting)
    rektor.writes_and_it_is_saved("Enheten", "Vi behöver tid för samrättning.", within=rektor.page.locator("#forbered"))
    chief.reloads()
    chief.sees("Vi behöver tid för samrättning.")
    chief.writes_and_it_is_saved("Förvaltningen", "Vi ser samma behov på fler enheter.", within=chief.page.locator("#forbered"))
    looks_right(chief)


def the_meeting_is_held(chief: Person, rektor: Person) -> None:
    chief.follows("Flytta mötet")
    chief.writes("Dag", "2026-06-01")
    chief.presses("Flytta mötet")
    chief.sees("Mötet har fått ny tid och plats.")
    rektor.reloads()
    rektor.field("Slag", within=rektor.page.locator("#anteckningar form.composer")).select_option(label="Beslut")
    rektor.page.get_by_label("Ny anteckning").fill("Samrättning i åk 7 före höstlovet.")
    rektor.page.get_by_label("Ny anteckning").press("Enter")
    rektor.sees("Samrättning i åk 7 före höstlovet.", within=rektor.page.locator(".minutes"))
    promises = rektor.page.locator("#loften")
    rektor.writes("Löfte", "Rektor lägger samrättningen i kalendern", within=promises)
    rektor.writes("Ansvarig", "Rektor", within=promises)
    rektor.writes("Senast", "2026-06-12", within=promises)
    rektor.presses("Lägg till löftet")
    rektor.sees("Rektor lägger samrättningen i kalendern", "Enheten lovar förvaltningen.")
    looks_right(rektor)


def both_confirm_and_it_is_locked(chief: Person, rektor: Person) -> None:
    rektor.presses("Justera anteckningarna")
    rektor.sees(re.compile(r"^Justerat 2 juni klockan"))
    chief.reloads()
    chief.presses("Justera anteckningarna")
    chief.sees("Båda sidor har justerat anteckningarna.")
    rektor.reloads()
    expect(rektor.page.get_by_label("Ny anteckning")).to_have_count(0)
    rektor.writes("Rättelse", "Samrättningen gäller även åk 8.")
    rektor.presses("Lägg till rättelsen")
    rektor.sees("Samrättningen gäller även åk 8.", within=rektor.page.locator("#rattelser .rows"))
    looks_right(rektor)
