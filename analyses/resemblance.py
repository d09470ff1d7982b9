"""Which questions ask nearly the same thing: the same words of meaning, whatever their order, form and small words.

A question is reduced to the stems of its words; two resemble each other when most of the stems are common. This finds
"Vilka elever får inte det stöd de behöver?" beside "Får de elever som behöver stöd det?", not two questions of one subject.
Nothing is decided by it: the template's editor sees which two, and judges.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

# How much of the meaning must be common (Dice's coefficient, 0–1), and in how many stems at least.
COMMON = 0.66
AT_LEAST = 2

_WORD = re.compile(r"[^\W\d_]+")
_SWEDISH = tomllib.loads((Path(__file__).parent / "content" / "resemblance.toml").read_text())
STOP_WORDS = frozenset(_SWEDISH["small_words"].split())
_ENDINGS = tuple(_SWEDISH["endings"].split())
_SHORTEST = 4  # letters that are left of a word without its ending


@dataclass(frozen=True)
class Question:
    """A question of a template. ``place`` is the same for what stands in the same place of two templates; ``url`` leads there."""

    text: str
    place: str
    template: str
    title: str
    url: str


@dataclass(frozen=True)
class Resemblance:
    """A question of the version being written, and one that it resembles."""

    question: Question
    other: Question


def stems(text: str) -> frozenset[str]:
    """What the text is about: its words without endings, less those that say little."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in words if word not in STOP_WORDS)


def _stem(word: str) -> str:
    """The word without its endings, taken off one by one: *kompetenser* and *kompetensens* both lose theirs."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return _stem(word.removesuffix(ending))
    return word


def resemble(one: str, other: str) -> bool:
    """Whether the two ask nearly the same thing."""
    return _overlap(stems(one), stems(other))


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    common = len(one & other)
    return common >= AT_LEAST and 2 * common / (len(one) + len(other)) >= COMMON


def resemblances(written: Sequence[Question], others: Iterable[Question]) -> list[Resemblance]:
    """Each question in ``written`` with those that resemble it: of its own template, once a pair, and of ``others``.

    What stands in the same place of another template is meant to ask the same, and is left out.
    """
    meant = [(question, stems(question.text)) for question in written]
    beside = [(question, stems(question.text)) for question in others]
    found = []
    for position, (question, about) in enumerate(meant):
        for other, its in (*meant[position + 1 :], *(pair for pair in beside if pair[0].place != question.place)):
            if _overlap(about, its):
                found.append(Resemblance(question, other))
    return found
