"""Words in a report that look like personal data and that nobody has said may stand: they never leave with a PDF."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from analyses.models import Confirmation
from reports.models import Report
from schoolplan.kit.guard import Hit, look
from units.models import Node

# What holds no words that anybody has typed.
_NOT_TYPED = frozenset({"figures", "highlights", "anchor", "school_year", "data_date", "state", "state_words"})
_OWN = ("title", "reference", "summary", "questions", "decisions")


@dataclass(frozen=True)
class Found:
    """Words in the report, where they stand in it, and the page on which they are corrected."""

    hit: Hit
    place: str
    url: str


def unconfirmed(content: dict[str, Any], *, node: Node, report: Report | None = None) -> list[Found]:
    """The words of a report's content, its own and those that it quotes, each once and in their order.

    ``node`` is the municipality or the unit that the content is of, and ``report`` the report itself where there is one.

    What has been confirmed for the report may stand in all of it; what a unit has confirmed in its analysis may stand where that
    unit is quoted, and in what the municipality writes on top of the units.
    """
    found = {(each.hit.digest, slug): each for slug, each in reversed(list(_all(content, report)))}
    if not found:
        return []
    allowed = _allowed(node)
    own = set(report.confirmations.values_list("digest", flat=True)) if report else set()
    return [each for (digest, slug), each in reversed(found.items()) if digest not in own | allowed[slug]]


def _allowed(node: Node) -> dict[str, set[str]]:
    """What has been confirmed in the analyses, by the unit's address; by "" in all of them together."""
    allowed: dict[str, set[str]] = defaultdict(set)
    within = Confirmation.objects.filter(analysis__node__path__startswith=node.path)
    for slug, digest in within.values_list("analysis__node__slug", "digest"):
        allowed[slug].add(digest)
        allowed[""].add(digest)
    return allowed


def _all(content: dict[str, Any], report: Report | None) -> Iterator[tuple[str, Found]]:
    own_page = reverse("reports:edit", args=[report.pk]) if report else ""
    report_page = reverse("reports:report", args=[report.pk]) if report else ""
    quoted = {name: part for name, part in content.items() if name not in (*_OWN, "units")}
    for name in _OWN:
        yield from _in(content.get(name, ""), "", _("What you have written yourselves"), own_page)
    for unit in content["units"]:
        yield from _in(unit, unit["anchor"], unit["name"], reverse("reports:unit", args=[unit["anchor"]]))
    yield from _in(quoted, "", _("What the municipality's analysis and plan say"), report_page)


def _in(part: Any, slug: str, place: str, url: str) -> Iterator[tuple[str, Found]]:
    for text in _texts(part):
        for hit in look(text):
            yield slug, Found(hit, place, url)


def _texts(part: Any) -> Iterator[str]:
    match part:
        case str():
            yield part
        case list() | tuple():
            for each in part:
                yield from _texts(each)
        case dict():
            for name, each in part.items():
                if name not in _NOT_TYPED:
                    yield from _texts(each)
