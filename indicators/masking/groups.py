"""How many pupils a figure rests on, where another figure says it."""

from decimal import Decimal

from indicators.masking.door import Marker

UNKNOWN = 0  # the size of a group whose number of pupils is itself masked


def size_said(number: Decimal | None, marker: str) -> int | None:
    """How many pupils a counting figure says that there are; None where it says nothing."""
    if number is None and marker != Marker.MASKED:
        return None
    return int(number or UNKNOWN)


def smallest_group(*sizes: int | None) -> int | None:
    """The most that can be behind a figure: as many as there are of its sex, and no more than there are of all."""
    return min((size for size in sizes if size is not None), default=None)
