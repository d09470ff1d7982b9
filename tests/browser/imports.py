"""Bringing in figures at the browser: what people do there, and what the pages say."""

import re
from pathlib import Path

from playwright.sync_api import Locator

from tests.browser.person import Person

READ_IN, AS_BEFORE = "Inlästa: något i dem är nytt eller ändrat", "Som förut"
IS_DONE = "Siffrorna finns hos enheterna."


def chooses(person: Person, source: str, file: Path) -> None:
    person.chooses_in_menu("Inläsningar")
    person.page.locator(f'main a[href="/imports/new/{source}/"]').click()
    person.page.locator("input[type=file]").set_input_files(file)
    person.presses("Se vad filen innehåller")


def counted(table: Locator) -> dict[str, int]:
    lines = (line.split("\t") for line in table.locator("tbody tr").all_inner_texts())
    return {words.strip(): int(number) for words, number in lines}


def rows_of(person: Person) -> dict[str, int]:
    """What becomes of the rows of the source, without what there is nothing of. Each of them is accounted for."""
    said = person.page.get_by_text(re.compile(r"^Det finns totalt \d+ rad")).inner_text()
    table = person.page.get_by_role("table", name="Vad som händer med varje rad")
    rows = counted(table)
    total = int(table.locator("tfoot td").inner_text())
    assert sum(rows.values()) == total == int(said.split()[3])
    return {words: number for words, number in rows.items() if number}


def confirms(person: Person) -> None:
    person.presses("Läs in siffrorna")
    person.sees(IS_DONE, seconds=60)


def undoes(person: Person) -> None:
    person.unfolds("Ångra inläsningen")
    person.presses("Ja, ångra inläsningen")
    person.sees("Inläsningen är ångrad. Det som gällde före den gäller igen.")
