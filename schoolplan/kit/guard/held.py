"""A text that waits for its author: it looks as if it told of a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.template import Context

from schoolplan.kit.guard.looking import Hit
from schoolplan.kit.versions import version_of


@dataclass(frozen=True)
class Held:
    """A text that is kept for its author alone until it is corrected or confirmed; what others read is as it was.

    ``version`` is that of the text the author saw when writing, and ``readers`` says who will read the words if they may stand.
    ``is_news`` when the author has not been told of these words before: nobody is told twice while they go on typing.
    """

    field: str
    text: str
    hits: Sequence[Hit]
    version: str
    readers: str
    is_news: bool = False

    @property
    def mark(self) -> str:
        """The version of the text that waits, by which a page says which one it knows of."""
        return version_of(self.text)


# Finds the reader's own texts that wait, by the key of the field, for a page that shows a field of an app's record.
Finder = Callable[[Context, Any], Mapping[str, Held]]
_finders: dict[str, Finder] = {}


def held_texts_are_found_by(finder: Finder, *, app: str) -> None:
    """An app that holds texts says where they are, when it is made ready."""
    _finders[app] = finder


def held_text(context: Context, obj: Model, key: str) -> Held | None:
    """The reader's own text that waits in a field of ``obj``, for the page with that context."""
    finder = _finders.get(obj._meta.app_label)
    return finder(context, obj).get(key) if finder else None
