"""Verbs of the figures.

``figures`` adds indicators and values, ``importing`` brings in those of any source, ``runs`` does so for a person at the page and
``reading`` for the command line.
"""

from indicators.services.figures import add_indicator, record_value
from indicators.services.reading import ImportSummary, municipality_by_code, read_in
from indicators.services.runs import answer_places, carry_out, confirm_import, preview_fetched, preview_import, undo_import

__all__ = [
    "ImportSummary",
    "add_indicator",
    "answer_places",
    "carry_out",
    "confirm_import",
    "municipality_by_code",
    "preview_fetched",
    "preview_import",
    "read_in",
    "record_value",
    "undo_import",
]
