"""How a conversation about a card is shown, the same on a page and in an answer to htmx."""

from typing import Any

from analyses import queries
from analyses.models import Analysis
from schoolplan.kit.access import may


def threads_of(request: Any, analysis: Analysis) -> queries.Threads:
    """Read once a request, however many cards the page has."""
    kept: dict[int, queries.Threads] = request.__dict__.setdefault("_threads", {})
    if analysis.pk not in kept:
        kept[analysis.pk] = queries.threads(analysis, request.user)
    return kept[analysis.pk]


def thread_context(
    request: Any,
    analysis: Analysis,
    thread: queries.Thread,
    *,
    about: Any,
    pinning: bool = False,
    plain: bool = False,
    is_frozen: bool = False,
    is_writing: bool | None = None,
    is_closed: bool = False,
) -> dict[str, Any]:
    """What ``_comments.html`` needs.

    Open when the address asks for it, while the administration waits for something, and in a text that is frozen; with a field
    to write in only when somebody has asked to speak.
    """
    page = request.htmx.current_url_abs_path or request.get_full_path()
    path = page.partition("#")[0].partition("?")[0]
    is_writing = request.GET.get("comments") == thread.key if is_writing is None else is_writing
    is_open = plain or is_writing or thread.is_asking or (is_frozen and bool(thread.comments))
    return {
        "request": request,
        "analysis": analysis,
        "thread": thread,
        "about": about,
        "pinning": pinning,
        "plain": plain,
        "form": None,
        "answered": None,
        "focus": False,
        "may_add": not plain and (pinning or (not is_frozen and may(request.user, "analyses.comment", analysis))),
        "is_open": is_open and not is_closed,
        "is_writing": is_writing,
        "here": f"{path}?comments={thread.key}#comments-{thread.key}",
        "closed": f"{path}#comments-{thread.key}",
    }
