"""What a reader may see of a figure. Nothing here reads the database.

``door`` turns one stored value into what may be shown of it, and is the only way from a value to a page. ``complement`` finds
which figures of a ``table`` must be withheld so that no masked one can be computed from the others, with the help of ``flow``.
"""

from indicators.masking.door import (
    MASKED,
    MINUS,
    NEARLY_ALL,
    SPACE,
    Audience,
    Basis,
    Direction,
    Limits,
    Measure,
    Shown,
    Sight,
    headcount,
    is_small,
    round_to,
    show,
    write,
    write_number,
)
from indicators.masking.groups import size_said, smallest_group

__all__ = [
    "MASKED",
    "MINUS",
    "NEARLY_ALL",
    "SPACE",
    "Audience",
    "Basis",
    "Direction",
    "Limits",
    "Measure",
    "Shown",
    "Sight",
    "headcount",
    "is_small",
    "round_to",
    "show",
    "size_said",
    "smallest_group",
    "write",
    "write_number",
]
