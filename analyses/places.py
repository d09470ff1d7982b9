"""Where in an analysis something stands: the address of the page of an area or a section."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from analyses.permissions import section_part

_SECTION = section_part("")


def address_of_part(analysis_id: int, part: str, *, query: Mapping[str, Any] | None = None, fragment: str = "") -> str:
    """The page of a part, which is named as ``permissions.part_of`` does."""
    name = "analyses:section" if part.startswith(_SECTION) else "analyses:area"
    return reverse(name, args=[analysis_id, part.removeprefix(_SECTION)], query=query, fragment=fragment or None)
