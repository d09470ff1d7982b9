"""Somebody at a browser. What the tests say of people is said with these words."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, ConsoleMessage, Locator, Page, Response, expect


def begins(words: str) -> re.Pattern[str]:
    """A name that begins so. What only screen readers hear stands after a space of its own."""
    return re.compile("^" + re.escape(words).replace(":", r"\s?:"))


# Where the focus is seen: at the thing itself, or at the field round it.
SEEN_WHERE_IT_STANDS = """e => [e, e.closest(".ds-field") ?? e].map(each => getComputedStyle(each))
    .some(style => style.outlineStyle !== "none" || style.boxShadow !== "none")"""
# The browser notes every answer that is not 200, and htmx that the network is gone; these are what the tests mean to happen.
MEANT = re.compile(r"status of (403|404|409|422)|net::ERR_INTERNET_DISCONNECTED|htmx:(afterRequest|sendError)")


@dataclass
class Person:
    page: Page
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._hears)
        self.page.on("pageerror", lambda error: self.problems.append(f"{self.page.url}: {error}"))

    def _hears(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not MEANT.search(message.text):
            self.problems.append(f"{self.page.url}: {message.text}")

    def has_met_no_problem(self) -> None:
        """Nothing has been complained about in the browser's console."""
        assert self.problems == []

    # --- going somewhere ---------------------------------------------------------------------------

    def enters_as(self, who: str) -> None:
        """One click on the sign-in page, where it is shown or as the first thing."""
        if "/accounts/login/" not in self.page.url:
            self.opens("/accounts/login/")
        door = self.page.locator(f'form[action="/demo/enter/{who}/"] button')
        if not door.is_visible():
            self.page.locator("summary", has_text="Alla andra i demon").click()
        door.click()

    def opens(self, address: str) -> Response:
        answer = self.page.goto(address)
        assert answer is not None
        return answer

    def follows(self, words: str, *, within: str = "body") -> None:
        """A link, by the words it begins with."""
        self.page.locator(within).get_by_role("link", name=begins(words)).first.click()

    def chooses_in_menu(self, words: str) -> None:
        self.page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name=words, exact=True).click()

    def presses(self, words: str, *, within: Locator | None = None) -> None:
        """A button, by the words it begins with."""
        (within or self.page).get_by_role("button", name=begins(words)).first.click()

    def unfolds(self, words: str, *, within: Locator | None = None) -> None:
        (within or self.page).locator("summary", has_text=words).first.click()

    def reloads(self) -> None:
        self.page.reload()

    def tabs_to(self, selector: str) -> Locator:
        """Press Tab until the focus stands on such a thing; it is always seen where it stands."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            focused = self.page.locator(":focus")
            assert focused.evaluate(SEEN_WHERE_IT_STANDS)
            if focused.evaluate(f"e => e.matches({selector!r})"):
                return focused
        raise AssertionError(f"Tab does not lead to {selector}")

    # --- writing -----------------------------------------------------------------------------------

    def field(self, label: str, *, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_label(label, exact=True).last

    def types(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """Key by key at the end of what stands there, as hands do. Nothing is left with Tab or Enter."""
        target = self.field(label, within=within)
        target.press("Control+End")
        target.press_sequentially(text)

    def writes(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """Instead of what stands there, and then on to the next field."""
        target = self.field(label, within=within)
        target.fill(text)
        target.blur()

    def writes_and_it_is_saved(self, label: str, text: str, *, within: Locator | None = None) -> None:
        with self.page.expect_response(lambda answer: "/save/" in answer.url) as saved:
            self.writes(label, text, within=within)
        assert saved.value.status == 200, saved.value.text()

    def picks_and_it_is_saved(self, field: str, choice: str, *, within: Locator) -> None:
        """One choice in a list that saves itself, by the name of its field; nothing happens when it is already chosen."""
        choices = within.locator(f'select[id$="-{field}"]')
        if choices.evaluate("list => list.selectedOptions[0].text") == choice:
            return
        with self.page.expect_response(lambda answer: "/save/" in answer.url) as saved:
            choices.select_option(label=choice)
        assert saved.value.status == 200, saved.value.text()

    def judges(self, level: str) -> None:
        with self.page.expect_response(lambda answer: "/save/" in answer.url) as saved:
            self.page.get_by_label(level, exact=True).check()
        assert saved.value.status == 200, saved.value.text()

    # --- seeing ------------------------------------------------------------------------------------

    def sees(self, *texts: str, within: Locator | None = None, seconds: float = 15) -> None:
        for text in texts:
            expect((within or self.page.locator("body")).get_by_text(text).first).to_be_visible(timeout=seconds * 1000)

    def does_not_see(self, text: str, *, within: Locator | None = None) -> None:
        expect((within or self.page.locator("body")).get_by_text(text)).to_have_count(0)

    def sees_heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", name=words).first).to_be_visible()

    def is_at(self, title: str) -> None:
        """The page's only first heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def reads(self, label: str, *, within: Locator | None = None) -> str:
        return self.field(label, within=within).input_value()

    def downloads(self, address: str, to: Path) -> Path:
        """What stands at an address, fetched as the signed-in person."""
        answer = self.page.context.request.get(address)
        assert answer.status == 200, answer.status
        to.write_bytes(answer.body())
        return to

    def status_of(self, address: str) -> int:
        status: int = self.page.context.request.get(address).status
        return status

    @cached_property
    def _tools(self) -> CDPSession:
        return self.page.context.new_cdp_session(self.page)

    def evaluates(self, script: str) -> Any:
        """Run a script past the page's security policy, which forbids every script that is not the house's own."""
        self.page.wait_for_load_state()
        done = self._tools.send("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True})
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")
