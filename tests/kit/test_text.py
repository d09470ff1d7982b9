import pytest

from schoolplan.kit.text import first_sentence


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", ""),
        ("Utan punkt", "Utan punkt"),
        ("Gick det bra? Ja.", "Gick det bra?"),
        ("T.ex. 3,5 procent. Åtta kvar.", "T.ex. 3,5 procent."),
        ("En rad\nEn till", "En rad"),
    ],
)
def test_first_sentence(text, first):
    assert first_sentence(text) == first
