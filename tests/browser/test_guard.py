"""A text that looks as if it told of a child waits for its author; nobody else sees it before it is corrected or confirmed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.test_saving import CHIEF, RECTOR, WHY, opens_an_area

pytestmark = pytest.mark.browser

AREA = "Omsorg, utveckling och lärande"
TOLD = "Barnet Alma behöver lugn."
SAVED = re.compile(r"^Sparat \d\d\.\d\d$")


def notice(person: Person) -> Locator:
    return person.page.locator(".held")


def test_a_name_beside_the_child_waits_until_it_is_corrected_or_confirmed(as_person: Callable[..., Person]) -> None:
    # Given two people who write in the same draft
    rektor, chief = as_person(RECTOR), as_person(CHIEF)
    opens_an_area(rektor, AREA)
    opens_an_area(chief, AREA)
    before = chief.reads(WHY)
    # When one of them writes the name of a child
    rektor.writes(WHY, TOLD)
    # Then she is told which words it is about, and goes on seeing them after a reload, which the other one does not
    expect(notice(rektor)).to_contain_text("Barnet Alma")
    rektor.reloads()
    assert rektor.reads(WHY) == TOLD
    expect(notice(rektor)).to_contain_text("Barnet Alma")
    chief.reloads()
    assert chief.reads(WHY) == before
    # When she corrects the words, then they are saved, and the other one reads them
    rektor.writes_and_it_is_saved(WHY, "Barnen behöver lugn.")
    expect(notice(rektor)).to_have_count(0)
    chief.reloads()
    assert chief.reads(WHY) == "Barnen behöver lugn."
    # When she writes a name and says that it may stand, then that is what the other one reads
    rektor.writes(WHY, TOLD)
    notice(rektor).get_by_role("button").click()
    expect(notice(rektor)).to_have_count(0)
    rektor.sees(SAVED)
    chief.reloads()
    assert chief.reads(WHY) == TOLD
