"""A municipality's templates: what it has, what a version holds, and which questions in it resemble each other."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from analyses.models import Analysis, Section, Template, TemplateArea, TemplateField, TemplateSection, Theme
from analyses.resemblance import Question, Resemblance, resemblances
from analyses.templates import LEADING, AreaText, default_areas, default_templates, words_for
from indicators.models import Indicator
from indicators.queries.library import Placed, placements_of
from schoolplan.kit import clock
from schoolplan.kit.text import swedish_key
from units.access import paths_where
from units.models import Node, SchoolForm

# The areas stand after these sections.
BEFORE_AREAS = (Section.BRIEF, Section.LOOK_BACK, Section.SOURCES)
FORM_NAMES = {str(value): label for value, label in SchoolForm.choices}


def municipalities_to_manage(user: Any) -> "QuerySet[Node]":
    """The municipalities whose templates the person writes and publishes."""
    found: QuerySet[Node] = Node.objects.municipalities().filter(paths_where(user, "template.manage")).order_by("path")
    return found


@dataclass(frozen=True)
class Line:
    """A template in all its versions, the newest first; each with the number of analyses that began from it (``begun``)."""

    name: str
    versions: tuple[Any, ...]

    @property
    def newest(self) -> Any:
        return self.versions[0]

    @property
    def current(self) -> Any | None:
        """What new analyses begin from."""
        return next((each for each in self.versions if each.published_at), None)

    @property
    def written(self) -> Any | None:
        return None if self.newest.published_at else self.newest

    @property
    def begun(self) -> int:
        return sum(each.begun for each in self.versions)

    @property
    def shown(self) -> Any:
        """What the line tells of: the version in use, or the one that is being written for the first time."""
        return self.current or self.newest

    @property
    def forms(self) -> str:
        return forms_in_words(self.shown)


@dataclass(frozen=True)
class TemplatesPage:
    """What a municipality asks, of whom, and which school forms nobody or more than one template answers for."""

    lines: tuple[Line, ...]
    unanswered: tuple[str, ...]
    doubled: tuple[tuple[str, tuple[Template, ...]], ...]
    can_begin: tuple[str, ...]


def templates_page(municipality: Node) -> TemplatesPage:
    """Two queries, however many templates and versions there are."""
    by_name: dict[str, list[Any]] = defaultdict(list)
    for template in _versions(municipality):
        by_name[template.name].append(template)
    lines = sorted((Line(name, tuple(versions)) for name, versions in by_name.items()), key=_order)
    current = [line.current for line in lines if line.current]
    return TemplatesPage(
        lines=tuple(lines),
        unanswered=_unanswered(municipality, current),
        doubled=_doubled(current),
        can_begin=tuple(each.name for each in default_templates() if each.name not in by_name),
    )


def _versions(municipality: Node, **narrower: Any) -> "QuerySet[Any]":
    return (
        Template.objects.filter(municipality=municipality, **narrower)
        .annotate(begun=Count("analyses"))
        .order_by("name", "-version")
    )


def _order(line: Line) -> tuple[int, str]:
    """By leading school form; that of areas and the municipality last."""
    first = min((LEADING.index(SchoolForm(form)) for form in line.shown.forms), default=len(LEADING))
    return first, swedish_key(line.name)


def _unanswered(municipality: Node, current: Iterable[Template]) -> tuple[str, ...]:
    """The leading school forms of open units that no template answers for, in words."""
    answered = {form for template in current for form in template.forms}
    units = Node.objects.within(municipality).units().open(clock.today()).values_list("forms", flat=True)
    leading = {next(form for form in LEADING if form in forms) for forms in units if forms and not answered & set(forms)}
    return tuple(str(form.label) for form in LEADING if form in leading)


def _doubled(current: Sequence[Template]) -> tuple[tuple[str, tuple[Template, ...]], ...]:
    """The school forms that more than one template answers for, in words, with the one that new analyses begin from first."""
    newest_first = sorted(current, key=lambda each: (each.published_at, each.pk), reverse=True)
    found = []
    for form in LEADING:
        answering = tuple(each for each in newest_first if form in each.forms)
        if len(answering) > 1:
            found.append((str(form.label), answering))
    return tuple(found)


def forms_in_words(template: Template) -> str:
    """The school forms that a template answers for; empty for that of areas and the municipality."""
    return ", ".join(str(FORM_NAMES[form]) for form in template.forms)


@dataclass(frozen=True)
class AreaLine:
    """An area with the indicators that are shown in it."""

    area: TemplateArea
    indicators: tuple[Placed, ...]


@dataclass(frozen=True)
class TemplatePage:
    """One version of a template: its parts in order, and what can be added while it is written."""

    template: Template
    before: tuple[TemplateSection, ...]
    areas: tuple[AreaLine, ...]
    after: tuple[TemplateSection, ...]
    fields: tuple[TemplateField, ...]
    left_out: tuple[tuple[str, str], ...]
    can_add: tuple[AreaText, ...]
    versions: tuple[Any, ...]
    resemblances: tuple[Resemblance, ...]

    @property
    def forms(self) -> str:
        return forms_in_words(self.template)

    @property
    def begun(self) -> int:
        return sum(version.begun for version in self.versions)

    @property
    def is_being_written(self) -> bool:
        return self.template.published_at is None

    @property
    def is_followed(self) -> bool:
        """Whether there is a newer version, published or being written."""
        return bool(self.versions[0] != self.template)

    def part(self, kind: str, key: str) -> TemplateSection | TemplateArea | None:
        """The area or the section with this key, if the version has it."""
        parts = [line.area for line in self.areas] if kind == "area" else (*self.before, *self.after)
        return next((part for part in parts if part.key == key), None)

    def resembling(self, place: str) -> tuple[Resemblance, ...]:
        """The resemblances that concern one part (``area-norms``), seen from it."""
        own = [each for each in self.resemblances if each.question.place == place]
        from_other_side = [
            Resemblance(each.other, each.question)
            for each in self.resemblances
            if each.other.place == place and each.question.place != place and each.other.template == self.template.name
        ]
        return (*own, *from_other_side)


def template_page(template: Template) -> TemplatePage:
    """The same number of queries whatever the version holds."""
    sections, areas, fields = tuple(template.sections.all()), tuple(template.areas.all()), tuple(template.fields.all())
    there = {section.key for section in sections}
    keys = {area.key for area in areas}
    shown = _indicators(template)
    return TemplatePage(
        template=template,
        before=tuple(each for each in sections if each.key in BEFORE_AREAS),
        areas=tuple(AreaLine(area, tuple(shown[area.key])) for area in areas),
        after=tuple(each for each in sections if each.key not in BEFORE_AREAS),
        fields=tuple(sorted(fields, key=lambda each: TemplateField.Key.values.index(each.key))),
        left_out=tuple((key, str(label)) for key, label in Section.choices if key not in there),
        can_add=tuple(each for each in default_areas(words_for(template.forms)) if each.key not in keys),
        versions=tuple(_versions(template.municipality, name=template.name)),
        resemblances=() if template.published_at else tuple(_resemblances(template, sections, areas, fields)),
    )


def _indicators(template: Template) -> dict[str, list[Placed]]:
    """The indicators in use by area, as the municipality has placed them, for the template's school forms."""
    municipality = template.municipality
    placements = placements_of([municipality])
    found: dict[str, list[Placed]] = defaultdict(list)
    for indicator in Indicator.objects.known_in(municipality).order_by("position", "key"):
        placed = placements.of(indicator, municipality)
        fits = not indicator.forms or not template.forms or set(indicator.forms) & set(template.forms)
        for key in placed.area_keys if placed.in_use and fits else ():
            found[key].append(placed)
    return found


