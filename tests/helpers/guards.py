"""What is asked of every test: what no answer may hold, what no template may ask for, what no list may rest on."""

import re
import sys
from collections import Counter
from html.parser import HTMLParser

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.base import FilterExpression

SCRIPTS_OF_DATA = {"application/json"}
OUR_TEMPLATES = str(settings.BASE_DIR / "templates")
_LEFT_MARKUP = re.compile(r".{0,40}(?:\{\{|\{%|%\}|\{#).{0,40}")


class Guard(HTMLParser):
    """Reads an answer once and notes what is wrong in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.is_whole = html.lstrip()[:9].lower() == "<!doctype"
        self.faults: list[str] = [f"template markup left: {left}" for left in _LEFT_MARKUP.findall(html)]
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.language = ""
        self.feed(html)
        if self.is_whole:  # a part may bring a piece of the page along, out of band
            self.faults += [
                f"id={name!r} stands {times} times" for name, times in self.ids.items() if times > 1 or not name.strip()
            ]
            self.faults += [f"{self.tags[tag]} <{tag}>" for tag in ("html", "title", "main", "h1") if self.tags[tag] != 1]
            self.faults += [] if self.language else ["no language"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags[tag] += tag != "title" or not self.tags["body"]  # a drawing has a title too
        if "id" in attributes:
            self.ids[attributes["id"]] += 1
        if tag == "html":
            self.language = attributes.get("lang", "")
        self.faults += [f"<{tag} {name}>: inline handler" for name in attributes if name.startswith(("on", "hx-on"))]
        if tag == "style" or "style" in attributes:
            self.faults.append(f"<{tag}>: inline style")
        if tag == "script" and "src" not in attributes and attributes.get("type") not in SCRIPTS_OF_DATA:
            self.faults.append("<script>: inline script")
        if attributes.get("href", "").lower().startswith("javascript:"):
            self.faults.append(f"<{tag}>: script in an address")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def faults(response: HttpResponse) -> list[str]:
    """What is wrong with an answer, in a line each."""
    if not response.get("Content-Type", "").startswith("text/html") or response.streaming or not response.content:
        return []
    without_policy = [] if "Content-Security-Policy" in response else ["no Content-Security-Policy"]
    return without_policy + Guard(response.content.decode()).faults


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
