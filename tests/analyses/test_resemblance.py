"""Two questions of a template that ask nearly the same are found; two of one subject are not."""

from itertools import combinations

import pytest

from analyses.resemblance import Question, resemblances, resemble
from analyses.templates import default_templates

ALIKE = [
    ("Vilka elever får inte det stöd de behöver?", "Får de elever som behöver stöd det?"),
    ("I vilken grad är eleverna trygga och har studiero?", "Hur trygga är eleverna, och har de studiero?"),
    ("Vilka vårdnadshavare når vi inte?", "Når vi alla vårdnadshavare?"),
    ("Hur skiljer sig betyg och nationella prov åt?", "Skillnader mellan betygen och de nationella proven: hur skiljer de sig?"),
    ("Vad har ändrats för att eleverna ville det?", "Vad har vi ändrat för att eleverna ville det?"),
    ("Vilka kompetenser saknas?", "Vilken kompetens saknas hos oss?"),
    ("Hur arbetar vi förebyggande mot kränkningar?", "Arbetar skolan förebyggande mot kränkning?"),
    ("Vad visar den pedagogiska dokumentationen?", "Vad visar vår pedagogiska dokumentation?"),
]
DIFFERENT = [
    ("Vilka elever får inte det stöd de behöver?", "Vilka elever är minst trygga?"),
    ("Vilka kompetenser saknas?", "Vilka läromedel saknas?"),
    ("I vilken grad når eleverna målen för kunskaper?", "I vilken grad har eleverna inflytande över sin utbildning?"),
    ("Vad säger vårdnadshavarna?", "Vad säger eleverna?"),
    ("Hur vet vi det?", "Vad vet vi?"),
    ("Vad har utvecklingssamtalen lett till i undervisningen?", "Vilka beslut har gjort skillnad för undervisningen?"),
    ("Hur ser frånvaron ut i åk 4–6?", "Hur ser betygen ut i åk 6?"),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_the_same_question_in_other_words_is_found(one: str, other: str) -> None:
    assert resemble(one, other)
    assert resemble(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_question_of_the_same_subject_is_not(one: str, other: str) -> None:
    assert not resemble(one, other)
    assert not resemble(other, one)


def question(text: str, place: str, template: str = "Grundskola") -> Question:
    return Question(text, place, template, place, f"#{place}")


def test_a_pair_is_told_once_and_the_same_place_elsewhere_is_no_resemblance() -> None:
    needs, gets = question(ALIKE[0][0], "support"), question(ALIKE[0][1], "equity")
    same_place = question(ALIKE[0][0], "support", "Förskola")
    elsewhere = question(ALIKE[0][0], "health", "Förskola")
    unlike = question(DIFFERENT[0][1], "safety", "Förskola")
    found = resemblances([needs, gets], [same_place, elsewhere, unlike])
    assert [(each.question, each.other) for each in found] == [
        (needs, gets),
        (needs, elsewhere),
        (gets, same_place),
        (gets, elsewhere),
    ]


def test_the_default_templates_ask_nothing_twice() -> None:
    for template in default_templates():
        asked = [(area.key, text) for area in template.areas for text in (area.question, *area.guidance.splitlines())]
        asked += [(part.key, text) for part in template.sections for text in (part.question, *part.guidance.splitlines())]
        asked += [(field.key, field.help) for field in template.fields]
        pairs = [(one, other) for (_, one), (_, other) in combinations(asked, 2) if resemble(one, other)]
        assert pairs == [], template.name
