"""Saving one field of a row without losing what somebody else wrote in it.

The version of a field is a digest of its text (docs/adr/0003): the form carries the digest of the text it showed, and the
UPDATE takes effect only while the stored text still has that digest. Others' edits to other fields are thereby no conflict,
and a save whose answer was lost on the way can be sent again.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Func, Model, TextField, Value
from django.db.models.functions import Cast, Coalesce

M = TypeVar("M", bound=Model)


def version_of(value: object) -> str:
    """The digest of a field's value, as the form carries it. ``None`` counts as the empty text."""
    return hashlib.md5(_text(value).encode(), usedforsecurity=False).hexdigest()


def _text(value: object) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, list):  # as PostgreSQL writes an array of plain keys
        return "{" + ",".join(value) + "}"
    return str(value)


@dataclass(frozen=True)
class Saved:
    """What happened to the field: the text that was there before, and the one that is there now."""

    field: str
    before: Any
    after: Any

    @property
    def changed(self) -> bool:
        return _text(self.before) != _text(self.after)

    @property
    def version(self) -> str:
        return version_of(self.after)


class Conflict(Exception):
    """Somebody else has written in the same field. Both texts are kept: ``mine`` was not saved, ``theirs`` stands."""

    def __init__(self, *, field: str, mine: Any, theirs: Any) -> None:
        super().__init__(f"conflict in {field}")
        self.field = field
        self.mine = mine
        self.theirs = theirs

    @property
    def sides(self) -> dict[str, Any]:
        return {"mine": self.mine, "theirs": self.theirs}

    @property
    def version(self) -> str:
        """The version to send with the text that shall replace theirs."""
        return version_of(self.theirs)


class _Md5(Func):
    function = "MD5"
    output_field = TextField()


def save_field(obj: M, field: str, value: Any, *, seen: str) -> Saved:
    """Write ``value`` to one field if it still is what the person saw, with a single UPDATE.

    ``seen`` is the version (:func:`version_of`) that the form carried. Raises :class:`Conflict` with both texts when the
    stored value is another, unless it already is the value asked for. ``obj`` must be freshly read.
    """
    before = getattr(obj, field)
    if _text(before) == _text(value):
        return Saved(field, before, value)
    if version_of(before) != seen:
        raise Conflict(field=field, mine=value, theirs=before)
    manager = type(obj)._default_manager
    stored = Coalesce(Cast(F(field), TextField()), Value(""))
    updated = manager.filter(pk=obj.pk).alias(_stored=_Md5(stored)).filter(_stored=seen).update(**{field: value})
    if not updated:
        obj.refresh_from_db(fields=[field])
        raise Conflict(field=field, mine=value, theirs=getattr(obj, field))
    setattr(obj, field, value)
    return Saved(field, before, value)
