"""A text that waits for its author: it looks as if it told of a person."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from schoolplan.kit.guard.looking import Hit


@dataclass(frozen=True)
class Held:
    """A text that is kept for its author alone until it is corrected or confirmed; what others read is as it was.

    ``version`` is that of the text the author saw when writing, and ``readers`` says who will read the words if they may stand.
    """

    field: str
    text: str
    hits: Sequence[Hit]
    version: str
    readers: str

    @property
    def mark(self) -> str:
        """The same as long as the same words are found: nobody is told twice while they go on typing."""
        return hashlib.sha256(" ".join(hit.digest for hit in self.hits).encode()).hexdigest()[:12]
