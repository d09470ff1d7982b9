"""Personal identity numbers have no place in files of figures: such a file is refused, and the number never repeated."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.sources.cells import FileProblem

DASH = r"[-+\s\u2010-\u2015\u2212]"
# A personal identity number or a co-ordination number: a day (co-ordination: plus 60) and four more digits.
PERSON = re.compile(rf"(?<!\d)(19|20)?\d{{2}}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01]){DASH}?\d{{4}}(?!\d)")


def without_people(text: str) -> str:
    """The text with three dots in place of what looks like a personal identity number."""
    return PERSON.sub("…", text)


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
