"""School years. A läsår begins on 1 August and is written 2025/26.

Kolada's year is the year in which the läsår ends; Skolverket writes both.
"""

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from schoolplan.kit import clock

_WRITTEN = re.compile(r"^(\d{4})[/-](\d{2}|\d{4})$")


class SchoolYear(int):
    """The calendar year in which the school year begins: ``SchoolYear(2025)`` is written 2025/26."""

    def __str__(self) -> str:
        return f"{int(self)}/{(int(self) + 1) % 100:02d}"

    @property
    def slug(self) -> str:
        """As it stands in an address: 2025-26."""
        return str(self).replace("/", "-")

    @property
    def starts(self) -> dt.date:
        return dt.date(self, 8, 1)

    @property
    def ends(self) -> dt.date:
        return dt.date(self + 1, 7, 31)

    @property
    def previous(self) -> "SchoolYear":
        return SchoolYear(self - 1)

    @property
    def next(self) -> "SchoolYear":
        return SchoolYear(self + 1)

    @classmethod
    def of(cls, day: dt.date) -> "SchoolYear":
        """The school year that ``day`` belongs to."""
        return cls(day.year if day.month >= 8 else day.year - 1)

    @classmethod
    def current(cls) -> "SchoolYear":
        return cls.of(clock.today())

    @classmethod
    def parse(cls, text: str) -> "SchoolYear":
        """Read 2025/26, 2025-26 or 2025/2026. Raises ValidationError with a sentence for the reader."""
        match = _WRITTEN.match(text.strip())
        if not match or int(match[2]) % 100 != (int(match[1]) + 1) % 100 or not 1990 <= int(match[1]) <= 2100:
            raise ValidationError(_("“%(text)s” is not a school year. Write it as 2025/26.") % {"text": text[:40]})
        return cls(int(match[1]))


if TYPE_CHECKING:
    _SmallInteger = models.SmallIntegerField["SchoolYear | int", "SchoolYear"]
else:
    _SmallInteger = models.SmallIntegerField


class SchoolYearField(_SmallInteger):
    """Stores a school year as the year in which it begins."""

    def from_db_value(self, value: int | None, *_args: Any) -> SchoolYear | None:
        return None if value is None else SchoolYear(value)

    def to_python(self, value: Any) -> SchoolYear | None:
        return None if value is None else SchoolYear(int(value))


class SchoolYearConverter:
    """School years in addresses."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> SchoolYear:
        try:
            return SchoolYear.parse(value)
        except ValidationError as error:
            raise ValueError(value) from error

    def to_url(self, value: SchoolYear) -> str:
        return SchoolYear(value).slug
