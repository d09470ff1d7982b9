"""What pages weigh over the wire: to somebody who comes for the first time, and to somebody who goes on. kB of 1 000 bytes.

``python -m benchmarks.weight``. Debian's Chromium counts the encoded bytes that it is sent, headers and all. A first visit is a
page opened in an empty browser; later pages are opened after it, in the order of an afternoon.
"""

import sys
from collections import defaultdict
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.deployed import CHROMIUM, CHROMIUM_FLAGS, Deployed, deployed

FIRST_AT_MOST, LATER_AT_MOST = 150.0, 25.0
KINDS = ("Document", "Stylesheet", "Script", "Font", "Image", "Other")

Weights = dict[str, float]  # kB by kind


def main() -> None:
    with deployed() as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        first = {name: _weigh(_signed_in(browser, house), house, path) for name, path in house.pages.items()}
        one_browser = _signed_in(browser, house)
        later = {name: _weigh(one_browser, house, path) for name, path in house.pages.items()}
        browser.close()
    later.pop(next(iter(later)))  # that was the first visit of this browser
    rows = [_row(f"first visit: {name}", weights, FIRST_AT_MOST) for name, weights in first.items()]
    rows += [_row(f"later: {name}", weights, LATER_AT_MOST) for name, weights in later.items()]
    print(_table([("", *KINDS, "all", "at most"), *rows]))
    if any("over" in row[-1] for row in rows):
        sys.exit(1)


def _signed_in(browser: Browser, house: Deployed) -> BrowserContext:
    context = browser.new_context(locale="sv-SE", viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": house.session, "url": house.address}])
    return context


def _weigh(context: BrowserContext, house: Deployed, path: str) -> Weights:
    """What the browser is sent for one page, until nothing more comes."""
    page = context.new_page()
    kinds: dict[str, str] = {}
    weights: Weights = defaultdict(float)

    def finished(event: Any) -> None:
        kind = kinds.get(event["requestId"], "Other")
        weights[kind if kind in KINDS else "Other"] += event["encodedDataLength"] / 1000

    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    wire.on("Network.loadingFinished", finished)
    answer = page.goto(house.address + path, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{path} answered {answer and answer.status}")
    page.close()
    return weights


def _row(name: str, weights: Weights, at_most: float) -> tuple[str, ...]:
    total = sum(weights.values())
    verdict = f"{at_most:.0f}" if total <= at_most else f"{at_most:.0f}, over"
    return (name, *(f"{weights.get(kind, 0):.1f}" for kind in KINDS), f"{total:.1f}", verdict)


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [f"| {' | '.join(map(str.ljust, row, widths))} |" for row in rows]
    return "\n".join([lines[0], f"| {' | '.join('-' * width for width in widths)} |", *lines[1:]])


if __name__ == "__main__":
    main()
