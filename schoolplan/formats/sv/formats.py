"""Dates and times as they are written here: 12 oktober 2026, 10.42."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j F"
TIME_FORMAT = "H.i"
DATETIME_FORMAT = "j F Y H.i"
DECIMAL_SEPARATOR = ","
