"""Two texts of one analysis side by side: what has come, what has gone, what has moved and which words are others."""

from collections.abc import Iterable
from dataclasses import dataclass

from analyses.versions.outline import Card, Figures, Part, Row, outline
from analyses.versions.records import ReadVersion
from schoolplan.kit.differences import Pieces, between


@dataclass(frozen=True)
class RowChange:
    """A text that differs, in pieces. ``moved_from`` is the title of the card it stood on before, when that is another."""

    label: str
    before: Pieces
    after: Pieces
    moved_from: str


@dataclass(frozen=True)
class CardChange:
    """A card that differs. ``moved_from`` is the title of the part it stood in before, when that is another."""

    key: str
    kind: str
    title: str
    is_added: bool
    is_removed: bool
    moved_from: str
    rows: tuple[RowChange, ...]


@dataclass(frozen=True)
class PartChange:
    """A part with what differs in it; ``same`` is how many of its cards are as they were."""

    key: str
    title: str
    cards: tuple[CardChange, ...]
    same: int


@dataclass(frozen=True)
class Comparison:
    """What differs between two texts, in the order of the later one, and the titles of the parts that are as they were."""

    parts: tuple[PartChange, ...]
    unchanged: tuple[str, ...]


def compare(old: ReadVersion, new: ReadVersion, figures: Figures) -> Comparison:
    """``figures`` are those of both texts as the reader may see them."""
    parts = tuple(_Both(outline(old, figures), outline(new, figures)).parts())
    return Comparison(
        tuple(part for part in parts if part.cards), tuple(part.title for part in parts if not part.cards and part.same)
    )


class _Both:
    """Both outlines, where a card is found by its number whatever part or card it stands in."""

    def __init__(self, old: tuple[Part, ...], new: tuple[Part, ...]) -> None:
        self.old, self.new = old, new
        self.old_cards = {card.key: (part, card) for part in old for card in part.cards}
        self.new_cards = {card.key for part in new for card in part.cards}
        self.old_rows = {row.key: (card, row) for part in old for card in part.cards for row in card.rows}
        self.new_rows = {row.key for part in new for card in part.cards for row in card.rows}

    def parts(self) -> Iterable[PartChange]:
        old_parts = {part.key: part for part in self.old}
        gone = [part for part in self.old if part.key not in {part.key for part in self.new}]
        for part in (*self.new, *(Part(part.key, part.title, ()) for part in gone)):
            changes = [self._card(part, card) for card in part.cards]
            before = old_parts[part.key].cards if part.key in old_parts else ()
            removed = [self._removed(card) for card in before if card.key not in self.new_cards]
            differing = [change for change in changes if change]
            yield PartChange(part.key, part.title, (*differing, *removed), len(changes) - len(differing))

    def _card(self, part: Part, card: Card) -> CardChange | None:
        """What differs on a card of the new text; None when it is as it was."""
        stood_in, before = self.old_cards.get(card.key, (None, None))
        moved_from = stood_in.title if stood_in and stood_in.key != part.key else ""
        rows = [change for row in _told(card, before) if (change := self._row(card, row))]
        kept = {row.key for row in card.rows}
        rows += [_taken_away(row) for row in (before.rows if before else ()) if row.key not in kept | self.new_rows]
        if before and not rows and not moved_from:
            return None
        return CardChange(card.key, card.kind, card.title, before is None, False, moved_from, tuple(rows))

    def _row(self, card: Card, row: Row) -> RowChange | None:
        stood_on, before = self.old_rows.get(row.key, (None, None))
        moved_from = stood_on.title if stood_on and stood_on.key != card.key else ""
        if before and before.basis == row.basis and not moved_from:
            return None
        return RowChange(row.label, *between(before.text if before else "", row.text), moved_from)

    def _removed(self, card: Card) -> CardChange:
        rows = tuple(_taken_away(row) for row in _told(card, None) if row.key not in self.new_rows)
        return CardChange(card.key, card.kind, card.title, False, True, "", rows)


def _told(card: Card, before: Card | None) -> Iterable[Row]:
    """The rows to tell of. What stands above a card that has come or gone whole is not said twice."""
    return card.rows if before else (row for row in card.rows if row.text not in (card.kind, card.title))


def _taken_away(row: Row) -> RowChange:
    return RowChange(row.label, *between(row.text, ""), "")
