"""The unit analyses, the administration answers and writes what the units say together."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.looks import looks_right
from tests.browser.person import Person
from tests.browser.points import CHANGE, TOGETHER, UNIT

SEEN = "Eleverna i åk 7 visar sällan hur de har tänkt"


# --- The unit analyses ------------------------------------------------------------------------------------


def the_unit_analyses(as_person: Callable[..., Person]) -> str:
    """Gives the address of the analysis."""
    rektor = as_person("rektor")
    rektor.follows("Kunskaper")
    draft = rektor.page.url.split("/areas/")[0] + "/"
    the_units_own_figures_are_there(rektor)
    the_area_is_judged(rektor)
    a_challenge_is_reasoned_through(rektor)
    everything_is_there_after_a_reload(rektor)
    only_the_units_own_team_knows(as_person, draft)
    an_incomplete_analysis_is_handed_in(rektor, draft)
    return draft


def the_units_own_figures_are_there(rektor: Person) -> None:
    figures = rektor.page.get_by_role("table", name=f"Siffror för Kunskaper, {UNIT}")
    rektor.sees("73,3", within=figures)
    rektor.sees("Värdet är skyddat. Skriv om mönstret, inte om enskilda barn eller elever.", within=figures)
    rektor.does_not_see("217,2", within=figures)


def what_remains(rektor: Person) -> list[str]:
    return rektor.page.locator("#remains li").all_inner_texts()


def the_area_is_judged(rektor: Person) -> None:
    rektor.follows("Extra anpassningar")
    expect(rektor.page.locator("#remains li")).not_to_have_count(0)
    before = len(what_remains(rektor))
    rektor.judges("Delvis")
    rektor.types("Varför bedömer ni så?", "Anpassningarna finns, men de följs inte upp.")
    rektor.sees(re.compile(r"^Sparat \d\d\.\d\d$"))
    expect(rektor.page.locator("#remains li")).not_to_have_count(before)
    assert len(what_remains(rektor)) < before


def a_challenge_is_reasoned_through(rektor: Person) -> None:
    rektor.presses("Lägg till en utmaning")
    card = rektor.page.locator("article.finding").last
    rektor.writes_and_it_is_saved("I en mening: vad ser ni?", SEEN, within=card)
    rektor.writes_and_it_is_saved("Mönstret", "Sedan hösten lämnar var tredje elev uträkningen tom.", within=card)
    causes = [
        ("Vi frågar efter svaret, inte efter vägen dit.", "Hindrande", "Enheten", "Stark grund"),
        ("Läromedlet är valt centralt.", "Hindrande", "Förvaltningen", "Antagande"),
    ]
    for number, (text, direction, influence, grounds) in enumerate(causes):
        rektor.presses("Lägg till orsak", within=card)
        expect(card.locator('[id^="cause-"]')).to_have_count(number + 1)
        cause = card.locator('[id^="cause-"]').nth(number)
        rektor.writes_and_it_is_saved(f"Orsak {number + 1}", text, within=cause)
        for field, choice in (("direction", direction), ("influence", influence), ("evidence", grounds)):
            rektor.picks_and_it_is_saved(field, choice, within=cause)
    rektor.presses("Lägg till slutsats", within=card)
    conclusion = card.locator('[id^="conclusion-"]')
    rektor.writes_and_it_is_saved("Slutsats", CHANGE, within=conclusion)
    rektor.picks_and_it_is_saved("kind", "Ändra", within=conclusion)
    looks_right(rektor)


def everything_is_there_after_a_reload(rektor: Person) -> None:
    rektor.reloads()
    rektor.sees(SEEN, "Vi frågar efter svaret, inte efter vägen dit.", "Läromedlet är valt centralt.", "Slutsats: ändra", CHANGE)
    assert rektor.reads("Varför bedömer ni så?") == "Anpassningarna finns, men de följs inte upp."
    assert rektor.page.get_by_label("Delvis", exact=True).is_checked()
    looks_right(rektor)


def only_the_units_own_team_knows(as_person: Callable[..., Person], draft: str) -> None:
    """For a stranger the draft does not exist, and neither for the administration."""
    for who in ("rektor-norrbyskolan", "verksamhetschef", "ledamot", "systemforvaltare"):
        stranger = as_person(who)
        assert stranger.opens(draft).status == 404
        stranger.sees("Det finns inget här")
        stranger.does_not_see(UNIT, within=stranger.page.locator("main"))
    assert as_person("bitradande-rektor").status_of(draft) == 200


def an_incomplete_analysis_is_handed_in(rektor: Person, draft: str) -> None:
    rektor.opens(draft)
    rektor.follows("Lämna in analysen")
    rektor.sees_heading("saker är inte skrivna")
    rektor.sees("Ni kan lämna in ändå. Den som läser ser samma lista.", "Din sammanfattning")
    looks_right(rektor)
    rektor.presses("Lämna in analysen som den är")
    rektor.sees("Analysen är inlämnad. Förvaltningen kan läsa den nu.", "Inlämnad. Förvaltningen läser.")


# --- The administration answers, and sees what the units say together ----------------------------------------


def the_administration_answers(as_person: Callable[..., Person], draft: str) -> None:
    chief, rektor = as_person("verksamhetschef"), as_person("rektor")
    it_is_returned_with_a_comment(chief)
    it_is_completed_and_handed_in_again(rektor, draft)
    it_is_adopted(chief)
    rektor.opens(draft)
    rektor.sees("Fastställd. Texten är låst.", "Nu hänger det ihop.")


def it_is_returned_with_a_comment(chief: Person) -> None:
    chief.follows(UNIT, within="main")
    chief.sees("Version 1, inlämnad")
    chief.sees(SEEN, CHANGE, within=chief.page.locator("article.finding", has_text=SEEN))
    chief.presses("Lämna åter för komplettering")
    chief.sees("Skriv vad enheten behöver komplettera, eller fäst kommentarer vid det du läser.")
    chief.writes("Kommentar till enheten", "Sammanfattningen saknas. Skriv också hur ni följer upp anpassningarna.")
    looks_right(chief)
    chief.presses("Lämna åter för komplettering")
    chief.sees("Analysen är återlämnad.")


def it_is_completed_and_handed_in_again(rektor: Person, draft: str) -> None:
    rektor.opens(draft)
    rektor.sees("Förvaltningen ber er komplettera", "Sammanfattningen saknas.")
    rektor.follows("Skriv sammanfattningen")
    rektor.writes_and_it_is_saved("Din sammanfattning", "Läsningen lyfter. I matematik ska eleverna visa hur de tänker.")
    rektor.follows("Pausa och stäng")
    rektor.follows("Lämna in analysen")
    rektor.presses("Lämna in analysen")
    rektor.sees("Analysen är inlämnad.", "Version 2,", "Version 1,")


def it_is_adopted(chief: Person) -> None:
    chief.chooses_in_menu("Start")
    chief.follows(UNIT, within="main")
    chief.sees("Version 2, inlämnad", "Läsningen lyfter.")
    chief.writes("Kommentar till enheten", "Nu hänger det ihop.")
    chief.presses("Fastställ analysen")
    chief.sees("Analysen är fastställd.")


def the_administration_writes_what_the_units_say_together(as_person: Callable[..., Person]) -> None:
    lead = as_person("utvecklingsledare")
    lead.chooses_in_menu("Syntes")
    lead.is_at("Vad enheterna säger tillsammans")
    [(_, units)] = re.findall(r"(\d+) av (\d+) enheter har lämnat in", lead.page.locator(".page-head").inner_text())
    assert int(units) == 22, "Lindvik's 21 and the one that the file brought: those that have not handed in are counted too"
    row = lead.page.get_by_role("row", name=re.compile(UNIT))
    lead.sees("Delvis", within=row)
    looks_right(lead)
    two_units_are_cited(lead, units)


def two_units_are_cited(lead: Person, units: str) -> None:
    lead.field("Område").select_option(label="Kunskaper")
    lead.presses("Visa området")
    lead.sees_heading("Enheternas egna ord: Kunskaper")
    of_units: dict[str, int] = {}
    for number, line in enumerate(lead.page.locator("ul.words > li").all()):
        if line.get_by_role("checkbox").count():
            of_units.setdefault(line.get_by_role("link").first.inner_text().split(",")[0], number)
    for number in list(of_units.values())[:2]:
        lead.page.locator("ul.words > li").nth(number).get_by_role("checkbox").check()
    lead.presses("Använd i analysen")
    lead.sees("Iakttagelsen vilar på enheternas ord.", f"Vilar på 2 av {units} enheter.")
    card = lead.page.locator("article.finding", has=lead.page.get_by_label("I en mening: vad ser ni?"))
    lead.writes_and_it_is_saved("I en mening: vad ser ni?", TOGETHER, within=card)
    lead.presses("Lägg till slutsats", within=card)
    lead.writes_and_it_is_saved(
        "Slutsats", "Samla matematiklärarna över skolgränserna.", within=card.locator('[id^="conclusion-"]')
    )
    looks_right(lead)
    card.locator(".quote a").first.click()
    lead.sees("inlämnad")
