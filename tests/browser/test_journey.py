"""From Skolverket's file to the politicians' PDF: the seven points of the main job, in one journey through the browser.

What one has done is what the next one finds, so the journey is a single test. The points are told in ``points/``.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import House
from tests.browser.person import Person
from tests.browser.points.analysis import (
    the_administration_answers,
    the_administration_writes_what_the_units_say_together,
    the_unit_analyses,
)
from tests.browser.points.dialogue import the_dialogue_is_held
from tests.browser.points.plans import plans_are_made
from tests.browser.points.report import the_report_reaches_the_board
from tests.browser.points.results import results_are_read_in

pytestmark = pytest.mark.browser


def test_from_the_file_to_the_politicians_pdf(house: House, as_person: Callable[..., Person], tmp_path: Path) -> None:
    everyone_enters_with_one_click(as_person)
    results_are_read_in(house, as_person, tmp_path)
    draft = the_unit_analyses(as_person)
    the_administration_answers(as_person, draft)
    the_administration_writes_what_the_units_say_together(as_person)
    plans_are_made(as_person)
    the_dialogue_is_held(as_person)
    the_report_reaches_the_board(house, as_person, tmp_path)


def everyone_enters_with_one_click(as_person: Callable[..., Person]) -> None:
    """Each role's first page is its own."""
    starts = {
        "rektor": ("Min sida", "Analysen: "),
        "utvecklingsledare": ("Start", "Inte inlämnad"),
        "ledamot": ("Rapporter och frågor", "Kvalitetsrapport 2025"),
        "systemforvaltare": ("Inläsningar", "Tidigare inläsningar"),
    }
    for who, (in_menu, heading) in starts.items():
        person = as_person(who)
        expect(person.page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name=in_menu)).to_be_visible()
        person.sees_heading(heading)
