"""A whole analysis by keyboard alone: Tab, Enter, arrows and typing. Nothing here uses a pointer, and the focus is never lost."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import looks_right
from tests.browser.person import Person

pytestmark = pytest.mark.browser

RECTOR = "rektor-kvarnbackeskolan"  # a school whose analysis nobody has begun
TABS_AT_MOST = 150


@dataclass(frozen=True)
class Chain:
    kind: str
    title: str
    pattern: str
    causes: tuple[str, str]
    conclusion: str


def chain(kind: str, about: str) -> Chain:
    return Chain(
        kind,
        f"{about}: det här ser vi",
        f"{about} har ändrats sedan i höstas.",
        (f"{about} planeras av en person", f"{about} följs inte upp"),
        f"{about} planeras av två från augusti.",
    )


AREAS = {
    "norms": [chain("strength", "Elevrådet"), chain("challenge", "Rasterna")],
    "safety": [chain("challenge", "Korridorerna"), chain("strength", "Lektionsstarten")],
    "knowledge": [chain("strength", "Läsningen"), chain("challenge", "Matematiken")],
}


class Hands:
    """Somebody whose only tool is the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, page.keyboard

    def reach(self, selector: str, *, back: bool = False) -> None:
        """With Tab (or Shift and Tab) until the focus stands there."""
        for _ in range(TABS_AT_MOST):
            if self.is_on(selector):
                return
            self.keys.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab does not lead to {selector}")

    def is_on(self, selector: str) -> bool:
        return self.page.locator(f":focus:is({selector})").count() > 0

    def press_on(self, selector: str) -> None:
        self.reach(selector)
        self.keys.press("Enter")

    def follow(self, selector: str, page: str) -> None:
        self.press_on(selector)
        self.page.wait_for_url(f"**{page}")

    def stands_on(self, selector: str) -> None:
        """Without a further key."""
        expect(self.page.locator(selector)).to_be_focused()

    def write(self, text: str) -> None:
        self.keys.type(text)


def judge(hands: Hands, reason: str) -> None:
    hands.reach("input[type=radio][id*='-level-']")
    hands.keys.press("Space")
    hands.keys.press("ArrowRight")
    expect(hands.page.locator("input[type=radio]:checked")).to_be_focused()
    hands.reach("textarea[id$='-reason']")
    hands.write(reason)


def write_chain(hands: Hands, written: Chain, number: int) -> None:
    card = f"article.finding:nth-of-type({number})"
    hands.press_on(f"button[name=kind][value={written.kind}]")
    hands.stands_on(f"{card} input[id^='input-'][id$='-title']")
    hands.write(written.title)
    hands.reach(f"{card} textarea[id^='input-finding']")
    hands.write(written.pattern)
    hands.press_on(f"{card} [data-add-cause] button")
    first, second = (f"{card} [data-cause]:nth-child({place})" for place in (1, 2))
    hands.stands_on(f"{first} textarea")
    hands.write(written.causes[0])
    hands.keys.press("Enter")
    hands.write(written.causes[1])  # at once: what is typed while the next cause is on its way goes into it
    hands.stands_on(f"{second} textarea")
    for cause in (first, second):
        say_who_and_how_sure(hands, cause)
    hands.press_on(f"{card} [data-add-conclusion] button")
    hands.stands_on(f"{card} [id^='conclusion-'] textarea[id$='-text']")
    hands.write(written.conclusion)
    hands.keys.press("Escape")
    hands.stands_on(card)
    expect(hands.page.locator(f"{card} ol.chain")).to_be_visible()


def say_who_and_how_sure(hands: Hands, cause: str) -> None:
    hands.reach(f"{cause} textarea", back=True)
    for field in ("influence", "evidence"):
        hands.reach(f"{cause} select[id$='-{field}']")
        hands.keys.press("ArrowDown")


def titles(hands: Hands) -> list[str]:
    return hands.page.locator("article.finding h3").all_inner_texts()


def test_a_whole_analysis_by_keyboard_alone(as_person: Callable[..., Person]) -> None:
    # Given a rektor whose analysis is not begun
    rektor = as_person(RECTOR)
    hands = Hands(rektor.page)
    rektor.opens("/analyses/")
    # When the analysis is begun and three areas are written, with two findings in each
    hands.follow("form[action*='/analyses/start/'] button", "/analyses/*/")
    whole = rektor.page.url
    hands.follow("main a[href$='/areas/norms/']", "/areas/norms/")
    for place, (area, chains) in enumerate(AREAS.items()):
        if place:
            hands.follow(f".page__main > p > a[href$='/areas/{area}/']", f"/areas/{area}/")
        judge(hands, "Det syns i både siffror och samtal.")
        for number, written in enumerate(chains, start=1):
            write_chain(hands, written, number)
    looks_right(rektor)
    # And a finding is moved with the arrow keys, and back again with Ctrl and Z
    before = titles(hands)
    hands.keys.press("Alt+ArrowUp")
    expect(rektor.page.locator("article.finding h3").first).to_have_text(before[1])
    hands.stands_on("article.finding:nth-of-type(1)")
    hands.keys.press("Control+z")
    expect(rektor.page.locator("article.finding h3").first).to_have_text(before[0])
    # And the summary is written and the analysis handed in
    rektor.opens(whole)
    hands.follow("main a[href$='/parts/summary/']", "/parts/summary/")
    hands.reach("main textarea")
    hands.write("Läsningen lyfter. Nu planerar vi tillsammans.")
    expect(rektor.page.locator("#save-line-text")).to_contain_text("Sparat")
    hands.follow("aside a.ds-button", "/analyses/*/")
    hands.follow("a[href$='/submit/']", "/submit/")
    hands.press_on("main form[action$='/submit/'] button")
    rektor.sees("Analysen är inlämnad.")
    # Then every word is in what the administration reads
    rektor.opens(f"{whole}versions/1/")
    assert rektor.page.locator("article.finding").count() == 6
    for written in (each for chains in AREAS.values() for each in chains):
        card = rektor.page.locator("article.finding", has=rektor.page.get_by_role("heading", name=written.title))
        rektor.sees(written.pattern, *written.causes, written.conclusion, within=card)
    rektor.sees("Läsningen lyfter. Nu planerar vi tillsammans.")
