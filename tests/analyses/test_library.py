"""What the library of indicators is told about templates."""

from analyses.queries.library import area_titles
from analyses.templates import Words, add_template, default_area, default_titles
from journal.services import SYSTEM


def test_a_municipality_without_templates_has_the_default_areas(cast) -> None:
    assert area_titles(cast.municipality) == default_titles()


def test_areas_have_the_words_of_schools_and_of_the_newest_version(cast) -> None:
    knowledge, home = default_area("knowledge"), default_area("home", words=Words.PRESCHOOL)
    preschool = [default_area("knowledge", words=Words.PRESCHOOL), home]
    add_template(municipality=cast.municipality, name="Förskola", forms=["FS"], areas=preschool, by=SYSTEM)
    for title in ("Kunskaper", "Kunskaper och bildning"):
        renamed = [type(knowledge)("knowledge", title, knowledge.question)]
        add_template(municipality=cast.municipality, name="Grundskola", forms=["GR"], areas=renamed, by=SYSTEM)
    add_template(municipality=cast.elsewhere, name="Grundskola", forms=["GR"], areas=[default_area("society")], by=SYSTEM)
    assert area_titles(cast.municipality) == {"knowledge": "Kunskaper och bildning", "home": "Förskola och hem"}
