"""The report, from its first word to the answered question."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import House
from tests.browser.looks import looks_right
from tests.browser.person import Person
from tests.browser.points import TOGETHER
from tests.helpers.processes import manage

QUESTION = "Vad har gemensamma provrättningar lett till i åk 7?"
ANSWER = "Lärarna bedömer nu lika. Fler elever får hjälp redan i september."


def the_report_reaches_the_board(house: House, as_person: Callable[..., Person], tmp_path: Path) -> None:
    lead, chief, board = as_person("utvecklingsledare"), as_person("forvaltningschef"), as_person("ledamot")
    report = the_report_is_written(lead)
    assert board.opens(report).status == 404
    the_pdf_is_made_by_the_worker(lead, report)
    chief.opens(f"{report}edit/")
    chief.presses("Publicera rapporten")
    chief.sees("Rapporten är publicerad.")
    the_board_reads_page_and_pdf_alike(board, report, tmp_path)
    a_question_comes_back_with_its_answer(board, as_person("verksamhetschef"))
    the_command_line_writes_a_tagged_pdf(house, tmp_path)


def the_report_is_written(lead: Person) -> str:
    lead.chooses_in_menu("Rapporter")
    lead.field("Läsår").select_option(label="2025/26")
    lead.writes("Titel", "Kvalitetsrapport 2025/26")
    lead.writes("Data till och med", "2026-06-01")
    lead.presses("Börja på rapporten")
    lead.is_at("Kvalitetsrapport 2025/26")
    lead.writes_and_it_is_saved("Sammanfattning", "Fler elever läser bättre. Matematiken i åk 7 oroar oss.")
    looks_right(lead)
    return lead.page.url.removesuffix("edit/")


def the_pdf_is_made_by_the_worker(lead: Person, report: str) -> None:
    lead.opens(f"{report}edit/")
    lead.presses("Skapa PDF:en")
    expect(lead.page.locator("#making progress")).to_be_visible()
    lead.sees("Öppna PDF:en", seconds=120)


def the_board_reads_page_and_pdf_alike(board: Person, report: str, folder: Path) -> None:
    board.chooses_in_menu("Rapporter och frågor")
    board.follows("Läs rapporten")
    board.is_at("Kvalitetsrapport 2025/26")
    board.sees("Fler elever läser bättre.", TOGETHER)
    board.sees("Öppna PDF:en", seconds=120)
    looks_right(board)
    reader = PdfReader(board.downloads(f"{report}pdf/", folder / "report.pdf"))
    in_pdf = numbers_in("\n".join(page.extract_text() for page in reader.pages))
    on_page = numbers_in("\n".join(board.page.locator("main table td").all_text_contents()))
    assert len(on_page) > 100
    assert on_page - in_pdf == set()


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:,\d+)?", text))


def a_question_comes_back_with_its_answer(board: Person, chief: Person) -> None:
    board.chooses_in_menu("Rapporter och frågor")
    board.writes("Din fråga", QUESTION)
    board.presses("Skicka frågan")
    board.sees("Din fråga är hos förvaltningen. Svaret kommer hit.")
    chief.chooses_in_menu("Start")
    chief.follows(f"Svara: {QUESTION}")
    chief.is_at(QUESTION)
    chief.writes("Svara", ANSWER)
    looks_right(chief)
    chief.presses("Svara på frågan")
    chief.sees("Svaret är sparat.")
    board.reloads()
    board.sees_heading("Svar som har kommit tillbaka")
    board.sees(QUESTION, ANSWER)
    looks_right(board)


def the_command_line_writes_a_tagged_pdf(house: House, folder: Path) -> None:
    file = folder / "unit.pdf"
    manage("render_report", "--unit", "bjorkangsskolan", "--year", "2025/26", "--output", str(file), env=house.env)
    root = PdfReader(file).trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], str(root["/Lang"])[:2]) == (True, "sv")
    assert "/StructTreeRoot" in root
