"""Reading an answer as HTML, with a parser that reads as browsers do."""

from typing import Any
from xml.etree.ElementTree import Element

import tinyhtml5
from django.http import HttpResponse

_NAMELESS: dict[str, Any] = {"namespace_html_elements": False}


def parse(html: str) -> Element:
    return tinyhtml5.parse(html, **_NAMELESS)


class Page:
    """A page, or a part of one."""

    def __init__(self, response: HttpResponse | str) -> None:
        self.root = parse(response if isinstance(response, str) else response.content.decode())

    def all(self, tag: str) -> list[Element]:
        return list(self.root.iter(tag))

    def by_id(self, name: str) -> Element:
        [found] = [each for each in self.root.iter() if each.get("id") == name]
        return found

    def text(self, tag: str) -> list[str]:
        return ["".join(each.itertext()).removeprefix("\n") for each in self.all(tag)]

    def forms(self) -> list[dict[str, str]]:
        """What each form would send, but for its token."""
        return [{name: value for name, value in _fields(form) if name != "csrfmiddlewaretoken"} for form in self.all("form")]


def _fields(form: Element) -> list[tuple[str, str]]:
    inputs = [(field.get("name", ""), field.get("value", "")) for field in form.iter("input")]
    return inputs + [(field.get("name", ""), "".join(field.itertext())) for field in form.iter("textarea")]
