"""Holding an analysis while something is written in it."""

from typing import Any

from analyses.models import Analysis
from schoolplan.kit.access import require
from units.models import User


def lock(analysis: Analysis) -> Analysis:
    """The analysis with its state as it is now, held until the transaction ends: nothing is written beside a hand-in."""
    analysis.refresh_from_db(
        fields=["state", "deputy_may_submit"], from_queryset=Analysis.objects.select_for_update(of=("self",))
    )
    return analysis


def lock_to_write(*, obj: Any, by: User) -> Analysis:
    """Hold the analysis that ``obj`` is or is a part of. Raises PermissionDenied when ``by`` does not write in that part now."""
    analysis = lock(obj if isinstance(obj, Analysis) else obj.analysis)
    require(by, "analyses.write_part", obj)
    return analysis
