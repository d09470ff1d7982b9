"""What the pages of analyses need: writing (editor), all units together (rollup), and the list of analyses (index)."""

from analyses.queries.editor import AreaPage, Gap, Overview, area_page, gaps, overview
from analyses.queries.index import IndexPage, UnitState, index_page
from analyses.queries.rollup import Rollup, findings_of_area, rollup

__all__ = [
    "AreaPage",
    "Gap",
    "IndexPage",
    "Overview",
    "Rollup",
    "UnitState",
    "area_page",
    "findings_of_area",
    "gaps",
    "index_page",
    "overview",
    "rollup",
]
