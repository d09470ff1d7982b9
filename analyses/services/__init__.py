"""What is done with an analysis.

It is begun (``starting``), written in (``writing``, ``chain``, ``arranging``, ``grounds``, ``undoing``) by those who write
together (``together``, ``comments``), handed in and answered (``deciding``) and cited (``citing``).
"""

from analyses.services.arranging import merge_findings, move_a_step, move_to_area, move_to_finding, split_finding
from analyses.services.carrying import bring_in, take_in
from analyses.services.chain import add_cause, add_conclusion, add_finding, add_observation, draw_on, remove, set_theme
from analyses.services.citing import cite, cite_anew, cite_no_more
from analyses.services.comments import (
    Card,
    add_comment,
    move_comments,
    pin_comment,
    remove_comment,
    reopen_comment,
    resolve_comment,
)
from analyses.services.deciding import adopt_analysis, return_analysis, submit_analysis
from analyses.services.grounds import add_ground, remove_ground, use_new_figure
from analyses.services.guarding import Door, LooksPersonal, admit_sent, let_words_stand, throw_away
from analyses.services.printing import ask_for_document, make_document
from analyses.services.starting import start_analysis
from analyses.services.together import be_present, delegate_submission, end_invitation, invite
from analyses.services.undoing import undo
from analyses.services.writing import WRITABLE, Part, save_text, save_typed

__all__ = [
    "WRITABLE",
    "Card",
    "Door",
    "LooksPersonal",
    "Part",
    "add_cause",
    "add_comment",
    "add_conclusion",
    "add_finding",
    "add_ground",
    "add_observation",
    "admit_sent",
    "adopt_analysis",
    "ask_for_document",
    "be_present",
    "bring_in",
    "cite",
    "cite_anew",
    "cite_no_more",
    "delegate_submission",
    "draw_on",
    "end_invitation",
    "invite",
    "let_words_stand",
    "make_document",
    "merge_findings",
    "move_a_step",
    "move_comments",
    "move_to_area",
    "move_to_finding",
    "pin_comment",
    "remove",
    "remove_comment",
    "remove_ground",
    "reopen_comment",
    "resolve_comment",
    "return_analysis",
    "save_text",
    "save_typed",
    "set_theme",
    "split_finding",
    "start_analysis",
    "submit_analysis",
    "take_in",
    "throw_away",
    "undo",
    "use_new_figure",
]
