"""The pages of reports: ``units`` (all units, one unit), ``board`` (reports and questions), ``reports`` (one report)."""
