"""Holding an analysis while something is written in it."""

from typing import Any

from analyses.models import Analysis, Cause, Conclusion, Finding, Judgement, LookBack, Observation, Participation, SectionText
from schoolplan.kit.access import require
from units.models import User

# How a record leads to its analysis, and to the area or section in which it stands.
_WAYS: dict[type[Any], tuple[str, ...]] = {
    Analysis: (),
    SectionText: ("analysis", "section"),
    LookBack: ("analysis",),
    Participation: ("analysis",),
    Judgement: ("analysis", "area"),
    Observation: ("analysis", "area"),
    Finding: ("analysis", "area"),
    Cause: ("finding__analysis", "finding__area"),
    Conclusion: ("finding__analysis", "finding__area"),
}


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


def read_to_write(*, obj: Any, by: User) -> Analysis:
    """Read a record and hold its analysis in one statement. ``obj`` needs to know no more than its number.

    Raises DoesNotExist when it is gone, and PermissionDenied when ``by`` does not write in that part now.
    """
    way = _WAYS[type(obj)]
    node = f"{way[0]}__node" if way else "node"
    held = type(obj)._base_manager.select_for_update(of=way[:1] or ("self",), no_key=True)
    obj.refresh_from_db(from_queryset=held.select_related(*way, node))
    require(by, "analyses.write_part", obj)
    analysis: Analysis = obj if isinstance(obj, Analysis) else obj.analysis
    return analysis
