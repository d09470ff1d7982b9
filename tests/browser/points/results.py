"""Published results are read in: at the page and from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import House
from tests.browser.imports import AS_BEFORE, READ_IN, chooses, confirms, rows_of
from tests.browser.looks import looks_right
from tests.browser.person import Person
from tests.browser.points import UNIT
from tests.helpers.processes import ROOT, manage

OTHER_OWNERS = "Inte med: skolor med andra huvudmän i kommunen"
PUBLISHED = ROOT / "tests/data/slutbetyg-ak9-2024-25-urval.csv"


def results_are_read_in(house: House, as_person: Callable[..., Person], tmp_path: Path) -> None:
    administrator = as_person("systemforvaltare")
    a_wrong_file_changes_nothing(administrator, tmp_path)
    the_file_is_seen_before_anything_changes(administrator, lindviks_file(tmp_path))
    looks_right(administrator)
    the_worker_reads_it_in(administrator)
    looks_right(administrator)
    the_figures_are_with_the_unit(administrator)
    the_same_file_again_changes_nothing(administrator, lindviks_file(tmp_path))
    the_command_line_does_the_same(house)


def lindviks_file(folder: Path) -> Path:
    """Skolverket's file as published, with the invented municipality's schools instead of the real ones."""
    lines = PUBLISHED.read_text("utf-8-sig").splitlines()
    header = next(number for number, line in enumerate(lines) if line.startswith("Skola;"))
    notes = next(number for number, line in enumerate(lines[header:], header) if line.startswith(";"))
    place = "Lindvik;9900;Kommunal;Lindviks kommun;2120009900"
    schools = [
        f"{UNIT};99000004;{place};45;73,3;86,7;..",
        f"Lindviksskolan 7–9;99000005;{place};124;68,5;83,1;233,4",
        f"Sjöviksskolan;99000003;{place};9;..;..;..",
        f"Ekbackens skola;99000010;{place};31;83,9;~100;228,5",
        f"Kyrkängsskolan;99000006;{place};20;åtta;.;.",
        "Friskolan Ankaret;99000099;Lindvik;9900;Enskild;Ankaret AB;5590000000;24;.;.;.",
    ]
    file = folder / "lindvik.csv"
    file.write_text("\n".join([*lines[: header + 1], *schools, *lines[notes:]]) + "\n", "utf-8-sig")
    return file


def a_wrong_file_changes_nothing(administrator: Person, folder: Path) -> None:
    wrong = folder / "adresser.csv"
    wrong.write_text("Namn;Adress\nLindviksskolan;Storgatan 1\n")
    chooses(administrator, "grades", wrong)
    administrator.sees("Filen har inte rubrikerna för Skolverkets resultat per skolenhet.")
    looks_right(administrator)
    administrator.chooses_in_menu("Inläsningar")
    administrator.does_not_see(wrong.name)


def the_file_is_seen_before_anything_changes(administrator: Person, file: Path) -> None:
    chooses(administrator, "grades", file)
    administrator.is_at("Skolverkets fil med slutbetyg")
    administrator.sees(
        "Inget är ändrat än.",
        "Nya: 1. Kända: 4, varav med nytt namn: 1.",
        "Hette Lindviksskolan",
        "Ekbackens skola",
        "”åtta” är varken ett tal eller en känd markör",
    )
    administrator.unfolds("Visa vad som står i cellerna")
    administrator.sees("Skyddat: för få barn eller elever")
    assert rows_of(administrator) == {READ_IN: 4, AS_BEFORE: 1, OTHER_OWNERS: 1}
    assert administrator.status_of("/units/ekbackens-skola/") == 404


def the_worker_reads_it_in(administrator: Person) -> None:
    confirms(administrator)


def the_figures_are_with_the_unit(administrator: Person) -> None:
    administrator.follows("Lindviksskolan 7–9", within="main")
    administrator.is_at("Lindviksskolan 7–9")
    expect(administrator.page.get_by_text("233,4").first).to_be_attached()


def the_same_file_again_changes_nothing(administrator: Person, file: Path) -> None:
    chooses(administrator, "grades", file)
    administrator.sees("Nya: 0. Kända: 5, varav med nytt namn: 0.")
    assert rows_of(administrator) == {AS_BEFORE: 5, OTHER_OWNERS: 1}


def the_command_line_does_the_same(house: House) -> None:
    counted = [
        json.loads(manage("import_results", str(PUBLISHED), "--municipality", "0583", "--json", env=house.env)) for _ in "12"
    ]
    first, second = counted
    assert (first["units_new"], first["units_known"], first["other_huvudman"], first["errors"]) == (4, 0, 2, [])
    assert first["values"] + sum(first["markers"].values()) == second["unchanged"] == 16
    assert (second["units_new"], second["units_known"]) == (0, 4)
