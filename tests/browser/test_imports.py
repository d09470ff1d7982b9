"""Whoever looks after the figures brings them in: each published file as it is, the open data, and a table of one's own."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from tests.browser import berg
from tests.browser.conftest import House
from tests.browser.imports import AS_BEFORE, IS_DONE, READ_IN, chooses, confirms, rows_of, undoes
from tests.browser.looks import looks_right
from tests.browser.person import Person
from tests.helpers.processes import ROOT, wait_until
from tests.indicators.sources.server import Server

pytestmark = pytest.mark.browser

DATA = ROOT / "tests/data"
GRADES, REGISTER = DATA / "slutbetyg-ak9-2024-25-urval.csv", DATA / "register-2020-06-sex-kommuner.csv"
ELSEWHERE, OTHERS = "Inte med: skolor i andra kommuner", "Inte med: enheter med andra huvudmän"
EMPTY = "Inte med: rader utan värde; det som redan är sparat står kvar"
UNKNOWN = "Inte med: enheter som ingen än har sagt vilka de är"


@pytest.fixture(scope="module")
def _berg(house: House, open_data: Server) -> None:
    berg.is_made(house.env)
    berg.answers(open_data)


@pytest.fixture
def administrator(as_person: Callable[..., Person], _berg: None) -> Person:
    """Somebody who has never seen it, in a municipality where there is nothing yet."""
    person = as_person(berg.ADMINISTRATOR)
    person.is_at("Läs in siffror")
    return person


# --- the published files --------------------------------------------------------------------------------------


def test_the_final_grades_as_published(administrator: Person) -> None:
    # Given the file as it was downloaded, with the schools of many municipalities
    chooses(administrator, "grades", GRADES)
    # When she sees what it would change
    administrator.is_at("Skolverkets fil med slutbetyg")
    administrator.sees("8 siffror är nya, 2 enheter är nya.", "Myrvikens skola 4-9", "Svenstaviks skola 7-9")
    assert rows_of(administrator) == {READ_IN: 2, ELSEWHERE: 80}
    assert administrator.status_of("/units/svenstaviks-skola-7-9/") == 404
    looks_right(administrator)
    # Then the worker reads them in, and they are with the schools
    confirms(administrator)
    looks_right(administrator)
    administrator.follows("Svenstaviks skola 7-9", within="main")
    administrator.is_at("Svenstaviks skola 7-9")
    expect(administrator.page.get_by_text("201,8").first).to_be_attached()
    # And the same file once more changes nothing
    chooses(administrator, "grades", GRADES)
    assert rows_of(administrator) == {AS_BEFORE: 2, ELSEWHERE: 80}
    # And the first one can be undone
    administrator.chooses_in_menu("Inläsningar")
    administrator.page.locator("tr", has_text="Inläst").get_by_role("link").first.click()
    undoes(administrator)
    looks_right(administrator)


def test_the_register_of_school_units_as_published(administrator: Person) -> None:
    # Given the register of six municipalities
    chooses(administrator, "register", REGISTER)
    administrator.is_at("Registret bredvid enheterna i Bergs kommun")
    looks_right(administrator)
    # When she decides unit by unit, leaves it for later, and comes back
    asked = administrator.page.get_by_label(re.compile(r"^Vad är det\?\s*Rätans skola$"))
    asked.select_option(label="Ta inte med den, och fråga inte igen")
    administrator.presses("Spara mina val till senare")
    expect(asked).to_have_value("leave")
    administrator.unfolds("162 rader i filen")
    assert sum(numbers_in(administrator.page.locator("details", has_text="rader i filen").locator("li"))) == 162
    administrator.presses("Genomför ändringarna")
    # Then what was done is told, the units are there, and the one that was left out is not
    administrator.sees_heading("Det som gjordes")
    administrator.sees("Ny enhet, skolenhetskod 70084130", "Inte med, och ingen fråga ställs igen")
    looks_right(administrator)
    addresses = ("/units/hackas-skola/", "/units/ratans-skola/")
    assert [administrator.status_of(address) for address in addresses] == [200, 404]
    # And it can be undone
    administrator.unfolds("Ångra", within=administrator.page.locator("main"))
    administrator.presses("Ångra de här ändringarna")
    administrator.sees("De här ändringarna är ångrade.")


def numbers_in(lines: Locator) -> list[int]:
    return [int(line.split()[0]) for line in lines.all_inner_texts()]


# --- the open data --------------------------------------------------------------------------------------------


def test_figures_fetched_from_skolverket_with_the_keyboard_alone(administrator: Person) -> None:
    press = administrator.page.keyboard.press
    # Given somebody who asks for what Skolverket publishes
    administrator.tabs_to("a[href='/imports/skolverket/']")
    press("Enter")
    administrator.is_at("Hämta från Skolverket")
    looks_right(administrator)
    administrator.tabs_to("main button[type=submit]")
    press("Enter")
    # When it is fetched, and she has seen what it holds
    administrator.is_at("Skolverkets statistik per skolenhet")
    administrator.sees("168 siffror är nya", seconds=60)
    assert rows_of(administrator) == {READ_IN: 168, OTHERS: 1}
    looks_right(administrator)
    # Then they are read in, and undone
    administrator.tabs_to("main button:not([name])")
    press("Enter")
    administrator.sees(IS_DONE, seconds=60)
    administrator.tabs_to("main summary")
    press("Enter")
    expect(administrator.page.locator("main details button").first).to_be_visible()
    administrator.tabs_to("main details button")
    press("Enter")
    administrator.sees("Inläsningen är ångrad. Det som gällde före den gäller igen.")


def test_key_figures_fetched_from_kolada(administrator: Person) -> None:
    # Given somebody who asks for two key figures of four years
    administrator.follows("Hämta från Kolada")
    looks_right(administrator)
    asks_for_two_key_figures(administrator)
    # When they are fetched: of Berg and the country, by sex
    administrator.sees("48 siffror är nya.", seconds=60)
    assert rows_of(administrator) == {READ_IN: 48}
    # Then they are read in, and fetching the same again finds nothing new
    confirms(administrator)
    asks_for_two_key_figures(administrator)
    administrator.sees("48 siffror är som förut.", seconds=60)
    assert rows_of(administrator) == {AS_BEFORE: 48}


def asks_for_two_key_figures(administrator: Person) -> None:
    administrator.opens("/imports/kolada/")
    administrator.field("Första läsåret").select_option(label="2015/16")
    administrator.field("Sista läsåret").select_option(label="2018/19")
    for box in administrator.page.get_by_role("checkbox").all():
        box.set_checked(str(box.get_attribute("value")).upper() in berg.KPIS)
    administrator.presses("Hämta siffrorna")
    administrator.is_at("Kolada")


# --- a table of one's own -------------------------------------------------------------------------------------

UNIT, INDICATOR = "Hagkullens förskola", "lindvik-guardians"


def test_a_changed_figure_reaches_the_finding_that_rests_on_it(as_person: Callable[..., Person], tmp_path: Path) -> None:
    # Given a rektor who lets a finding rest on a figure, with the keyboard alone
    rektor, administrator = as_person("rektor-forskolor-bjorkangen"), as_person("systemforvaltare")
    card = a_finding_rests_on_a_figure(rektor)
    # When the administrator takes the table, changes that figure, and brings the table back
    administrator.follows("Hämta tabellen")
    looks_right(administrator)
    with administrator.page.expect_download() as download:
        administrator.presses("Hämta tabellen")
    table = tmp_path / download.value.suggested_filename
    download.value.save_as(table)
    changes_one_figure(table)
    chooses(administrator, "sheet", table)
    # Then exactly one figure is another
    administrator.is_at("Egen tabell, Excel eller CSV")
    administrator.sees("1 siffra skiljer sig från förut")
    assert rows_of(administrator) == {READ_IN: 1, AS_BEFORE: 97, EMPTY: 2}
    looks_right(administrator)
    confirms(administrator)
    # And the finding says so, and takes in the new figure when the rektor says so
    rektor.reloads()
    rektor.sees("Siffran har ändrats sedan dess: 85\u00a0% (22 av 26 svar) → 81\u00a0% (21 av 26 svar).", within=card)
    looks_right(rektor)
    rektor.tabs_to("form.offer button")
    rektor.page.keyboard.press("Enter")
    rektor.sees("81\u00a0%", within=card)
    rektor.does_not_see("Siffran har ändrats", within=card)
    # And when the import is undone, the finding says that too
    undoes(administrator)
    rektor.reloads()
    rektor.sees("Inläsningen som gav siffran är ångrad. Nu gäller 85\u00a0%", within=card)


def a_finding_rests_on_a_figure(rektor: Person) -> Locator:
    press = rektor.page.keyboard.press
    rektor.opens("/analyses/")
    rektor.page.get_by_role("link", name=re.compile(rf"^Öppna\s?: {UNIT}$")).press("Enter")
    rektor.page.get_by_role("link", name=re.compile("^Förskola och hem")).first.press("Enter")
    rektor.is_at("Förskola och hem")
    rektor.tabs_to("button[value=challenge]")
    press("Enter")
    card = rektor.page.locator("article.finding").last
    expect(card.locator(":focus")).to_have_count(1)
    rektor.page.keyboard.type("Färre vårdnadshavare är nöjda")
    rektor.tabs_to("details:not(.quiet) > summary")
    press("Enter")
    expect(card.locator("button[name=value]").first).to_be_visible()
    rektor.tabs_to("button[name=value]")
    press("Enter")
    rektor.sees("Nöjda vårdnadshavare", "85\u00a0%", within=card.locator("ul.grounds"))
    looks_right(rektor)
    return card


def changes_one_figure(file: Path) -> None:
    book = load_workbook(file)
    titles, *rows = book.active.iter_rows()
    column = {cell.value: number for number, cell in enumerate(titles)}
    [row] = [row for row in rows if (row[column["Enhet"]].value, row[column["Nyckeltalets kod"]].value) == (UNIT, INDICATOR)]
    row[column["Värde"]].value = 81
    book.save(file)


# --- without scripts ------------------------------------------------------------------------------------------


def test_a_name_that_nobody_knows_is_answered_once_without_javascript(as_person: Callable[..., Person], tmp_path: Path) -> None:
    # Given a table that calls a pre-school by another name, and a browser that runs no scripts
    administrator = as_person("systemforvaltare", java_script_enabled=False)
    table = tmp_path / "enkät.csv"
    table.write_text(f"Enhet;Nyckeltalets kod;Läsår;Värde\nFörskolan Hagkullen;{INDICATOR};2024/25;89\n", "utf-8-sig")
    chooses(administrator, "sheet", table)
    asked = administrator.page.get_by_label("Förskolan Hagkullen")
    # When the administrator says which it is
    assert rows_of(administrator) == {UNKNOWN: 1}
    asked.select_option(label=UNIT)
    administrator.presses("Spara svaren och se vad som ändras")
    assert rows_of(administrator) == {AS_BEFORE: 1}
    # And reads it in, and looks until the worker has done it
    administrator.presses("Läs in siffrorna")
    wait_until(lambda: administrator.page.get_by_text(IS_DONE).count() or administrator.reloads(), 60)
    # Then the answer is remembered the next time
    chooses(administrator, "sheet", table)
    administrator.sees("Besvarat i en tidigare inläsning.")
    assert rows_of(administrator) == {AS_BEFORE: 1}


def test_indicators_and_grounds_are_found_without_javascript(as_person: Callable[..., Person]) -> None:
    rektor = as_person("rektor-forskolor-bjorkangen", java_script_enabled=False)
    # Given a rektor who looks for what a figure means
    rektor.opens("/indicators/")
    rektor.field("Ord, titel eller officiellt id").fill("vårdnadshavare")
    rektor.presses("Sök")
    rektor.follows("Nöjda vårdnadshavare", within="main")
    rektor.is_at("Nöjda vårdnadshavare")
    # When she lets a finding rest on a figure, and thinks better of it
    rektor.opens("/analyses/")
    rektor.page.get_by_role("link", name=re.compile(rf"^Öppna\s?: {UNIT}$")).click()
    rektor.follows("Förskola och hem", within="main")
    rektor.presses("Lägg till en styrka")
    card = rektor.page.locator("article.finding").last
    rektor.unfolds("Välj siffror och observationer", within=card)
    card.get_by_role("button", name="2024/25").click()
    grounds = card.locator("ul.grounds")
    rektor.sees("89\u00a0%", within=grounds)
    # Then it rests on nothing again
    rektor.presses("Ta bort", within=grounds)
    rektor.sees("Inget är valt än.", within=card)
