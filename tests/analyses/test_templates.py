"""The content that a municipality starts from is whole, and each node gets the questions of its own kind."""

import pytest

from analyses.models import Section, Template, TemplateArea, TemplateField, Theme
from analyses.templates import (
    AreaText,
    Words,
    add_default_templates,
    add_template,
    default_area,
    default_areas,
    default_fields,
    default_sections,
    default_templates,
    template_for,
    words_for,
)
from journal.services import SYSTEM
from units.models import SchoolForm

KNOWLEDGE = AreaText("knowledge", "Kunskaper", "Når eleverna målen?")


def lines(text: str) -> list[str]:
    return text.splitlines()


def questions(text: str) -> list[bool]:
    return [line.endswith("?") for line in lines(text)]


@pytest.mark.parametrize("words", Words)
def test_every_area_has_a_question_thoughts_and_goals(words: Words) -> None:
    for area in default_areas(words):
        assert area.question.endswith("?"), area.key
        assert len(lines(area.guidance)) >= 2, area.key
        assert all(questions(area.guidance)), area.key
        assert all([area.title, *lines(area.goals)]), area.key
        assert lines(area.goals), area.key


@pytest.mark.parametrize("words", Words)
def test_every_section_and_field_teaches_with_an_example_and_a_non_example(words: Words) -> None:
    sections, fields = default_sections(words), default_fields(words)
    assert [each.key for each in sections] == Section.values
    assert [each.key for each in fields] == TemplateField.Key.values
    for each in sections:
        assert all([each.title, each.example, each.non_example]), each.key
        assert each.question.endswith("?"), each.key
        assert len(lines(each.guidance)) >= 2, each.key
        assert all(questions(each.guidance)), each.key
    for field in fields:
        assert field.help.endswith("?"), field.key
        assert all([field.example, field.non_example]), field.key


@pytest.mark.parametrize("words", Words)
def test_the_words_fit_their_fields(words: Words) -> None:
    asked = [each.question for each in (*default_areas(words), *default_sections(words))]
    assert max(len(question) for question in [*asked, *(field.help for field in default_fields(words))]) <= 300
    assert max(len(each.title) for each in (*default_areas(words), *default_sections(words))) <= 120


@pytest.mark.parametrize("words", [words for words in Words if words != Words.SCHOOL])
def test_each_kind_of_unit_has_examples_of_its_own(words: Words) -> None:
    own = {field.example for field in default_fields(words)}
    assert not own & {field.example for field in default_fields()}


@pytest.mark.parametrize(
    ("words", "foreign"),
    [
        (Words.SCHOOL, ("Lpfö", "gymnasieskolan", "Lgra22")),
        (Words.AFTERSCHOOL, ("Lpfö", "gymnasieskolan", "Lgra22")),
        (Words.ADAPTED, ("Lpfö", "gymnasieskolan", "Lgr22")),
        (Words.UPPER, ("Lpfö", "Lgr22", "Lgra22")),
        (Words.PRESCHOOL, ("gymnasieskolan", "Lgr22", "Lgra22")),
    ],
)
def test_a_template_points_to_the_goals_of_its_own_curriculum(words: Words, foreign: tuple[str, ...]) -> None:
    goals = next(" ".join(area.goals for area in each.areas) for each in default_templates() if each.words == words)
    assert [word for word in foreign if word in goals] == []


def test_the_default_templates_answer_for_every_school_form_once() -> None:
    assert sorted(form for each in default_templates() for form in each.forms) == sorted(SchoolForm.values)
    assert [each.name for each in default_templates() if not each.forms] == ["Kommunen"]


def test_the_areas_of_a_template_stand_in_the_order_of_the_curriculum() -> None:
    titles = {each.name: [area.title for area in each.areas] for each in default_templates()}
    assert titles["Förskola"] == [
        "Normer och värden",
        "Omsorg, utveckling och lärande",
        "Barns delaktighet och inflytande",
        "Förskola och hem",
        "Övergång och samverkan",
        "Uppföljning, utvärdering och utveckling",
        "Personal och kompetens",
        "Ledning och organisation",
    ]
    assert titles["Grundskola"] == [
        "Normer och värden",
        "Trygghet och studiero",
        "Kunskaper",
        "Extra anpassningar och särskilt stöd",
        "Elevhälsa",
        "Ansvar och inflytande",
        "Skola och hem",
        "Övergång och samverkan",
        "Skolan och omvärlden",
        "Bedömning och betyg",
        "Digitalisering, bibliotek och läromedel",
        "Personal och kompetens",
        "Ledning och organisation",
    ]


