"""What a finished PDF says to those who read it and to those who listen."""

import re
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


def tags(booklet: PdfReader) -> list[DictionaryObject]:
    """Every structure element, in reading order."""
    found = []

    def walk(part):
        part = part.get_object()
        if isinstance(part, ArrayObject):
            for each in part:
                walk(each)
        elif isinstance(part, DictionaryObject):
            if "/S" in part:
                found.append(part)
            if "/K" in part and not isinstance(part.raw_get("/K"), int):
                walk(part["/K"])

    walk(booklet.trailer["/Root"]["/StructTreeRoot"])
    return found


def words_of(booklet: PdfReader) -> str:
    return "".join(page.extract_text() for page in booklet.pages)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def titles_of(outline: Any) -> list[str]:
    """The bookmarks, in their order."""
    return [title for each in outline for title in (titles_of(each) if isinstance(each, list) else [each.title])]


def fonts_of(booklet: PdfReader) -> set[tuple[str, bool]]:
    """Every font with whether it lies in the file."""
    return {
        (str(font["/BaseFont"]).split("+")[-1].split("-")[0], "/FontFile2" in descriptor or "/FontFile3" in descriptor)
        for page in booklet.pages
        for font in (each.get_object() for each in page["/Resources"].get("/Font", {}).values())
        for descriptor in [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()]
    }
