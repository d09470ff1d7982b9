"""Who may read in results, add indicators and values of their own, and decide which indicators a municipality uses."""

from typing import Any

import rules

from indicators.models import Indicator
from units.access import holds, places_with
from units.permissions import granted


@rules.predicate
def sees_library(user: Any, obj: Any) -> bool:
    """A municipality's library and its own indicators are its readers'; the national ones are everybody's who has a library."""
    municipality = obj.municipality if isinstance(obj, Indicator) else obj
    return bool(places_with(user, "indicator.view")) if municipality is None else holds(user, "indicator.view", municipality)


rules.add_perm("indicators.import_results", granted("results.import"))
rules.add_perm("indicators.change_limits", granted("figures.limits"))
rules.add_perm("indicators.see_library", sees_library)
rules.add_perm("indicators.manage_library", granted("indicator.manage"))
