"""What the demo's units write in the parts beside the areas, and who took part."""

from typing import Any

from analyses import services
from analyses.models import Analysis, Section
from schoolplan.demo.content import read
from schoolplan.demo.saving import write
from units.models import User


def write_sections(analysis: Analysis, content: dict[str, Any], by: User, *, number: int) -> None:
    """The unit's own words, or for the ``number``-th unit those of one in three like it; a draft has only what it has begun."""
    words = content.get("sections", {})
    if content.get("state") != "draft":
        variants = read("sections")["preschool" if analysis.node.is_preschool else "school"]
        words = variants[number % len(variants)] | words
    for text in analysis.section_texts.exclude(section__key=Section.SOURCES).select_related("section", "analysis__node"):
        if words.get(text.section.key):
            write(services.save_text, text, "text", words[text.section.key], by)
    for field in ("sources", "other_sources"):
        if words.get(field):
            write(services.save_text, analysis, field, words[field], by)
    for each in analysis.participations.select_related("analysis__node"):
        for field, value in words.get(each.group, {}).items():
            if value:
                write(services.save_text, each, field, value, by)
    _answer_last_year(analysis, content.get("look_backs", {}), by)


def _answer_last_year(analysis: Analysis, answers: dict[str, dict[str, str]], by: User) -> None:
    """What is filled in stands; the unit answers what is left, by the title of the priority."""
    for look_back in analysis.look_backs.select_related("analysis__node"):
        for field, value in answers.get(look_back.title, {}).items():
            write(services.save_text, look_back, field, value, by)
