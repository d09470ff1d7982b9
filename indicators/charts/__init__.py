"""The geometry of diagrams, the same in the browser and in the PDF.

``trend`` draws a figure over school years, ``spark`` the same in a row of a table; ``geometry`` places values in a box.
"""

from indicators.charts.spark import Fact, Spark, compared_with, facts, spark
from indicators.charts.trend import Trend, trend

__all__ = ["Fact", "Spark", "Trend", "compared_with", "facts", "spark", "trend"]
