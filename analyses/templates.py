"""Which questions a node answers: its municipality's template, or the default one that every municipality starts from."""

import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from analyses.models import Template, TemplateArea, TemplateField, TemplateSection, Theme
from journal.services import Actor, record
from schoolplan.kit import clock
from units.models import Kind, Node, SchoolForm

CONTENT = Path(__file__).parent / "content"

# A unit with several school forms answers the template of the first of these that it has.
LEADING = (
    SchoolForm.COMPULSORY,
    SchoolForm.ADAPTED_COMPULSORY,
    SchoolForm.UPPER_SECONDARY,
    SchoolForm.PRESCHOOL,
    SchoolForm.PRESCHOOL_CLASS,
    SchoolForm.AFTER_SCHOOL,
)


class Words(StrEnum):
    """In whose words the default templates ask. A school's are the first; the others say what differs."""

    SCHOOL = "school"
    AFTERSCHOOL = "afterschool"
    ADAPTED = "adapted"
    UPPER = "upper"
    PRESCHOOL = "preschool"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class AreaText:
    """The words of one area of a template. Guidance and goals are one a line."""

    key: str
    title: str
    question: str
    guidance: str = ""
    goals: str = ""


@dataclass(frozen=True)
class SectionWords:
    """The words of a part of a template that is not an area. ``key`` is one of ``Section``."""

    key: str
    title: str
    question: str = ""
    guidance: str = ""
    example: str = ""
    non_example: str = ""


@dataclass(frozen=True)
class FieldWords:
    """What a template says of a field that stands in every area. ``key`` is one of ``TemplateField.Key``."""

    key: str
    help: str
    example: str = ""
    non_example: str = ""


@dataclass(frozen=True)
class DefaultTemplate:
    """A template that a municipality starts from."""

    name: str
    words: Words
    forms: tuple[str, ...]
    areas: tuple[AreaText, ...]
    sections: tuple[SectionWords, ...]
    fields: tuple[FieldWords, ...]


@cache
def _content(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / f"default_{name}.toml").read_text())


def _in_words(part: dict[str, Any], words: Words) -> dict[str, str]:
    own = part.get(words, {})
    return {name: text for name, text in (part | own).items() if isinstance(text, str)}


def default_area(key: str, *, words: Words = Words.SCHOOL) -> AreaText:
    """An area as it stands in the default template. Raises KeyError for one that does not exist."""
    return AreaText(key, **_in_words(_content("areas")[key], words))


def default_areas(words: Words = Words.SCHOOL) -> tuple[AreaText, ...]:
    """Every area of the default templates, also those that no template of these words begins with."""
    return tuple(default_area(key, words=words) for key in _content("areas"))


def default_sections(words: Words = Words.SCHOOL, keys: Iterable[str] | None = None) -> tuple[SectionWords, ...]:
    """The parts beside the areas, in order; those of ``keys`` when given."""
    every = _content("sections")
    return tuple(SectionWords(key, **_in_words(every[key], words)) for key in (every if keys is None else keys))


def default_fields(words: Words = Words.SCHOOL) -> tuple[FieldWords, ...]:
    return tuple(FieldWords(key, **_in_words(part, words)) for key, part in _content("fields").items())


def default_titles(*, words: Words = Words.SCHOOL) -> dict[str, str]:
    """The title of every area of the default templates, by key."""
    return {area.key: area.title for area in default_areas(words)}


def default_templates() -> tuple[DefaultTemplate, ...]:
    return tuple(_default_template(row) for row in _content("templates")["templates"])


def _default_template(row: dict[str, Any]) -> DefaultTemplate:
    words = Words(row["words"])
    areas = tuple(default_area(key, words=words) for key in row["areas"])
    sections = default_sections(words, row["sections"])
    return DefaultTemplate(row["name"], words, tuple(row["forms"]), areas, sections, default_fields(words))


def words_for(forms: Iterable[str]) -> Words:
    """In whose words a template for these school forms asks; no school form is a municipality or an area."""
    leading = next((form for form in LEADING if form in set(forms)), None)
    match leading:
        case None:
            return Words.MUNICIPALITY
        case SchoolForm.ADAPTED_COMPULSORY:
            return Words.ADAPTED
        case SchoolForm.UPPER_SECONDARY:
            return Words.UPPER
        case SchoolForm.PRESCHOOL:
            return Words.PRESCHOOL
        case SchoolForm.PRESCHOOL_CLASS | SchoolForm.AFTER_SCHOOL:
            return Words.AFTERSCHOOL
    return Words.SCHOOL


@transaction.atomic
def add_template(
    *,
    municipality: Node,
    name: str,
    forms: Iterable[str],
    areas: Iterable[AreaText],
    by: Actor,
    sections: Iterable[SectionWords] = (),
    fields: Iterable[FieldWords] = (),
    published: bool = True,
) -> Template:
    """A template, or the next version of the one with the same name; analyses already begun keep theirs."""
    version = Template.objects.filter(municipality=municipality, name=name).count() + 1
    template = Template.objects.create(
        municipality=municipality,
        name=name,
        forms=list(forms),
        version=version,
        published_at=clock.now() if published else None,
    )
    TemplateArea.objects.bulk_create(
        TemplateArea(template=template, position=position, **asdict(area)) for position, area in enumerate(areas, start=1)
    )
    TemplateSection.objects.bulk_create(
        TemplateSection(template=template, position=position, **asdict(each)) for position, each in enumerate(sections, start=1)
    )
    TemplateField.objects.bulk_create(TemplateField(template=template, **asdict(each)) for each in fields)
    record(by=by, verb="add", obj=template, node_id=municipality.pk)
    return template


@transaction.atomic
def add_default_templates(*, municipality: Node, by: Actor) -> None:
    """The templates and themes that a municipality starts from."""
    for default in default_templates():
        add_template(
            municipality=municipality,
            name=default.name,
            forms=default.forms,
            areas=default.areas,
            sections=default.sections,
            fields=default.fields,
            by=by,
        )
    add_default_themes(municipality=municipality, by=by)


def add_default_themes(*, municipality: Node, by: Actor) -> None:
    """The themes to begin with; those that the municipality already has stay as they are."""
    there = set(Theme.objects.filter(municipality=municipality).values_list("name", flat=True))
    new = [name for name in _content("themes")["themes"] if name not in there]
    for theme in Theme.objects.bulk_create(Theme(municipality=municipality, name=name) for name in new):
        record(by=by, verb="add", obj=theme, node_id=municipality.pk)


def template_for(node: Node, *, by: Actor) -> Template:
    """The template that a new analysis of the node begins from; a municipality without templates gets the default ones.

    A unit answers the one of its leading school form, an area or the municipality the one without school forms. Where two
    answer, the one published last does; where none does, the first there is.
    """
    municipality = node.municipality
    if not Template.objects.published().filter(municipality=municipality).exists():
        add_default_templates(municipality=municipality, by=by)
    candidates = sorted(Template.objects.current(municipality), key=lambda each: (each.published_at, each.pk), reverse=True)
    if node.kind != Kind.UNIT:
        chosen = next((each for each in candidates if not each.forms), None)
    else:
        chosen = next((each for form in LEADING if form in node.forms for each in candidates if form in each.forms), None)
    return chosen or next((each for each in reversed(candidates) if each.forms), candidates[-1])
