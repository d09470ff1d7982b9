"""Pages of analyses: the list (index), writing (editor), reading a version (reading), all units together (rollup)."""
