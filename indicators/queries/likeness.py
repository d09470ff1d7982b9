"""Finding the unit that a name in a source may be about: it is called nearly the same, or was once."""

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from units.models import FormerName, Node

ALIKE = 0.75  # as similar must two names be for the one to be suggested (SequenceMatcher's ratio)

Names = dict[int, set[str]]  # by the pk of the unit


def names_of(units: Iterable[Node]) -> Names:
    """The names that each unit has or had."""
    names = {node.pk: {node.name.casefold()} for node in units}
    for pk, name in FormerName.objects.filter(node__in=names).values_list("node_id", "name"):
        names[pk].add(name.casefold())
    return names


def most_alike(name: str, names: Names, *, among: Collection[int]) -> int | None:
    """The pk of the unit, ``among`` these, one of whose names is most like ``name``; None when none is like it."""
    wanted = name.casefold()
    likeness = {pk: max(SequenceMatcher(None, wanted, one).ratio() for one in names[pk]) for pk in names if pk in among}
    best = max(likeness, key=lambda pk: likeness[pk], default=None)
    return best if best is not None and likeness[best] >= ALIKE else None
