"""Who may read in results, and add indicators and values of their own."""

import rules

from units.permissions import granted

rules.add_perm("indicators.import_results", granted("results.import"))
