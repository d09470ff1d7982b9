"""What lies between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

ANOTHER_TEXT = 0.3  # below this likeness single words in common are chance, and one text has taken the other's place
LONG = 2000  # words; beyond it the common ones are passed over, or a page would wait

_WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class Piece:
    """Some words of a text; ``is_changed`` when the other text has not got them there."""

    words: str
    is_changed: bool


Pieces = tuple[Piece, ...]


def between(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces: what was taken away is marked in the old one, what came in the new one."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=max(len(before), len(after)) > LONG)
    if matcher.ratio() < ANOTHER_TEXT:
        return _whole(old), _whole(new)
    olds: list[Piece] = []
    news: list[Piece] = []
    for what, a, b, c, d in matcher.get_opcodes():
        _add(olds, "".join(before[a:b]), what != "equal")
        _add(news, "".join(after[c:d]), what != "equal")
    return tuple(_joined(olds)), tuple(_joined(news))


def _whole(text: str) -> Pieces:
    return (Piece(text, True),) if text else ()


def _add(pieces: list[Piece], words: str, is_changed: bool) -> None:
    if words:
        pieces.append(Piece(words, is_changed))


def _joined(pieces: list[Piece]) -> list[Piece]:
    """A space between two changed words is part of the change: the eye meets one mark, not two."""
    joined: list[Piece] = []
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        is_bridge = (
            not piece.words.strip() and bool(joined) and joined[-1].is_changed and bool(following and following.is_changed)
        )
        is_changed = piece.is_changed or is_bridge
        if joined and joined[-1].is_changed == is_changed:
            joined[-1] = Piece(joined[-1].words + piece.words, is_changed)
        else:
            joined.append(Piece(piece.words, is_changed))
    return joined
