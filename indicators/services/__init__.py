"""Verbs of the figures: adding indicators and values (``figures``), reading in a published file (``reading``), and the runs that a
person starts from the page (``runs``)."""

from indicators.services.figures import add_indicator, record_value
from indicators.services.reading import ImportSummary, municipality_by_code, read_in
from indicators.services.runs import carry_out, confirm_import, preview_import

__all__ = [
    "ImportSummary",
    "add_indicator",
    "carry_out",
    "confirm_import",
    "municipality_by_code",
    "preview_import",
    "read_in",
    "record_value",
]
