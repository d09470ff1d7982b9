"""The geometry of diagrams, the same in the browser and in the PDF: ``trend`` draws figures over school years."""

from indicators.charts.trend import Fact, Spark, Trend, facts, spark, trend

__all__ = ["Fact", "Spark", "Trend", "facts", "spark", "trend"]
