"""What is asked of every test: what no answer may hold, what no template may ask for, what no list may rest on."""

import re
import sys
from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.base import FilterExpression

SCRIPTS_OF_DATA = {"application/json"}
OUR_TEMPLATES = str(settings.BASE_DIR / "templates")
_LEFT_MARKUP = re.compile(r"\{\{|\{%|%\}|\{#")
_TAG = re.compile(r"""<([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?""")
_SUSPECT = re.compile(r"\b(?:id|on\w+|hx-on|style|javascript:)", re.IGNORECASE)  # nothing else in a tag can be wrong
ONCE = ("html", "title", "main", "h1")


def _faults_of_page(html: str) -> Iterator[str]:
    """What is wrong in an answer, in a line each. Every answer of every test is read, so that this takes little time."""
    for left in _LEFT_MARKUP.finditer(html):
        yield f"template markup left: {html[max(0, left.start() - 40) : left.end() + 40]}"
    tags = [(tag.lower(), told) for tag, told in _TAG.findall(html)]
    ids: Counter[str] = Counter()
    for tag, told in tags:
        if tag in ("script", "style") or _SUSPECT.search(told):
            attributes = _attributes(told)
            if "id" in attributes:
                ids[attributes["id"]] += 1
            yield from _faults_of_tag(tag, attributes)
    if html.lstrip()[:9].lower() == "<!doctype":  # a part may bring a piece of the page along, out of band
        yield from (f"id={name!r} stands {times} times" for name, times in ids.items() if times > 1 or not name.strip())
        yield from _faults_of_whole(tags)


def _attributes(told: str) -> dict[str, str]:
    return {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(told)}


def _faults_of_tag(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    yield from (f"<{tag} {name}>: inline handler" for name in attributes if name.startswith(("on", "hx-on")))
    if tag == "style" or "style" in attributes:
        yield f"<{tag}>: inline style"
    if tag == "script" and "src" not in attributes and attributes.get("type") not in SCRIPTS_OF_DATA:
        yield "<script>: inline script"
    if attributes.get("href", "").lower().startswith("javascript:"):
        yield f"<{tag}>: script in an address"


def _faults_of_whole(tags: list[tuple[str, str]]) -> Iterator[str]:
    names = [tag for tag, _ in tags]
    drawn = names.index("body") if "body" in names else len(names)  # from there on a title is a drawing's
    for tag in ONCE:
        times = (names[:drawn] if tag == "title" else names).count(tag)
        if times != 1:
            yield f"{times} <{tag}>"
    if not any(_attributes(told).get("lang") for tag, told in tags if tag == "html"):
        yield "no language"


def faults(response: HttpResponse) -> list[str]:
    """What is wrong with an answer, in a line each."""
    if not response.get("Content-Type", "").startswith("text/html") or response.streaming or not response.content:
        return []
    without_policy = [] if "Content-Security-Policy" in response else ["no Content-Security-Policy"]
    return without_policy + list(_faults_of_page(response.content.decode()))


class UndefinedVariable(AssertionError):
    """A template of ours prints, or passes on, something that its view did not give it."""


class Undefined(str):
    """Stands in the engine as what an undefined variable becomes.

    ``{% if maybe %}`` and ``{{ maybe|default:"" }}`` are questions, not mistakes.

    The engine asks whether it is true at the very place where a variable was not found, which is where the mistake is told.
    """

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        expression, context = frame.f_locals.get("self"), frame.f_locals.get("context")
        if isinstance(expression, FilterExpression) and context is not None and not _asks(expression):
            templates = [template for template in (context.template, context.render_context.template) if template]
            if all(str(template.origin).startswith(OUR_TEMPLATES) for template in templates):
                raise UndefinedVariable(f"{templates[0].name}: {expression}")
        return False


def _asks(expression: FilterExpression) -> bool:
    return bool(expression.filters) and expression.filters[0][0].__name__ in ("default", "default_if_none")


def turned_around(fetch_all):
    """Whatever has no order comes the other way around, so that nothing can rest on the order in which rows happen to lie.

    The same at every run, unlike a shuffle: a test that fails for it fails again.
    """

    def _fetch_all(self: QuerySet) -> None:
        is_fresh = self._result_cache is None
        fetch_all(self)
        if is_fresh and not self.ordered:
            self._result_cache.reverse()

    return _fetch_all
