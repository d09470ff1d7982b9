"""Where a page finds the texts that wait for its reader."""

from collections.abc import Mapping
from typing import Any

from django.template import Context

from analyses import queries
from analyses.models import Analysis, TemplateArea, TemplateField, TemplateSection
from schoolplan.kit.guard import Held


def held_for_reader(context: Context, obj: Any) -> Mapping[str, Held]:
    """Read once a request, however many fields the page has. Those of a template belong to no analysis, and none waits."""
    if isinstance(obj, TemplateArea | TemplateSection | TemplateField):
        return {}
    request = context["request"]
    analysis: Analysis = context.get("analysis") or (obj if isinstance(obj, Analysis) else obj.analysis)
    kept: dict[int, Mapping[str, Held]] = request.__dict__.setdefault("_held_texts", {})
    if analysis.pk not in kept:
        kept[analysis.pk] = queries.held_texts(analysis, request.user)
    return kept[analysis.pk]
