"""Small things about Swedish text."""

import re

_DIGITS = 18  # every number of that length fits in a row's own
_UNWRITABLE = re.compile(r"[\x01-\x08\x0e-\x1f\x7f\ufffe\uffff]")  # no PDF and no Word file can hold them; NUL is refused
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})


def swedish_key(text: str) -> str:
    """A key that sorts å, ä and ö after z, as Swedish does."""
    return text.casefold().translate(_AFTER_Z)


def one_newline(text: str) -> str:
    """The text with the line ends that we store: browsers send carriage returns, and what is pasted from Word has vertical tabs.

    Signs that nobody sees and no document can hold are left out.
    """
    return _UNWRITABLE.sub("", re.sub(r"\r\n|[\r\v\f]", "\n", text))


def whole_number(text: str) -> int | None:
    """The number of a record that an address or a form names; None for what can be no such number."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def first_sentence(text: str) -> str:
    """The text up to its first full stop (or other end) that a new sentence or line follows: “t.ex.” ends nothing."""
    return re.split(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])|\n", text.strip(), maxsplit=1)[0]
