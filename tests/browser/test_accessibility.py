"""Every page of every role, on a desk and on a telephone, for eyes, fingers and assistive technology."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.looks import (
    DESK,
    MAGNIFIED,
    TELEPHONE,
    faults_for_assistive_technology,
    faults_of_layout,
    looks_right,
    shape_of,
)
from tests.browser.person import Person

pytestmark = pytest.mark.browser

ROLES = [
    "rektor",
    "bitradande-rektor",
    "administrativ-chef",
    "medarbetare",
    "elevhalsa",
    "utvecklingslarare",
    "utvecklingsledare",
    "verksamhetschef",
    "forvaltningschef",
    "ledamot",
    "regionalt-stod",
    "systemforvaltare",
]
NOT_PAGES = re.compile(r"/pdf/$|/word/$|/table/\w+/$|\.ics$|^/static/|^/health/")
OF_ONE = {"units", "rollup", "indicators", "figures"}  # and then which one
# One page of each kind for each role; the same kinds in other states are looked at by the journey, where they come about.
PAGES_OF_A_KIND = 1


def kind_of(address: str) -> str:
    """The address without the one unit, year, indicator or number that it is of; ``?edit=`` and such make a kind of their own."""
    parts = urlsplit(address)
    steps = ["*" if re.fullmatch(r"\d+|\d{4}-\d{2}", step) else step for step in parts.path.split("/")]
    if steps[1] in OF_ONE and len(steps) > 3:
        steps[3 if steps[2] in {"limits", "new"} else 2] = "*"
    if "areas" in steps:
        steps[steps.index("areas") + 1] = "*"
    return "/".join(steps) + "".join(sorted(re.findall(r"[?&](\w+)=", f"?{parts.query}")))


def links_in(html: str, address: str) -> list[str]:
    """Where the page at ``address`` leads within the house, as addresses of pages."""
    found = [urlsplit(urljoin(address, unescape(href))) for href in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', html)]
    return [to._replace(fragment="").geturl() for to in found if not (to.scheme or to.netloc or NOT_PAGES.search(to.path))]


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """The contents and shapes that have been examined. What has been met before is not examined again."""
    return set()


@pytest.mark.parametrize("who", ROLES)
def test_every_page_can_be_used_by_everyone(as_person: Callable[..., Person], looked_at: set[str], who: str) -> None:
    # Given somebody at a desk, who follows every link from the start page
    person = as_person(who, viewport=DESK)
    found: list[str] = []
    for address, html in pages_of(person):
        content = content_of(html)
        if content in looked_at:
            continue
        person.opens(address)
        shape = shape_of(person)
        # Then nothing scrolls sideways, and each page holds for assistive technology on a desk and on a telephone
        for window in (DESK, TELEPHONE, MAGNIFIED):
            if window != DESK:  # where each page is opened
                person.page.set_viewport_size(window)
            found += faults_of_layout(person)
            if window != MAGNIFIED and not shape <= looked_at:
                found += faults_for_assistive_technology(person)
        looked_at |= {content} | shape
        person.page.set_viewport_size(DESK)
    assert found == []


def pages_of(person: Person) -> Iterator[tuple[str, str]]:
    """Each page that links lead to from where the person stands, so many of every kind: its address and its HTML."""
    waiting, asked, of_a_kind = [urlsplit(person.page.url).path], set(), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if address in asked or of_a_kind[kind] == PAGES_OF_A_KIND:
            continue
        asked.add(address)
        of_a_kind[kind] += 1
        answer = person.page.context.request.get(address)
        assert answer.status == 200, address
        html = answer.text()
        yield address, html
        waiting += links_in(html, address)


def content_of(html: str) -> str:
    """The page's main part, without the keys against forged posts, which differ each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html[html.index("<main") : html.index("</main>")])


def test_signing_in_and_what_is_not_there(as_person: Callable[..., Person]) -> None:
    person = as_person("rektor")
    assert person.opens("/finns-inte/").status == 404
    looks_right(person)
    assert person.opens("/imports/").status == 403
    looks_right(person)
    person.page.context.clear_cookies()
    for address in ("/accounts/login/", "/accessibility/", "/small-numbers/"):
        for window in (DESK, TELEPHONE):
            person.page.set_viewport_size(window)
            person.opens(address)
            looks_right(person)


def test_the_analysis_is_written_with_the_keyboard_alone(as_person: Callable[..., Person]) -> None:
    # Given a rektor who opens an area of the analysis
    rektor = as_person("rektor-forskolor-bjorkangen", viewport=DESK)
    rektor.opens("/analyses/")
    rektor.page.get_by_role("link", name=re.compile(r"^Öppna\s?: Hagkullens förskola$")).press("Enter")
    rektor.page.get_by_role("link", name=re.compile("^Omsorg, utveckling")).first.press("Enter")
    rektor.page.wait_for_url("**/areas/**")
    # When she takes the way past the menu
    press, focused = rektor.page.keyboard.press, rektor.page.locator(":focus")
    press("Tab")
    expect(focused).to_have_text("Hoppa till innehållet")
    press("Enter")
    expect(rektor.page.locator("#innehall")).to_be_focused()
    # Then Tab leads through the page in the order of reading: to the judgement, the reason, the buttons
    rektor.tabs_to("input[type=radio]")
    press("Space")
    with rektor.page.expect_response(lambda answer: "/save/" in answer.url) as saved:
        press("ArrowRight")
    assert saved.value.status == 200
    press("Tab")
    expect(focused).to_have_attribute("name", "value")
    rektor.page.keyboard.type("Vi skriver med tangenterna.")
    rektor.tabs_to("button[value=strength]")
    press("Enter")
    # And the new finding takes the focus, so that she can go on writing
    expect(rektor.page.locator("article.finding :focus")).to_have_count(1)
    rektor.page.keyboard.type("Barnen berättar mer")
    rektor.sees(re.compile(r"^Sparat \d\d\.\d\d$"))
    looks_right(rektor)


def test_wishes_of_the_reader_are_kept(as_person: Callable[..., Person]) -> None:
    """Less motion and forced colours."""
    rektor = as_person("rektor", viewport=TELEPHONE, reduced_motion="reduce", forced_colors="active")
    for address in ("/", "/analyses/", "/plans/", "/dialogues/", "/units/bjorkangsskolan/"):
        rektor.opens(address)
        looks_right(rektor)
        moving = rektor.evaluates("document.getAnimations().filter(each => each.playState === 'running').length")
        assert moving == 0
