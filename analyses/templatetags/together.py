"""Writing together, as the pages of an analysis show it: who writes and who is here, and what is said of each card."""

from typing import Any

from django import template

from analyses import queries
from analyses.conversations import thread_context, threads_of
from analyses.models import Analysis, Comment
from analyses.permissions import part_of, section_part
from analyses.places import address_of_part
from analyses.versions import ReadSection
from schoolplan.kit.access import may

register = template.Library()


@register.inclusion_tag("analyses/_comments.html", takes_context=True)
def comments(context: template.Context, card: Any, *, only_if_any: bool = False) -> dict[str, Any]:
    """What the team says of a card, and what the administration has sent: a quiet link until it is opened.

    ``only_if_any`` for cards that are many and stand close, where a link at each would be in the reader's way.
    """
    request, analysis = context["request"], context["analysis"]
    shown = thread_context(request, analysis, threads_of(request, analysis).of(*_key(card)), about=card)
    if only_if_any and not shown["thread"].comments:
        shown["may_add"] = False
    return shown


@register.inclusion_tag("analyses/_comments.html", takes_context=True)
def pinned(context: template.Context, card: Any, about: str = "") -> dict[str, Any]:
    """What the administration says of a card of the handed-in ``version`` that the page shows."""
    request, version = context["request"], context["version"]
    kind, number = _key(card)
    thread = threads_of(request, version.analysis).pinned_to(kind, number or version.analysis_id, version)
    return thread_context(request, version.analysis, thread, about=about or card, pinning=context["may_review"], is_frozen=True)


@register.inclusion_tag("analyses/_comments_of_removed.html", takes_context=True)
def comments_of_removed(context: template.Context, part: str) -> dict[str, Any]:
    """What waits for an answer although the card it is about has been removed from the part."""
    request, analysis = context["request"], context["analysis"]
    found = threads_of(request, analysis).of_removed(part)
    return {"threads": [thread_context(request, analysis, each, about=each.about, plain=True) for each in found]}


@register.inclusion_tag("analyses/_asked.html", takes_context=True)
def asked(context: template.Context) -> dict[str, Any]:
    """What the administration has asked for, with links to the cards, for those who write."""
    analysis = context["analysis"]
    return {"asked": threads_of(context["request"], analysis).asked, "analysis": analysis}


@register.inclusion_tag("analyses/_asked_before.html", takes_context=True)
def asked_before(context: template.Context) -> dict[str, Any]:
    """What had been asked for when the shown version was handed in, and what the unit has done about it."""
    version = context["version"]
    return {"asked": threads_of(context["request"], version.analysis).asked_before(version)}


@register.simple_tag(takes_context=True)
def pinned_here(context: template.Context) -> list[Comment]:
    """What goes along with the administration's answer."""
    return threads_of(context["request"], context["analysis"]).pinned


@register.inclusion_tag("analyses/_together.html", takes_context=True)
def together(context: template.Context, of: Any) -> dict[str, Any]:
    """Who writes in the part that ``of`` (a judgement, a section's text) stands in, and who is here."""
    request, analysis = context["request"], context["analysis"]
    user, part = request.user, part_of(of)
    if not may(user, "analyses.comment", analysis):
        return {"analysis": None}
    return {
        "analysis": analysis,
        "writers": queries.writers_of(analysis, part),
        "commented": threads_of(request, analysis).others_open_in(part, user),
        "place": part,
    }


@register.simple_tag
def part_url(analysis: Analysis, part: str, comment: Comment | None = None) -> str:
    """The page of a part, opened at the card of a comment."""
    if comment is None:
        return address_of_part(analysis.pk, part)
    key = f"{comment.kind}-{comment.object_id}"
    return address_of_part(analysis.pk, part, query={"comments": key}, fragment=f"comments-{key}")


@register.inclusion_tag("analyses/_invited_to.html", takes_context=True)
def invited_to(context: template.Context) -> dict[str, Any]:
    """The parts of the shown analysis that somebody who is no leader writes in."""
    analysis = context["analysis"]
    mine = [each for each in queries.parts_to_write(context["request"].user) if each.analysis == analysis]
    return {"analysis": analysis, "parts": mine[0].parts if mine else ()}


@register.filter
def anchor_in_version(comment: Comment) -> str:
    """Where on the page of a version the card of a comment stands, or the part it belongs to."""
    if comment.kind in ("finding", "lookback"):
        return f"{comment.kind}-{comment.object_id}"
    section = comment.part.removeprefix(section_part(""))
    return section if section != comment.part else f"area-{comment.part}"


def _key(card: Any) -> tuple[str, int]:
    """The kind and number of a card. The summary of a frozen text has no number of its own: it is the analysis's."""
    if isinstance(card, ReadSection):
        return ("sectiontext", card.pk) if card.pk else ("analysis", 0)
    return str(card._meta.model_name), card.pk
