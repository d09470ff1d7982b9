"""What pages read: ``figures`` the values as an audience may see them, ``quotes`` those that texts point to, ``imports`` the
files that brought them.
"""

from indicators.queries.figures import audience_for, fetched_since, figures_of, figures_of_many
from indicators.queries.quotes import Quote, is_quotable, quoted, successor_of
from indicators.queries.shapes import Against, Beside, Break, Figure, Point, Spread
from indicators.queries.surroundings import homes_of, limits_for

__all__ = [
    "Against",
    "Beside",
    "Break",
    "Figure",
    "Point",
    "Quote",
    "Spread",
    "audience_for",
    "fetched_since",
    "figures_of",
    "figures_of_many",
    "homes_of",
    "is_quotable",
    "limits_for",
    "quoted",
    "successor_of",
]
