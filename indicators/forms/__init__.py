"""Input of the pages of the figures, a module for each page."""
