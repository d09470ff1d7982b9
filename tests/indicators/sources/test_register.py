"""Skolverket's register of June 2020, as published."""

from pathlib import Path

import pytest

from indicators.sources.batch import Refusal
from indicators.sources.cells import FileProblem, OtherPlaces
from indicators.sources.register import RegisterUnit, read, without_people

PUBLISHED = Path(__file__).parent.parent.parent / "data" / "register-2020-06-sex-kommuner.csv"


@pytest.fixture(scope="module")
def content() -> bytes:
    return PUBLISHED.read_bytes()


def unit_of(register, code):
    return next(unit for unit in register.units if unit.code == code)


@pytest.mark.parametrize(
    ("municipality", "units"),
    [("1287", 19), ("0583", 33), ("0484", 41), ("2326", 9), ("1864", 2), ("1861", 14)],
)
def test_every_row_is_accounted_for(content, municipality, units):
    register = read(content, municipality_code=municipality)
    assert register.rows == 162
    assert register.read + register.left_out.total() + len(register.refusals) == 162
    assert (len(register.units), register.refusals) == (units, ())


def test_a_unit_with_its_grades_and_pupils(content):
    register = read(content, municipality_code="0484")
    assert unit_of(register, "36462704") == RegisterUnit("36462704", "Björktorpsskolan F-3", ("FSK", "GR"), "F–3", 327)
    assert unit_of(register, "11280060") == RegisterUnit("11280060", "Björktorpsskolan 4-6", ("GR",), "4–6", 197)


def test_a_unit_on_several_rows_is_one_unit(content):
    register = read(content, municipality_code="1861")
    unit = next(unit for unit in register.units if unit.name == "Alléskolan 2")
    assert (unit.forms, unit.grades, unit.pupils) == (("GY",), "", None)


def test_what_is_left_out_is_said(content):
    assert dict(read(content, municipality_code="0583").left_out) == {
        "rader om andra kommuner": 123,
        "rader om andra huvudmän": 2,
        "rader om skolformer som inte analyseras här: Gymnasiesärskola": 1,
        "rader om skolformer som inte analyseras här: Komm. vuxenutb.": 1,
        "rader om skolformer som inte analyseras här: Komm. vuxenutb. i sv. f. inv.": 1,
        "rader om skolformer som inte analyseras här: Särsk. utb. f. vuxna": 1,
    }


def test_a_bad_code_is_refused_with_its_row(content):
    text = content.decode().replace("0484;Eskilstuna;Grundskola;11280060", "0484;Eskilstuna;Grundskola;1128006")
    register = read(text.encode(), municipality_code="0484")
    assert register.refusals == (Refusal("rad 2", "”1128006” är inte en skolenhetskod (åtta siffror)"),)


def test_a_closed_unit(content):
    text = content.decode().replace("HUVUDMANNATYP;", "HUVUDMANNATYP;STATUS;", 1).replace("Kommunal;", "Kommunal;Upphörd;")
    assert {unit.open for unit in read(text.encode(), municipality_code="0583").units} == {False}


def test_excels_own_encoding(content):
    register = read(content.decode().encode("cp1252"), municipality_code="0484")
    assert unit_of(register, "36462704").name == "Björktorpsskolan F-3"


def test_other_files(content):
    with pytest.raises(FileProblem):
        read(b"", municipality_code="0583")
    with pytest.raises(FileProblem):
        read(b"Skola;Kod\nA;1\n", municipality_code="0583")
    with pytest.raises(OtherPlaces) as problem:
        read(content, municipality_code="0114")
    assert problem.value.places == ["0484", "0583", "1287", "1861", "1864", "2326"]


def test_what_is_kept_reads_the_same_and_tells_of_nobody(content):
    text = content.decode().replace("HUVUDMANNATYP;", "HUVUDMANNATYP;REKTOR;TELEFON;", 1)
    text = text.replace("Kommunal;", "Kommunal;Hemlig Rektor;0141-22 50 00;")
    kept = without_people(text.encode())
    assert read(kept, municipality_code="0583") == read(text.encode(), municipality_code="0583")
    assert [secret in kept.decode() for secret in ("Hemlig", "0141", "BESÖKSADRESS", "SKOLENHETSKOD")] == [False] * 3 + [True]
