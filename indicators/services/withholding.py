"""Which figures are withheld so that no masked one can be computed from those shown, decided whenever figures change.

It is stored with each value because it depends on all units of the municipality, and a page must not read them all.
"""

from collections.abc import Iterable

from units.models import Node


def renew(*, municipality: Node, touched: Iterable[tuple[int, int]]) -> None:
    """Decide anew for the figures of each (indicator, school year) in ``touched``."""
