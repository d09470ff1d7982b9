"""What the pages of analyses need.

The whole analysis at a glance (``overview``), its areas (``editor``) and its sections (``sections``), all units together
(``rollup``) and the list of analyses (``index``).
"""

from analyses.queries.above import UsedAbove, used_above
from analyses.queries.around import ReadingPage, Step, reading_page, reviews_of, steps_of, versions_of
from analyses.queries.comments import Thread, Threads, card_of_comment, threads
from analyses.queries.deeds import Deed, deed_of, deeds_of, latest_deed
from analyses.queries.editor import AreaPage, area_page, card, fields_of, with_help
from analyses.queries.gaps import Gap, gaps_of_version
from analyses.queries.grounds import Quotes, quotes_of, quotes_of_version
from analyses.queries.guarding import Found, Waiting, held_texts, own_waiting_texts, unconfirmed, waiting_texts
from analyses.queries.history import HistoryLine, happenings, told
from analyses.queries.index import IndexPage, UnitState, index_page
from analyses.queries.overview import AreaState, Overview, Part, SectionState, Sides, overview, overviews, sides
from analyses.queries.rollup import Rollup, findings_of_area, rollup
from analyses.queries.sections import SectionPage, section_page
from analyses.queries.together import (
    PeoplePage,
    ToWrite,
    Writer,
    WritingPart,
    others_here,
    parts_to_write,
    people_page,
    writers_of,
)
from analyses.queries.versions import (
    NOW,
    Difference,
    WholeText,
    difference,
    known_to,
    newest_document,
    text_by_number,
    whole_text,
)
from analyses.queries.wordings import Wordings

__all__ = [
    "NOW",
    "AreaPage",
    "AreaState",
    "Deed",
    "Difference",
    "Found",
    "Gap",
    "HistoryLine",
    "IndexPage",
    "Overview",
    "Part",
    "PeoplePage",
    "Quotes",
    "ReadingPage",
    "Rollup",
    "SectionPage",
    "SectionState",
    "Sides",
    "Step",
    "Thread",
    "Threads",
    "ToWrite",
    "UnitState",
    "UsedAbove",
    "Waiting",
    "WholeText",
    "Wordings",
    "Writer",
    "WritingPart",
    "area_page",
    "card",
    "card_of_comment",
    "deed_of",
    "deeds_of",
    "difference",
    "fields_of",
    "findings_of_area",
    "gaps_of_version",
    "happenings",
    "held_texts",
    "index_page",
    "known_to",
    "latest_deed",
    "newest_document",
    "others_here",
    "overview",
    "overviews",
    "own_waiting_texts",
    "parts_to_write",
    "people_page",
    "quotes_of",
    "quotes_of_version",
    "reading_page",
    "reviews_of",
    "rollup",
    "section_page",
    "sides",
    "steps_of",
    "text_by_number",
    "threads",
    "told",
    "unconfirmed",
    "used_above",
    "versions_of",
    "waiting_texts",
    "whole_text",
    "with_help",
    "writers_of",
]
