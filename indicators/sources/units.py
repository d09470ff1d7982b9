"""What the readers of school units' files and answers have in common. Pure."""

import re
from collections.abc import Sequence

UNIT_CODE = re.compile(r"\d{8}")  # Skolverket's code of a school unit; codes are text
LONGEST_NAME = 200  # of a unit or municipality, as many characters as are stored


def position(titles: Sequence[str], *names: str) -> int | None:
    """The first column with one of the names; None when there is none."""
    return next((index for index, title in enumerate(titles) if title in names), None)
