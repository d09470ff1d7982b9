import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from units.years import SchoolYear, SchoolYearConverter


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (dt.date(2025, 8, 1), "2025/26"),
        (dt.date(2026, 7, 31), "2025/26"),
        (dt.date(2026, 8, 1), "2026/27"),
        (dt.date(1999, 9, 1), "1999/00"),
    ],
)
def test_a_day_belongs_to_a_school_year(day: dt.date, written: str) -> None:
    year = SchoolYear.of(day)
    assert str(year) == written
    assert year.starts <= day <= year.ends


@pytest.mark.parametrize("text", ["2025/26", "2025-26", "2025/2026", " 2025/26 "])
def test_a_year_is_read_as_people_write_it(text: str) -> None:
    assert SchoolYear.parse(text) == SchoolYear(2025)


@pytest.mark.parametrize("text", ["", "2025", "2025/27", "25/26", "2025/26/27", "1825/26", "<b>"])
def test_what_is_no_year_is_told(text: str) -> None:
    with pytest.raises(ValidationError, match="2025/26"):
        SchoolYear.parse(text)


def test_years_follow_each_other() -> None:
    assert (SchoolYear(2025).previous, SchoolYear(2025).next) == (SchoolYear(2024), SchoolYear(2026))
    assert SchoolYear.current() == SchoolYear(2025)


def test_a_year_in_an_address() -> None:
    converter = SchoolYearConverter()
    assert converter.to_python(converter.to_url(SchoolYear(2025))) == SchoolYear(2025)
    with pytest.raises(ValueError):
        converter.to_python("2025-27")
