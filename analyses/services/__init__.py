"""What is done with an analysis.

It is begun (``starting``), written in (``writing``, ``chain``, ``grounds``), handed in and answered (``deciding``) and
cited (``citing``).
"""

from analyses.services.chain import add_cause, add_conclusion, add_finding, add_observation, remove
from analyses.services.citing import cite, cite_no_more
from analyses.services.deciding import adopt_analysis, return_analysis, submit_analysis
from analyses.services.grounds import add_ground, remove_ground, use_new_figure
from analyses.services.starting import start_analysis
from analyses.services.writing import WRITABLE, Part, save_text

__all__ = [
    "WRITABLE",
    "Part",
    "add_cause",
    "add_conclusion",
    "add_finding",
    "add_ground",
    "add_observation",
    "adopt_analysis",
    "cite",
    "cite_no_more",
    "remove",
    "remove_ground",
    "return_analysis",
    "save_text",
    "start_analysis",
    "submit_analysis",
    "use_new_figure",
]
