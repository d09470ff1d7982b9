"""Who may read in results, add indicators and values of their own, and decide which indicators a municipality uses."""

import rules

from units.permissions import granted

rules.add_perm("indicators.import_results", granted("results.import"))
rules.add_perm("indicators.see_library", granted("indicator.view"))
rules.add_perm("indicators.manage_library", granted("indicator.manage"))
