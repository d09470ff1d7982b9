"""What the pages of dialogues show: the list, one meeting, and what the start pages say about both."""

from dialogues.queries.index import DialogueIndex, dialogue_index, plannable_nodes
from dialogues.queries.meeting import MeetingPage, meeting_page
from dialogues.queries.promises import NextMeeting, OpenPromises, PromiseLine, next_meeting, open_promises

__all__ = [
    "DialogueIndex",
    "MeetingPage",
    "NextMeeting",
    "OpenPromises",
    "PromiseLine",
    "dialogue_index",
    "meeting_page",
    "next_meeting",
    "open_promises",
    "plannable_nodes",
]