def _resemblances(
    template: Template,
    sections: Sequence[TemplateSection],
    areas: Sequence[TemplateArea],
    fields: Sequence[TemplateField],
) -> list[Resemblance]:
    others = Template.objects.current(template.municipality).exclude(name=template.name)
    beside = [
        question
        for other in others.prefetch_related("sections", "areas", "fields")
        for question in _questions(other, other.sections.all(), other.areas.all(), other.fields.all())
    ]
    return resemblances(_questions(template, sections, areas, fields), beside)


def _questions(
    template: Template,
    sections: Iterable[TemplateSection],
    areas: Iterable[TemplateArea],
    fields: Iterable[TemplateField],
) -> list[Question]:
    """Everything that a template asks, with where to read it or, in a version being written, change it."""
    asked: list[Question] = []
    parts: list[TemplateSection | TemplateArea] = [*sections, *areas]
    for part in parts:
        kind = "section" if isinstance(part, TemplateSection) else "area"
        for field, texts in (("question", [part.question]), ("guidance", part.guidance.splitlines())):
            url = _url(template, kind, part, field)
            asked += [Question(text, f"{kind}-{part.key}", template.name, part.title, url) for text in texts if text.strip()]
    for each in fields:
        url = _url(template, "field", each, "help")
        asked.append(Question(each.help, f"field-{each.key}", template.name, str(each), url))
    return [question for question in asked if question.text]


def _url(template: Template, kind: str, part: TemplateSection | TemplateArea | TemplateField, field: str) -> str:
    if template.published_at:
        return reverse("analyses:template", args=[template.pk], fragment=f"{kind}-{part.key}")
    at = f"field-{part._meta.model_name}-{part.pk}-{field}"
    if kind == "field":
        return reverse("analyses:template_fields", args=[template.pk], fragment=at)
    return reverse(f"analyses:template_{kind}", args=[template.pk, part.key], fragment=at)


@dataclass(frozen=True)
class Begun:
    """The analyses that began from a version: where, and of which school year."""

    node: Node
    school_year: Any


def begun_from(template: Template) -> tuple[Begun, ...]:
    """Those of the latest school year first. That an analysis is begun is no secret; what it says is not told here."""
    analyses = Analysis.objects.filter(template=template).select_related("node").order_by("-school_year", "node__path")
    return tuple(Begun(each.node, each.school_year) for each in analyses.only("school_year", "node__name", "node__path"))


def themes_of(municipality: Node) -> list[Any]:
    """The municipality's themes with how many findings carry each (``carried``), those in use first, in Swedish order."""
    themes = Theme.objects.filter(municipality=municipality).annotate(carried=Count("findings"))
    return sorted(themes, key=lambda theme: (not theme.is_used, swedish_key(theme.name)))
