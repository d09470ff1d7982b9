"""Personal identity numbers have no place in files of figures: such a file is refused, and the number never repeated."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.sources.cells import FileProblem
from schoolplan.kit.guard.numbers import PERSON, without_people

__all__ = ["refuse_people", "without_people"]


def refuse_people(texts: Iterable[str], *, row: int, sheet: str) -> None:
    """Raise FileProblem when one of the texts, which stand in a row, holds what looks like a personal identity number."""
    if any(PERSON.search(text) for text in texts):
        raise FileProblem(
            _(
                "Row %(row)s of “%(sheet)s” holds something that looks like a personal identity number. "
                "No personal identity numbers may be here. Nothing has been saved."
            )
            % {"row": row, "sheet": without_people(sheet)}
        )
