import pytest

from schoolplan.kit.text import first_sentence, one_newline, whole_number


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


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ett\r\ntvå\rtre\n", "ett\ntvå\ntre\n"),
        ("ur Word\x0bny rad\x0cny sida", "ur Word\nny rad\nny sida"),
        ("\x01osy\x1bnligt\x7f\ufffe", "osynligt"),
        ("åäö\u200b – 👨\u200d👩\u200d👧", "åäö\u200b – 👨\u200d👩\u200d👧"),
        ("\x00", "\x00"),
    ],
)
def test_one_newline(typed, stored):
    assert one_newline(typed) == stored


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("", None),
        ("-1", None),
        ("²", None),
        ("1e5", None),
    ],
)
def test_whole_number(text, number):
    assert whole_number(text) == number
