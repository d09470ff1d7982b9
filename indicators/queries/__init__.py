"""What pages read: ``figures`` the values as an audience may see them, ``imports`` the files that brought them."""

from indicators.queries.figures import (
    Figure,
    Point,
    audience_for,
    fetched_since,
    figures_of,
    figures_of_many,
    limits_for,
)

__all__ = ["Figure", "Point", "audience_for", "fetched_since", "figures_of", "figures_of_many", "limits_for"]
