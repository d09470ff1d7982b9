"""What a unit can tick: the sources of an analysis and the ways in which people took part, from ``content/sources.toml``."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from units.models import Node

CONTENT = Path(__file__).parent / "content" / "sources.toml"

Choices = list[tuple[str, str]]  # key and Swedish title


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(CONTENT.read_text("utf-8"))


def sources_for(node: Node) -> Choices:
    """The sources that a node's analysis can rest on. A node with schools and pre-schools under it has them all."""
    return _of(_content()["sources"], node)


def ways_for(node: Node, group: str) -> Choices:
    """How one group (``Participation.Group``) can have taken part in a node's analysis."""
    return _of(_content()["ways"][group], node)


def _of(lines: list[dict[str, str]], node: Node) -> Choices:
    kind = "preschool" if node.is_preschool else "school" if node.forms else None
    return [(line["key"], line["title"]) for line in lines if kind is None or line.get("in", kind) == kind]


def titles_of_sources(keys: list[str]) -> list[str]:
    """The titles of stored keys, in the order of the content; living or frozen."""
    return [line["title"] for line in _content()["sources"] if line["key"] in keys]


def titles_of_ways(group: str, keys: list[str]) -> list[str]:
    return [line["title"] for line in _content()["ways"][group] if line["key"] in keys]
