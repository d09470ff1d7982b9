"""Holding an analysis while something is written in it."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from analyses.models import (
    Analysis,
    Cause,
    Conclusion,
    Finding,
    Ground,
    Judgement,
    LookBack,
    Observation,
    Participation,
    SectionText,
)
from analyses.permissions import place_of
from schoolplan.kit.access import require
from schoolplan.kit.workflow import NotPossible
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
    Ground: ("finding__analysis", "finding__area"),
}


def lock(analysis: Analysis) -> Analysis:
    """The analysis with its state as it is now, held until the transaction ends: nothing is written beside a hand-in."""
    analysis.refresh_from_db(
        fields=["state", "deputy_may_submit"], from_queryset=Analysis.objects.select_for_update(of=("self",))
    )
    return analysis


def lock_to_write(*, obj: Any, by: User, field: str = "") -> Analysis:
    """Hold the analysis that ``obj`` is or is a part of, with ``obj`` as it is now: somebody may have moved or removed it.

    Raises PermissionDenied when ``by`` does not write in that part now, and NotPossible when it is gone.
    """
    analysis = lock(obj if isinstance(obj, Analysis) else obj.analysis)
    if obj.pk and obj is not analysis:
        _read_anew(obj, analysis)
    require(by, "analyses.write_part", place_of(obj, field))
    return analysis


def _read_anew(obj: Any, analysis: Analysis) -> None:
    """The record with what it stands in as it is now, in the analysis that is held."""
    try:
        obj.refresh_from_db(from_queryset=type(obj)._base_manager.select_related(*_WAYS[type(obj)]))
        (obj.finding if hasattr(obj, "finding") else obj).analysis = analysis
    except ObjectDoesNotExist:
        raise NotPossible from None


def read_to_write(*, obj: Any, by: User, field: str) -> Analysis:
    """Read a record and hold its analysis in one statement. ``obj`` needs to know no more than its number.

    Raises DoesNotExist when it is gone, and PermissionDenied when ``by`` does not write in that part now.
    """
    way = _WAYS[type(obj)]
    node = f"{way[0]}__node" if way else "node"
    held = type(obj)._base_manager.select_for_update(of=way[:1] or ("self",), no_key=True)
    obj.refresh_from_db(from_queryset=held.select_related(*way, node))
    require(by, "analyses.write_part", place_of(obj, field))
    analysis: Analysis = obj if isinstance(obj, Analysis) else obj.analysis
    return analysis
