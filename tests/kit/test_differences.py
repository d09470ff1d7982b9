"""What lies between two texts, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolplan.kit.differences import Piece, between


def marked(pieces):
    return "".join(f"[{piece.words}]" if piece.is_changed else piece.words for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("Vi tappar elever.", "Vi tappar elever.", "Vi tappar elever.", "Vi tappar elever."),
        ("Vi tappar elever i åk 7", "Vi tappar flickor i åk 7", "Vi tappar [elever] i åk 7", "Vi tappar [flickor] i åk 7"),
        ("Vi tappar elever", "Vi tappar många elever", "Vi tappar elever", "Vi tappar [många ]elever"),
        (
            "Stödet följer med från åk 6",
            "Stödet har följt med från åk 6",
            "Stödet [följer] med från åk 6",
            "Stödet [har följt] med från åk 6",
        ),
        ("", "Nytt", "", "[Nytt]"),
        ("Gammalt", "", "[Gammalt]", ""),
        ("Helt andra ord här", "Läsningen lyfter", "[Helt andra ord här]", "[Läsningen lyfter]"),
        ("Rad ett\nRad två\nRad tre", "Rad ett\nRad tre", "Rad ett\nRad [två\nRad ]tre", "Rad ett\nRad tre"),
    ],
)
def test_what_is_marked(old, new, before, after):
    assert tuple(marked(pieces) for pieces in between(old, new)) == (before, after)


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_no_word_is_lost_and_neighbours_differ(old, new):
    before, after = between(old, new)
    assert ("".join(p.words for p in before), "".join(p.words for p in after)) == (old, new)
    for pieces in (before, after):
        assert [a.is_changed for a in pieces[1:]] == [not a.is_changed for a in pieces[:-1]]
        assert not {Piece("", True), Piece("", False)} & set(pieces)
    if old == new:
        assert not any(piece.is_changed for piece in (*before, *after))
