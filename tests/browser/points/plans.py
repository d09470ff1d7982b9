"""Plans that rest on what the analyses led to."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.looks import looks_right
from tests.browser.person import Person
from tests.browser.points import CHANGE, UNIT


def plans_are_made(as_person: Callable[..., Person]) -> None:
    a_plan_is_made(as_person("rektor"), UNIT, rests_on=CHANGE, adopts=True)
    a_plan_is_made(as_person("utvecklingsledare"), "Lindvik kommun", rests_on="Samla matematiklärarna", adopts=False)
    chief = as_person("forvaltningschef")
    chief.opens("/plans/?year=2026-27")
    chief.follows("Lindvik kommun")
    chief.presses("Fastställ planen")
    chief.sees("Planen är fastställd. Hela kommunen kan läsa den.")
    board = as_person("ledamot")
    board.opens("/plans/?year=2026-27")
    board.follows(UNIT)
    board.sees("Visa hur jag tänkte", "Version 1", CHANGE)


def a_plan_is_made(writer: Person, node: str, *, rests_on: str, adopts: bool) -> None:
    writer.opens("/plans/?year=2026-27")
    writer.page.get_by_role("button", name=re.compile(rf"^Börja på planen\s?: {node}$")).click()
    writer.sees("Planen har inget mål än")
    writer.page.locator("#nowhere").get_by_label(re.compile(f"^{re.escape(rests_on)}")).check()
    writer.presses("Lägg till ett mål som vilar på dem")
    goal = writer.page.locator('[id^="goal-"]').last
    writer.sees(rests_on, within=goal)
    writer.writes_and_it_is_saved("Prioriteringen i några ord", "Visa hur jag tänkte", within=goal)
    writer.writes_and_it_is_saved("Utgångsläge", "31 procent visar sin uträkning", within=goal)
    writer.writes_and_it_is_saved("Dit vi vill", "60 procent visar sin uträkning", within=goal)
    writer.presses("Lägg till en insats", within=goal)
    measure = writer.page.locator('[id^="measure-"]').last
    writer.writes_and_it_is_saved("Vad", "Kollegiet prövar en räknestund i veckan", within=measure)
    writer.writes_and_it_is_saved("Ansvarig", "Förstelärare i matematik", within=measure)
    writer.picks_and_it_is_saved("level", "Enhet", within=measure)
    looks_right(writer)
    if adopts:
        writer.presses("Fastställ planen")
        writer.sees("Planen är fastställd. Hela kommunen kan läsa den.", "Version 1")
    else:
        expect(writer.page.get_by_role("button", name="Fastställ planen")).to_have_count(0)
