"""What somebody could put into a file or an answer, by mistake or to break in: people, endless numbers, odd digits."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook

from indicators.models import ImportRun, Source
from indicators.services import add_indicator, importing
from indicators.services.importing import Wanted
from indicators.services.register import preview_register
from indicators.sources import grades, kolada, register, sheet
from indicators.sources.cells import CellProblem, FileProblem, read_cell
from indicators.sources.workbook import read_sheets
from journal.services import SYSTEM
from tests.indicators.registers import register_of

PERSON = "20100101-2384"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def refused(read, content):
    with pytest.raises(FileProblem) as raised:
        read(content)
    return " ".join(raised.value.messages)


# ---- people


@pytest.mark.parametrize("where", ["Tegelviken F-9", "78673553", "Valt läsår"])
def test_skolverkets_file_holds_no_people(edited, where):
    content = edited((where, PERSON))
    said = refused(lambda content: grades.read(content, municipality_code="0484"), content)
    assert ("personal identity number" in said, PERSON[-4:] in said) == (True, False)


@pytest.mark.parametrize("row", [(PERSON, "Almskolan", "F–9", 310), ("99010001", f"Almskolan {PERSON}", "F–9", 310)])
def test_the_register_holds_no_people(row):
    said = refused(lambda content: register.read(content, municipality_code="9901"), register_of(row))
    assert ("personal identity number" in said, PERSON[-4:] in said) == (True, False)


@pytest.mark.parametrize("dash", ["\u2013", "\u2011", "\u2212", "\u00a0"])
def test_another_dash_hides_nobody(dash):
    assert "personal identity number" in refused(read_sheets, f"Enhet;x\nA;{PERSON.replace('-', dash)}\n".encode())


def test_nobody_is_the_name_of_a_sheet():
    book = Workbook()
    book.active.title, book.active["A1"] = PERSON, "Enhet"
    out = io.BytesIO()
    book.save(out)
    said = refused(read_sheets, out.getvalue())
    assert ("personal identity number" in said, PERSON[-4:] in said) == (True, False)


@pytest.mark.parametrize("source", [Source.GRADES, Source.REGISTER])
def test_the_name_of_a_file_keeps_nobody(cast, client_of, for_cast, source):
    content = for_cast() if source == Source.GRADES else register_of(("99010001", "Almskolan", "F–9", 310))
    file = SimpleUploadedFile(f"Anna {PERSON}.csv", content)
    url = reverse("indicators:upload", args=[source])
    assert client_of("administrator").post(url, {"node": cast.municipality.pk, "file": file}).status_code == 302
    assert ImportRun.objects.get().file_name == "Anna ….csv"


# ---- numbers without end


@pytest.mark.parametrize("text", ["1," + "1" * 60, "cirka 1," + "0" * 40])
def test_a_number_is_not_longer_than_what_is_stored(text):
    with pytest.raises(CellProblem, match="longer than 40"):
        read_cell(text)


def test_a_longer_number_in_skolverkets_file_is_refused_and_the_others_are_read(cast, for_cast):
    row = next(line for line in for_cast().decode().splitlines() if ";Provköping;9901;Kommunal" in line and line[-1].isdigit())
    content = for_cast((row, row + ("1" * 60 if "," in row.rsplit(";", 1)[1] else "," + "1" * 60)))
    preview = importing.preview(wanted=Wanted(Source.GRADES, content, "9901", cast.municipality, {}), by=cast.administrator)
    assert (preview.accounted, preview.refusals_total) == (preview.rows_total, 1)


@pytest.mark.parametrize("number", ["1E+999999999999", "1E-999999999999", "1.00000000000000000000000000000000000000000000000001"])
def test_kolada_may_send_any_number(number):
    answer = '{"municipality": "9901", "asked": [], "names": {}, "kpi": [], "group": null, "data": [{"kpi": "N1", "municipality":'
    answer += f' "9901", "period": 2024, "values": [{{"gender": "T", "status": "", "value": {number}}}]}}]}}'
    batch = kolada.read(answer.encode(), municipality_code="9901")
    assert (len(batch.readings), len(batch.refusals)) == (0, 1)


@pytest.mark.parametrize("pupils", ["²", "9" * 30, "9" * 5000, "-4", "1e9"])
def test_what_is_no_number_of_pupils_is_not_read(pupils):
    content = register_of(("99010001", "Almskolan", "F–9", 4711)).replace(b";4701;10", f";{pupils};".encode())
    units = register.read(content, municipality_code="9901").units
    assert [unit.pupils for unit in units] == [None]


def test_a_cell_without_end_in_the_register():
    content = register_of(("99010001", '"' + "x" * 200_000 + '"', "F–9", 310))
    assert "table" in refused(lambda content: register.read(content, municipality_code="9901"), content)


@pytest.mark.parametrize("choice", [{"choice:new:99010009": "add:²"}, {"choice:new:99010009": "add:" + "9" * 30}])
@pytest.mark.parametrize("successor", ["", "²", "9" * 30])
def test_odd_digits_in_a_choice(cast, client_of, choice, successor):
    content = register_of(("99010009", "Nya skolan", "F–3", 40))
    run = preview_register(content=content, file_name="r.csv", municipality=cast.municipality, by=cast.administrator)
    data = choice | {f"successor:gone:{cast.unit.pk}": successor, "on": "2026-07-01", "carry_out": "1"}
    assert client_of("administrator").post(reverse("indicators:register", args=[run.pk]), data).status_code == 422


@pytest.mark.parametrize("asked", ["municipality=%00", "q=%00", "municipality=..%2F", "area=%00&form=%00"])
def test_odd_letters_in_an_address(client_of, asked):
    response = client_of("administrator").get(f"{reverse('indicators:library')}?{asked}")
    assert response.status_code in (200, 404)


# ---- bombs


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_far_into_a_part_is_found(encoding):
    out = io.BytesIO()
    Workbook().save(out)
    bomb = '<?xml version="1.0"?>' + " " * 10_000 + '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/more.xml", bomb.encode(encoding))
    assert "does not belong" in refused(read_sheets, out.getvalue())


def test_thousands_of_unknown_names_are_not_compared_with_every_unit(cast, monkeypatch):
    add_indicator(key="gr9-merit", title="T", short_title="T", measure="points", source="S", by=SYSTEM)
    compared = []
    monkeypatch.setattr("indicators.services.importing.places.most_alike", lambda *given, **among: compared.append(given))
    rows = "".join(f"Namn {n};gr9-merit;2024/25;200\n" for n in range(1_000))
    content = f"Enhet;Nyckeltalets kod;Läsår;Värde\n{rows}".encode()
    assert len(sheet.read(content, municipality_code="9901").readings) == 1_000
    preview = importing.preview(wanted=Wanted(Source.SHEET, content, "9901", cast.municipality, {}), by=cast.administrator)
    assert (len(preview.questions), compared) == (1_000, [])
