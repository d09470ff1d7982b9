"""What pages read: ``figures`` the values as an audience may see them, ``imports`` the
files that brought them.
"""

from indicators.queries.figures import audience_for, fetched_since, figures_of, figures_of_many
from indicators.queries.shapes import Against, Beside, Break, Figure, Point, Spread
from indicators.queries.surroundings import limits_for

__all__ = [
    "Against",
    "Beside",
    "Break",
    "Figure",
    "Point",
    "Spread",
    "audience_for",
    "fetched_since",
    "figures_of",
    "figures_of_many",
    "limits_for",
]
