"""Small things about Swedish text."""

_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})


def swedish_key(text: str) -> str:
    """A key that sorts å, ä and ö after z, as Swedish does."""
    return text.casefold().translate(_AFTER_Z)


def one_newline(text: str) -> str:
    """The text with the line ends that we store; browsers send carriage returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
