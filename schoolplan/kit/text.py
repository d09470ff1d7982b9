"""Small things about Swedish text."""

import re

_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})


def swedish_key(text: str) -> str:
    """A key that sorts å, ä and ö after z, as Swedish does."""
    return text.casefold().translate(_AFTER_Z)


def one_newline(text: str) -> str:
    """The text with the line ends that we store; browsers send carriage returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def first_sentence(text: str) -> str:
    """The text up to its first full stop (or other end) that a new sentence or line follows: “t.ex.” ends nothing."""
    return re.split(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])|\n", text.strip(), maxsplit=1)[0]
