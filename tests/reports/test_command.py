import io

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from tests.reports.story import HANDED_IN


def render(unit: str, year: str, output) -> str:
    call_command("render_report", unit=unit, year=year, output=output, stdout=io.StringIO())
    return "".join(page.extract_text() for page in PdfReader(output).pages)


def test_a_units_report(cast, story, tmp_path):
    text = render(cast.unit.slug, "2025/26", tmp_path / "r.pdf")
    for said in ("Almskolan 2025/26", "Daglig läsning lyfter alla klasser", "Studiero vid lektionsstart", "72 %"):
        assert said in text.replace("\u00a0", " ")


def test_a_units_report_tells_no_draft(cast, story, tmp_path):
    with pytest.raises(CommandError, match="Ekens förskola"):
        render(cast.preschool.slug, "2025/26", tmp_path / "r.pdf")
    assert HANDED_IN not in render(cast.other_unit.slug, "2025/26", tmp_path / "r.pdf")


def test_the_municipalitys_report(cast, story, tmp_path):
    assert "Kvalitetsrapport 2026" in render(cast.municipality.slug, "2025/26", tmp_path / "r.pdf")


@pytest.mark.parametrize(
    ("unit", "year", "file"),
    [
        ("finns-inte", "2025/26", "r.pdf"),
        ("almskolan", "2025/27", "r.pdf"),
        ("almskolan", "1995/96", "r.pdf"),
        ("provkoping", "2024/25", "r.pdf"),
        ("almskolan", "2025/26", "nowhere/r.pdf"),
        ("almskolan", "2025/26", ""),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(story, tmp_path, unit, year, file):
    with pytest.raises(CommandError) as error:
        render(unit, year, tmp_path / file)
    assert str(error.value).endswith(".")
    assert list(tmp_path.iterdir()) == []
