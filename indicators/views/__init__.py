"""Pages of the figures: ``imports`` reads in files."""