@pytest.mark.parametrize(
    ("forms", "words"),
    [
        ([], Words.MUNICIPALITY),
        (["FSK", "GR", "FTH"], Words.SCHOOL),
        (["GRS", "GR"], Words.SCHOOL),
        (["GRS", "FTH"], Words.ADAPTED),
        (["GY"], Words.UPPER),
        (["FS", "FTH"], Words.PRESCHOOL),
        (["FSK", "FTH"], Words.AFTERSCHOOL),
    ],
)
def test_a_template_speaks_the_words_of_its_leading_school_form(forms: list[str], words: Words) -> None:
    assert words_for(forms) == words


def test_a_municipality_begins_with_the_whole_templates_and_themes(cast) -> None:
    add_default_templates(municipality=cast.municipality, by=SYSTEM)
    school = Template.objects.get(municipality=cast.municipality, name="Grundskola")
    assert [section.key for section in school.sections.all()] == Section.values
    assert {field.key for field in school.fields.all()} == set(TemplateField.Key.values)
    preschool = Template.objects.get(municipality=cast.municipality, name="Förskola")
    assert Section.HEALTH not in {section.key for section in preschool.sections.all()}
    assert 8 <= Theme.objects.filter(municipality=cast.municipality, is_used=True).count() <= 12
    assert not Theme.objects.filter(municipality=cast.elsewhere).exists()


def test_each_node_answers_the_template_of_its_kind(cast) -> None:
    cast.other_unit.forms = ["FTH", "FSK"]
    names = [template_for(node, by=SYSTEM).name for node in (cast.unit, cast.preschool, cast.other_unit, cast.area)]
    assert names == ["Grundskola", "Förskola", "Förskoleklass och fritidshem", "Kommunen"]


def test_a_unit_of_several_school_forms_answers_that_of_the_leading_one(cast) -> None:
    cast.unit.forms = ["FSK", "FTH", "GRS", "GR"]
    assert template_for(cast.unit, by=SYSTEM).name == "Grundskola"


def test_a_version_being_written_is_answered_by_nobody(cast) -> None:
    published = add_template(municipality=cast.municipality, name="Skola", forms=["GR"], areas=[KNOWLEDGE], by=SYSTEM)
    add_template(municipality=cast.municipality, name="Skola", forms=["GR"], areas=[], by=SYSTEM, published=False)
    add_template(municipality=cast.municipality, name="Ny skola", forms=["GR"], areas=[], by=SYSTEM, published=False)
    add_template(municipality=cast.elsewhere, name="Skola", forms=["GR"], areas=[], by=SYSTEM)
    assert template_for(cast.unit, by=SYSTEM) == published


def test_a_version_that_gave_up_a_school_form_no_longer_answers_for_it(cast) -> None:
    add_template(municipality=cast.municipality, name="Skola", forms=["GR", "FS"], areas=[KNOWLEDGE], by=SYSTEM)
    add_template(municipality=cast.municipality, name="Skola", forms=["GR"], areas=[KNOWLEDGE], by=SYSTEM)
    little = add_template(municipality=cast.municipality, name="Små", forms=["FS"], areas=[KNOWLEDGE], by=SYSTEM)
    assert template_for(cast.preschool, by=SYSTEM) == little


def test_a_unit_whose_school_form_nobody_answers_for_gets_the_first_there_is(cast) -> None:
    first = add_template(municipality=cast.municipality, name="Skola", forms=["GR"], areas=[KNOWLEDGE], by=SYSTEM)
    add_template(municipality=cast.municipality, name="Gymnasium", forms=["GY"], areas=[KNOWLEDGE], by=SYSTEM)
    assert template_for(cast.preschool, by=SYSTEM) == first


def test_words_that_differ_replace_those_of_a_school_and_the_rest_stays() -> None:
    school, preschool = default_area("knowledge"), default_area("knowledge", words=Words.PRESCHOOL)
    assert (school.title, preschool.title) == ("Kunskaper", "Omsorg, utveckling och lärande")
    assert default_area("staff", words=Words.ADAPTED).question == default_area("staff").question
    assert "Lpfö 18 2.2 Omsorg, utveckling och lärande" in lines(preschool.goals)


def test_an_area_is_stored_as_it_is_said(cast) -> None:
    template = add_template(municipality=cast.municipality, name="Skola", forms=["GR"], areas=[default_area("norms")], by=SYSTEM)
    area = TemplateArea.objects.get(template=template)
    assert (area.key, area.title, area.goals, area.position) == ("norms", "Normer och värden", default_area("norms").goals, 1)
