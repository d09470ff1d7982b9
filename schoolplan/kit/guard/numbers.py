"""Personal identity numbers, e-mail addresses and telephone numbers, in the ways they are written in Sweden."""

import re
from collections.abc import Iterator

from schoolplan.kit.guard.lexicon import FIRST_NAMES, FUNCTIONS

Span = tuple[int, int]

DASH = r"[-+\s\u2010-\u2015\u2212]"
_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"  # a co-ordination number has the day plus 60
_MONTH = r"(?:0[1-9]|1[0-2])"

# A personal identity number or a co-ordination number, as registers write it: a day and four more digits.
PERSON = re.compile(rf"(?<!\d)(?:19|20)?\d{{2}}{_MONTH}{_DAY}{DASH}?\d{{4}}(?!\d)")

# As people write it: the date in parts, dashes with spaces around them, the last four hidden, or letters in a reserve number.
_LAST_FOUR = r"(?:\d{4}|[A-ZÅÄÖ]{1,2}\d{2,3}|[xX*]{4})"
_WRITTEN = re.compile(
    rf"(?<![\d-])(?:19|20)?\d{{2}}(?P<part>[-. /]?){_MONTH}(?P=part){_DAY}(?P<dash>\s?[-+\u2010-\u2015\u2212]?\s?)"
    rf"{_LAST_FOUR}(?![\d*]|[-.\u2010-\u2015]\d)"
)

_EMAIL = re.compile(r"(?<![\w.+-])(?P<local>[\w.+-]+)\s?(?:@|\(at\)|\[at\]|\(a\)|\[a\]|\(snabel-a\))\s?[\w-]+(?:\.[\w-]+)+")

_GROUPS = r"[1-9]\d{0,2}\)?(?:[ \u00a0/]?[-\u2010-\u2015]?[ \u00a0]?\d{2,4}){1,5}"
_PHONE = re.compile(
    rf"(?<![\w,.+-])\(?(?P<country>(?:\+|00)46[ \u00a0-]?(?:\(0\))?[ \u00a0]?|0){_GROUPS}(?!\d|[,.]\d|[ \u00a0]?%)"
)
_CALLED = re.compile(
    r"(?i:\b(?:tel|tfn|telefon|telefonnummer|telefonnr|mobil|mobilnummer|mobilnr|ring|ringa|nås på|sms:?a?)\b)"
    r"[.:]?[ \u00a0]*(?:på )?(?P<number>\d{2,4}(?:[ \u00a0-]?\d{2,3}){1,3})(?!\d)"
)
_NATIONAL = range(7, 10)  # digits of a Swedish number after the leading 0: 8-123 45 6 up to 70-123 45 67


def without_people(text: str) -> str:
    """The text with three dots in place of what looks like a personal identity number."""
    return PERSON.sub("…", text)


def identity_numbers(text: str) -> Iterator[Span]:
    for match in PERSON.finditer(text):
        if not _goes_on(text, match.end()):
            yield match.span()
    for match in _WRITTEN.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if match["dash"].strip() or not match["part"] or _adds_up(digits):
            yield match.span()


def _goes_on(text: str, end: int) -> bool:
    """Whether the last four digits begin a date of their own: 20250819–2026-06-10."""
    return bool(re.match(r"[-\u2010-\u2015]\d{2}\b", text[end:]))


def _adds_up(digits: str) -> bool:
    """The check digit of ten or twelve digits (Luhn). Asked only where a date and a time of day look alike."""
    if len(digits) not in (10, 12):
        return False
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits[-10:])]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def emails(text: str) -> Iterator[Span]:
    """Addresses of persons. That of a function passes unless it holds a first name as well: ``anna.rektor@`` is Anna's."""
    for match in _EMAIL.finditer(text):
        parts = {part for part in re.split(r"[._+\d-]+", match["local"].casefold()) if part}
        if not parts & FUNCTIONS or parts & FIRST_NAMES:
            yield match.span()


def phones(text: str) -> Iterator[Span]:
    for match in _PHONE.finditer(text):
        digits = len(re.sub(r"\D", "", match.group().replace("(0)", "")))
        if digits - (1 if match["country"] == "0" else 2 if match["country"].startswith("+") else 4) in _NATIONAL:
            yield match.span()
    for match in _CALLED.finditer(text):
        if len(re.sub(r"\D", "", match["number"])) >= 5:
            yield match.span("number")
