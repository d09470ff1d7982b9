"""The pages of reports.

``units`` (all units, one unit), ``together`` (the figures of many), ``board`` (reports and questions), ``reports`` (one report).
"""
