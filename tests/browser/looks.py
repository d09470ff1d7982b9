"""What must hold for every page, whatever it shows."""

import json

from tests.browser.person import Person
from tests.helpers.processes import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, TELEPHONE, MAGNIFIED = ({"width": 1440, "height": 900}, {"width": 390, "height": 844}, {"width": 320, "height": 256})


def faults_for_assistive_technology(person: Person) -> list[str]:
    """What axe finds on the page as it stands, one line a place."""
    if not person.evaluates("'axe' in window"):
        person.evaluates(AXE.read_text() + ";0")
    options = json.dumps({"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    found = person.evaluates(
        f"axe.run(document, {options}).then(done => done.violations.flatMap(rule => rule.nodes.map("
        "node => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)))"
    )
    return [f"{person.page.url}: {line}" for line in found]


def faults_of_layout(person: Person) -> list[str]:
    """Sideways scroll, and first headings other than one."""
    width, needed, headings = person.evaluates(
        "[document.documentElement.clientWidth, document.documentElement.scrollWidth, document.querySelectorAll('h1').length]"
    )
    faults = [f"scrolls sideways: {needed} in a window of {width}"] if needed > width else []
    faults += [f"has {headings} first headings"] if headings != 1 else []
    return [f"{person.page.url}: {fault}" for fault in faults]


SHAPE = """
(() => {
  const LOOK = ["data-color", "data-variant", "data-size", "role", "type"];
  const told = (of) => LOOK.includes(of.name) ? of.name + of.value : of.name + (of.value ? "" : "?");
  const attributes = (one) => [...one.attributes].map(told);
  const line = (one) => [one.parentElement.tagName, one.tagName, one.className, ...attributes(one)].join(" ");
  const marks = document.querySelectorAll("h1, h2, h3, h4, h5, h6, header, nav, main, aside, footer");
  const outline = [...marks].map((one) => one.tagName);
  const steps = outline.filter((tag, at) => tag !== outline[at - 1]);
  return [...new Set([...document.body.querySelectorAll("*")].map(line)), steps.join(" ")];
})()
"""


def shape_of(person: Person) -> set[str]:
    """The page without its words and numbers: which elements with which attributes stand in which, and in what order its headings
    and landmarks come. What assistive technology meets on a page that has nothing new of these, it has met on others.
    """
    return set(person.evaluates(SHAPE))


def faults(person: Person) -> list[str]:
    return faults_of_layout(person) + faults_for_assistive_technology(person)


def looks_right(person: Person) -> None:
    """The page as it stands now, with whatever is opened and filled in on it."""
    found = faults(person)
    assert not found, "\n".join(found)
