"""Verbs of the figures.

``figures`` adds indicators and values, ``fetching`` asks open APIs, ``importing`` brings in what any source holds, ``runs`` does
so for a person at the page and ``reading`` for the command line.
"""

from indicators.services.fetching import ask_again, ask_kolada, ask_planned, fetch
from indicators.services.figures import add_indicator, record_value
from indicators.services.reading import ImportSummary, municipality_by_code, read_in
from indicators.services.runs import answer_places, carry_out, confirm_import, preview_fetched, preview_import, undo_import

__all__ = [
    "ImportSummary",
    "add_indicator",
    "answer_places",
    "ask_again",
    "ask_kolada",
    "ask_planned",
    "carry_out",
    "confirm_import",
    "fetch",
    "municipality_by_code",
    "preview_fetched",
    "preview_import",
    "read_in",
    "record_value",
    "undo_import",
]
