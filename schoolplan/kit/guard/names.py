"""Names beside the words for a child or its family: “eleven Kalle”, “Kalle (elev i 7B)”, “Alvas mamma”.

A known first name is enough in most places. An unknown word with a capital letter counts only directly after a word that means
one child or one relative, where Swedish seldom puts anything but a name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schoolplan.kit.guard import lexicon

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d{1,2}[A-Ha-h]?\b|\d+")
_INITIALS = re.compile(r"\b(?i:eleven|elev|barnet|flickan|pojken)[ \u00a0](?P<initials>[A-ZÅÄÖ]\. ?[A-ZÅÄÖ])\b")
_SPACE = re.compile(r"[ \u00a0]+")
_ASIDE = re.compile(r"[ \u00a0]*[:,(\u2013\u2014\"'”“»«’-][\"'”“»’]?[ \u00a0]*")
_STOPS = re.compile(r"[.!?;\n]")
_CLASS = re.compile(r"\d{1,2}[A-Ha-h]")
_NAMED = frozenset({"heter", "hette", "kallas", "kallad", "namn", "namnet"})
_LONGEST_NAME = 3  # words
_REACH = 6  # words between the child and what it is called
_PLACES = frozenset(
    {"årskurs", "åk", "klass", "förskoleklass", "ettan", "tvåan", "trean", "fyran", "femman", "sexan", "sjuan", "åttan", "nian"}
)
_ONE = frozenset({"en", "ett", "vår", "min"})


@dataclass(frozen=True)
class Word:
    """A word of the text with what stands between it and the word before."""

    text: str
    start: int
    gap: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def low(self) -> str:
        return self.text.casefold()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_next(self) -> bool:
        """Whether nothing but space stands between the word and the one before."""
        return bool(_SPACE.fullmatch(self.gap))

    @property
    def begins_sentence(self) -> bool:
        return not self.is_next and not _ASIDE.fullmatch(self.gap)

    @property
    def is_child(self) -> bool:
        low = self.low
        return low in lexicon.CHILD or (low.endswith(lexicon.CHILD_ENDINGS) and low not in lexicon.STAFF)

    @property
    def is_one(self) -> bool:
        """A word for one child or one relative."""
        return self.is_child or self.low in lexicon.RELATIVE or self.low in lexicon.GUARDIAN

    @property
    def is_staff(self) -> bool:
        return self.low in lexicon.STAFF

    @property
    def first_name(self) -> str:
        """The first name that the word is, or is the genitive of; empty when it is none that is known."""
        first = re.split(r"[-]", self.low)[0]
        for form in (first, first.removesuffix("s").rstrip("'’")):
            if form in lexicon.FIRST_NAMES:
                return form
        return ""

    @property
    def may_be_name(self) -> bool:
        """A capitalised word that is nothing else that is known."""
        low = self.low
        return (
            self.is_capital
            and len(low) > 1
            and not self.text.isupper()
            and low not in lexicon.NOT_NAMES
            and low not in lexicon.CHILDREN
            and not (self.is_one or self.is_staff)
            and not low.endswith(lexicon.NOT_NAME_ENDINGS)
            and not any(sign.isdigit() for sign in low)
        )


def names_of_children(text: str) -> Iterator[Span]:
    words = list(_split(text))
    for at, word in enumerate(words):
        if word.is_one or word.low in lexicon.CHILDREN:
            yield from _after(words, at)
        if word.is_capital and word.first_name:
            yield from _before(words, at)
        if word.is_capital:
            yield from _possessed(words, at)
    for match in _INITIALS.finditer(text):
        yield match.span()


def _split(text: str) -> Iterator[Word]:
    end = 0
    for match in _WORD.finditer(text):
        yield Word(match.group(), match.start(), text[end : match.start()] if end else "\n")
        end = match.end()


def _get(words: list[Word], at: int) -> Word | None:
    return words[at] if 0 <= at < len(words) else None


def _after(words: list[Word], at: int) -> Iterator[Span]:
    """The word for a child, then the name: “eleven Kalle”, “två elever, Kalle”, “barnet heter Alma”, “mamma till Alva”."""
    role, following = words[at], _get(words, at + 1)
    if following is None:
        return
    name = at + 1
    if following.is_next:
        is_name = _follows(role, following)
    elif _ASIDE.fullmatch(following.gap):
        is_name = following.is_capital and bool(following.first_name)
    else:
        return
    if not is_name:
        name, is_name = _called(words, at)
    if is_name and not _is_staff(words, name):
        yield role.start, words[_end_of_name(words, name)].end


def _follows(role: Word, name: Word) -> bool:
    if role.is_one and not name.is_capital:
        return name.low in lexicon.FIRST_NAMES and name.low not in lexicon.ALSO_WORDS
    return name.is_capital and (bool(name.first_name) or (role.is_one and role.low != "vårdnadshavare" and name.may_be_name))


def _called(words: list[Word], at: int) -> tuple[int, bool]:
    """Where the name stands in “barnet i 3B heter Alma” or “vårdnadshavare till Alma”, and whether one does."""
    role, near = words[at], words[at + 1]
    if role.low in lexicon.FAMILY and near.low in ("till", "åt") and (name := _get(words, at + 2)) and name.is_next:
        surely = role.low in lexicon.RELATIVE and name.may_be_name
        return at + 2, name.is_capital and (bool(name.first_name) or surely)
    for place in range(at + 1, min(at + _REACH, len(words) - 1)):
        if _STOPS.search(words[place].gap):
            break
        if words[place].low in _NAMED:
            name_at = place + 2 if words[place + 1].low == "är" else place + 1
            return name_at, _is_called(words, at, place, name_at)
        if words[place].low == "som" and place == at + 1 and words[place + 1].is_capital:
            return place + 1, bool(words[place + 1].first_name)
    return at, False


def _is_called(words: list[Word], at: int, verb: int, name_at: int) -> bool:
    name = _get(words, name_at)
    if name is None or not (name.is_next or name.gap == ": "):
        return False
    known = bool(name.first_name) and name.low not in lexicon.ALSO_WORDS
    close = verb - at <= 2 and words[at].is_one and not words[at].low.endswith("s")
    return known or (close and (name.may_be_name or (name.is_capital and bool(name.first_name))))


def _before(words: list[Word], at: int) -> Iterator[Span]:
    """The name, then the word for a child: “Kalle (elev i 7B)”, “Alma, en elev i trean”, “Kalle är elev”, “Kalle i 7B”."""
    previous = words[at - 1] if at else None
    if previous and previous.is_capital and previous.first_name and (words[at].is_next or words[at].gap == "-"):
        return  # in the middle of a name
    last = _end_of_name(words, at)
    if _is_staff(words, at) or not (end := _told_after(words, last)):
        return
    if words[at].begins_sentence and words[at].low in lexicon.ALSO_WORDS and last == at and words[last + 1].is_next:
        return
    yield words[at].start, words[end].end


def _told_after(words: list[Word], last: int) -> int:
    """The index of the word that makes the name a child's, or 0."""
    ahead = words[last + 1 : last + 6]
    if not ahead or _STOPS.search(ahead[0].gap):
        return 0
    low, gap = [word.low for word in ahead], ahead[0].gap.strip()
    if gap == "(":
        place = 1 if low[0] in _ONE else 0
        told = place < len(ahead) and (ahead[place].is_one or low[place] == "barn" or bool(_CLASS.fullmatch(ahead[place].text)))
        return last + 1 + place if told else 0
    place = 1 if low[0] == "som" else 0
    if gap in (",", "–", "-") and not place:
        return last + 1 + (low[0] in _ONE) if _is_apposition(ahead) else 0
    if gap not in ("", ","):
        return 0
    return _told_in_words(ahead, low, place, last)


