"""Dates and times for readers of English."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j F"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y H:i"
