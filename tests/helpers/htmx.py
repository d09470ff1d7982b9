"""A page in the hands of htmx: what a button, a field or a timer fetches is put where the page says, as the browser would."""

import re
from xml.etree.ElementTree import Element, tostring

from django.http import HttpResponse
from django.test import Client

from tests.helpers.html import parse

SERVER = "http://testserver"
# Not what a page says but how it came to be: tokens, where the eye is led, the lines about the latest save and the latest deed,
# what a form for the next note remembers, and the beginning of a text that a button beside it repeats to those who listen.
PASSING = {"hx-swap-oob", "data-focus", "data-begin", "autofocus"}
PASSING_IDS = {"save-line-text", "done"}
REMEMBERING = "composer"
REPEATING = "ds-sr-only"
CONVERSATION = "comments"  # it is named after the card's words


class HtmxPage:
    """One open page of one signed-in person."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, url
        self.root = _fresh(client, url)

    def press(self, address: str, **data: str) -> HttpResponse:
        """The button of the form that posts to ``address``."""
        return self._post(self._one("hx-post", address), data)

    def press_the(self, name: str, **data: str) -> HttpResponse:
        """The button with the id ``name``, which posts by itself, with what else its form holds."""
        return self._post(self._one("id", name), data)

    def follow(self, address: str) -> HttpResponse:
        """The link that gets ``address`` as a part."""
        return self._get(self._one("hx-get", address))

    def wait_for(self, name: str) -> HttpResponse:
        """What the element ``name`` fetches by itself."""
        return self._get(self._one("id", name))

    def type(self, address: str, key: str, text: str) -> HttpResponse:
        """Write ``text`` in the field ``key`` that saves itself at ``address``."""
        field = self._one("id", f"input-{key}")
        if field.tag == "textarea":
            field.text = text
        else:
            field.set("value", text)
        version = self._one("id", f"version-{key}").get("value", "")
        return self._post(self._one("hx-post", address), {"value": text, "version": version, "page": self.url})

    def says(self) -> str:
        """The page's main part, without what passes."""
        return _said(self.root)

    def reloaded(self, url: str = "") -> str:
        return _said(_fresh(self.client, url or self.url))

    def _post(self, source: Element, data: dict[str, str]) -> HttpResponse:
        return self._swap(source, self.client.post(source.get("hx-post"), data, headers=self._headers()))

    def _get(self, source: Element) -> HttpResponse:
        return self._swap(source, self.client.get(source.get("hx-get"), headers=self._headers()))

    def _headers(self) -> dict[str, str]:
        return {"HX-Request": "true", "HX-Current-URL": SERVER + self.url}

    def _swap(self, source: Element, response: HttpResponse) -> HttpResponse:
        parts = list(parse(response.content.decode()).find("body"))
        for part in [part for part in parts if part.get("hx-swap-oob")]:
            self._put(part.get("id"), "delete" if part.get("hx-swap-oob") == "delete" else "outerHTML", [part])
        target = source.get("hx-target", f"#{source.get('id')}").removeprefix("#")
        self._put(target, source.get("hx-swap", "innerHTML").split()[0], [part for part in parts if not part.get("hx-swap-oob")])
        return response

    def _put(self, name: str | None, how: str, parts: list[Element]) -> None:
        found = [(parent, child) for parent in self.root.iter() for child in parent if child.get("id") == name]
        if not found and how != "beforeend":
            return  # htmx leaves what is not there
        [(parent, target)] = found
        if how == "beforeend":
            target.extend(parts)
        elif how == "innerHTML":
            target[:], target.text = parts, None
        else:
            place = list(parent).index(target)
            parent[place : place + 1] = parts if how == "outerHTML" else []

    def _one(self, attribute: str, value: str) -> Element:
        found = [each for each in self.root.iter() if each.get(attribute) == value]
        assert len(found) == 1, f"{len(found)} elements with {attribute}={value}"
        return found[0]


def _fresh(client: Client, url: str) -> Element:
    response = client.get(url)
    assert response.status_code == 200
    return parse(response.content.decode())


def _said(root: Element) -> str:
    [main] = root.iter("main")
    for form in [form for form in main.iter("form") if form.get("class") == REMEMBERING]:
        for each in form.iter():
            each.attrib.pop("selected", None)
            each.attrib.pop("checked", None)
    for button in [each for each in main.iter() if each.tag in ("a", "button", "summary")]:
        button[:] = [child for child in button if child.get("class") != REPEATING]
    for conversation in [each for each in main.iter() if each.get("class") == CONVERSATION]:
        conversation.attrib.pop("aria-label", None)
    for each in list(main.iter()):
        each[:] = [
            child
            for child in each
            if child.get("name") not in ("csrfmiddlewaretoken", "page") and child.get("id") not in PASSING_IDS
        ]
        for name in PASSING & set(each.attrib):
            del each.attrib[name]
        each.text = " ".join((each.text or "").split())
        each.tail = " ".join((each.tail or "").split())
    return re.sub(r">\s*<", ">\n<", tostring(main, encoding="unicode", method="html"))
