"""What the pages of analyses need: writing (editor), all units together (rollup), and the list of analyses (index)."""

from analyses.queries.editor import AreaPage, Overview, Sides, area_page, card, overview, overviews, sides
from analyses.queries.gaps import Gap, gaps_of_version
from analyses.queries.grounds import Quotes, quotes_of, quotes_of_version
from analyses.queries.index import IndexPage, UnitState, index_page
from analyses.queries.rollup import Rollup, findings_of_area, rollup

__all__ = [
    "AreaPage",
    "Gap",
    "IndexPage",
    "Overview",
    "Quotes",
    "Rollup",
    "Sides",
    "UnitState",
    "area_page",
    "card",
    "findings_of_area",
    "gaps_of_version",
    "index_page",
    "overview",
    "overviews",
    "quotes_of",
    "quotes_of_version",
    "rollup",
    "sides",
]
