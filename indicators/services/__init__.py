"""Verbs of the figures.

``figures`` adds indicators and values, ``reading`` reads in a published file, ``runs`` does so for a person at the page.
"""

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