def _told_in_words(ahead: list[Word], low: list[str], place: int, last: int) -> int:
    rest = low[place:]
    if rest[:1] in (["är"], ["var"]):
        noun = place + (2 if rest[1:2] and rest[1] in _ONE else 1)
        told = noun < len(ahead) and (ahead[noun].is_one or low[noun] == "barn")
        return last + 1 + noun if told else 0
    if rest[:1] and rest[0] in ("går", "gick", "började", "börjar") and rest[1:2] in (["i"], ["på"]) and len(rest) > 2:
        told = bool(_CLASS.fullmatch(rest[2])) or rest[2] in _PLACES
        return last + 1 + place + 2 if told else 0
    if rest[:1] == ["i"] and len(rest) > 1 and _CLASS.fullmatch(rest[1]):
        return last + 1 + place + 1
    if rest[:1] == ["och"] and len(rest) > 2 and rest[1] in ("hans", "hennes", "hens", "deras") and rest[2] in lexicon.FAMILY:
        return last + 1 + place + 2
    return 0


def _is_apposition(ahead: list[Word]) -> bool:
    """“…, en elev”, “…, elev i 7B”, “…, mamma till”: not one in a row of several (“…, elever och personal”)."""
    first, second = ahead[0], ahead[1].low if len(ahead) > 1 else ""
    if first.low in _ONE:
        return len(ahead) > 1 and (ahead[1].is_one or second == "barn")
    return (first.low == "elev" and second in ("i", "på", "hos", "vid")) or (first.low in lexicon.FAMILY and second == "till")


def _possessed(words: list[Word], at: int) -> Iterator[Span]:
    """“Alvas mamma”, “Kalles åtgärdsprogram”."""
    owner, thing = words[at], _get(words, at + 1)
    if thing is None or not thing.is_next or owner.low[-1] not in "sxz" or _is_staff(words, at):
        return
    if owner.low in lexicon.ALSO_WORDS and owner.begins_sentence:
        return
    known = owner.first_name and thing.low in lexicon.FAMILY | lexicon.RECORDS
    if known or (thing.low in lexicon.RELATIVE and not owner.begins_sentence and owner.may_be_name):
        yield owner.start, thing.end


def _is_staff(words: list[Word], at: int) -> bool:
    """Whether the name is given with a role at work: “rektor Anna Berg”, “Anna Berg (kurator)”, “lärarna Anna och Bo”."""
    before, last = at - 1, _end_of_name(words, at)
    while before > 0 and at - before < _REACH and (words[before].first_name or words[before].low == "och"):
        before -= 1
    if before >= 0 and words[before].is_staff and not _STOPS.search(words[before + 1].gap):
        return True
    following = _get(words, last + 1)
    return bool(following and following.is_staff and following.gap.strip() in ("(", ",", "–", "-"))


def _end_of_name(words: list[Word], at: int) -> int:
    """The last word of a name that begins at ``at``: “Anna-Karin Berg”, “Anna B”."""
    last = at
    while last + 1 < len(words) and last - at + 1 < _LONGEST_NAME:
        following = words[last + 1]
        if not following.is_next or not following.is_capital or not (following.may_be_name or following.first_name):
            break
        last += 1
    return last
