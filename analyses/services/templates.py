"""A municipality's templates in versions: a new one is written, published or thrown away; analyses begun keep theirs."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from analyses.models import Section, Template, TemplateArea, TemplateField, TemplatePart, TemplateSection
from analyses.templates import (
    SectionWords,
    add_default_templates,
    add_template,
    default_area,
    default_sections,
    default_templates,
    words_for,
)
from journal.services import record
from schoolplan.kit import clock
from schoolplan.kit.access import require
from schoolplan.kit.text import one_newline
from schoolplan.kit.versions import Saved, save_field
from units.models import Node, SchoolForm, User

# The texts of a template that people write, by kind of part.
WRITABLE: dict[type[TemplatePart], frozenset[str]] = {
    TemplateArea: frozenset({"title", "question", "guidance", "goals"}),
    TemplateSection: frozenset({"title", "question", "guidance", "example", "non_example"}),
    TemplateField: frozenset({"help", "example", "non_example"}),
}


@transaction.atomic
def begin_version(*, template: Template, by: User) -> Template:
    """The next version of the template, to be written: a copy of the newest published one. Twice gives the same."""
    require(by, "analyses.manage_templates", template)
    versions = Template.objects.select_for_update().filter(municipality=template.municipality_id, name=template.name)
    every = sorted(versions, key=lambda each: each.version)
    written = next((each for each in every if each.published_at is None), None)
    if written:
        return written
    newest = every[-1]
    new = Template.objects.create(
        municipality=template.municipality, name=newest.name, forms=newest.forms, version=newest.version + 1
    )
    for model in (TemplateSection, TemplateArea, TemplateField):
        _copy(model, newest, new)
    record(by=by, verb="begin_version", obj=new, node_id=new.municipality_id, changes={"version": [newest.version, new.version]})
    return new


def _copy(model: type[Any], old: Template, new: Template) -> None:
    parts = list(model.objects.filter(template=old))
    for part in parts:
        part.pk, part._state.adding, part.template = None, True, new
    model.objects.bulk_create(parts)


@transaction.atomic
def begin_with_defaults(*, municipality: Node, by: User) -> None:
    """Give a municipality without templates the default ones, published. Twice changes nothing."""
    require(by, "analyses.manage_templates", municipality)
    Node.objects.select_for_update().get(pk=municipality.pk)
    if not Template.objects.filter(municipality=municipality).exists():
        add_default_templates(municipality=municipality, by=by)


@transaction.atomic
def begin_template(*, municipality: Node, name: str, by: User) -> Template:
    """A template that the municipality does not have yet, to be written, in the words of the default one with this name.

    Raises ValidationError when there is no such default template, or the municipality has it already.
    """
    require(by, "analyses.manage_templates", municipality)
    Node.objects.select_for_update().get(pk=municipality.pk)
    default = next((each for each in default_templates() if each.name == name), None)
    if default is None or Template.objects.filter(municipality=municipality, name=name).exists():
        raise ValidationError(_("This template can not be begun. You may have it already."))
    return add_template(
        municipality=municipality,
        name=default.name,
        forms=default.forms,
        areas=default.areas,
        sections=default.sections,
        fields=default.fields,
        published=False,
        by=by,
    )


@transaction.atomic
def publish_version(*, template: Template, by: User) -> None:
    """Let new analyses begin from this version. Raises ValidationError when it asks about nothing."""
    _lock(template, by)
    if not template.areas.exists():
        raise ValidationError(_("A template needs at least one area to ask about."))
    template.published_at = clock.now()
    template.save(update_fields=["published_at"])
    record(by=by, verb="publish", obj=template, node_id=template.municipality_id)


@transaction.atomic
def discard_version(*, template: Template, by: User) -> None:
    """Throw away a version that is being written. What was published before stays in use; the journal keeps every wording."""
    _lock(template, by)
    parts: list[TemplatePart] = [*template.areas.all(), *template.sections.all(), *template.fields.all()]
    for part in parts:
        _remove(part, template, by)
    record(by=by, verb="discard", obj=template, node_id=template.municipality_id)
    template.delete()


@transaction.atomic
def save_template_text(*, part: TemplatePart, field: str, value: Any, seen: str, by: User) -> Saved:
    """Save one text of a version being written. Raises Conflict when somebody else has changed it since ``seen``."""
    _lock(part.template, by)
    saved = save_field(part, field, one_newline(value), seen=seen)
    if saved.changed:
        changes = {field: [saved.before, saved.after]}
        record(by=by, verb="edit", obj=part, node_id=part.template.municipality_id, changes=changes)
    return saved


@transaction.atomic
def set_forms(*, template: Template, forms: Iterable[str], by: User) -> None:
    """The school forms that the template answers for. That of areas and the municipality answers for none, and stays so."""
    _lock(template, by)
    wanted = [form for form in SchoolForm.values if form in set(forms)]
    if bool(wanted) != bool(template.forms):
        raise ValidationError(_("Choose at least one school form."))
    before, template.forms = template.forms, wanted
    template.save(update_fields=["forms"])
    record(by=by, verb="edit", obj=template, node_id=template.municipality_id, changes={"forms": [before, wanted]})


@transaction.atomic
def add_default_area(*, template: Template, key: str, by: User) -> TemplateArea:
    """One of the areas that the default templates know, in the words of this template's school forms.

    Raises ValidationError for one that does not exist, or stands there already.
    """
    _lock(template, by)
    try:
        words = default_area(key, words=words_for(template.forms))
    except KeyError as error:
        raise ValidationError(_("There is no such area.")) from error
    if template.areas.filter(key=key).exists():
        raise ValidationError(_("This area is in the template already."))
    return _add_area(
        template, by, key=key, title=words.title, question=words.question, guidance=words.guidance, goals=words.goals
    )


@transaction.atomic
def add_own_area(*, template: Template, title: str, question: str, by: User) -> TemplateArea:
    """An area of the municipality's own. Its key comes of its title, so that it is the same in the templates that share it."""
    _lock(template, by)
    taken = {*template.areas.values_list("key", flat=True), *Section.values}
    key = plain = slugify(title)[:26] or "area"
    number = 1
    while key in taken:
        number += 1
        key = f"{plain}-{number}"
    return _add_area(template, by, key=key, title=title, question=question)


def _add_area(template: Template, by: User, **words: str) -> TemplateArea:
    last = template.areas.aggregate(last=Max("position"))["last"] or 0
    area = TemplateArea.objects.create(template=template, position=last + 1, **words)
    record(by=by, verb="add", obj=area, node_id=template.municipality_id, changes={"title": ["", area.title]})
    return area


@transaction.atomic
def move_area(*, area: TemplateArea, steps: int, by: User) -> None:
    """Move the area among the others: one step up is -1, one down is 1. At the end nothing happens."""
    template = area.template
    _lock(template, by)
    keys = list(template.areas.values_list("key", flat=True))
    at = keys.index(area.key)
    to = min(max(at + steps, 0), len(keys) - 1)
    if to == at:
        return
    keys.insert(to, keys.pop(at))
    areas = list(template.areas.all())
    for each in areas:
        each.position = keys.index(each.key) + 1
    TemplateArea.objects.bulk_update(areas, ["position"])
    record(by=by, verb="move", obj=area, node_id=template.municipality_id, changes={"position": [at + 1, to + 1]})


@transaction.atomic
def remove_area(*, area: TemplateArea, by: User) -> None:
    _lock(area.template, by)
    _remove(area, area.template, by)


@transaction.atomic
def leave_out_section(*, section: TemplateSection, by: User) -> None:
    """The analysis does without this part. It can be put back."""
    _lock(section.template, by)
    _remove(section, section.template, by)


@transaction.atomic
def put_back_section(*, template: Template, key: str, by: User) -> TemplateSection:
    """A part that was left out, as it stood in the latest published version that had it, otherwise as in the default template.

    Raises ValidationError for one that does not exist, or stands there already.
    """
    _lock(template, by)
    if key not in Section.values or template.sections.filter(key=key).exists():
        raise ValidationError(_("This part is in the template already."))
    words = _earlier_words(template, key) or default_sections(words_for(template.forms), [key])[0]
    section = TemplateSection.objects.create(
        template=template,
        key=key,
        position=Section.values.index(key) + 1,
        title=words.title,
        question=words.question,
        guidance=words.guidance,
        example=words.example,
        non_example=words.non_example,
    )
    record(by=by, verb="add", obj=section, node_id=template.municipality_id, changes={"title": ["", section.title]})
    return section


def _earlier_words(template: Template, key: str) -> TemplateSection | SectionWords | None:
    versions = Template.objects.published().filter(municipality=template.municipality_id, name=template.name)
    return TemplateSection.objects.filter(template__in=versions, key=key).order_by("-template__version").first()


def _remove(part: TemplatePart, template: Template, by: User) -> None:
    gone = {field: [getattr(part, field), ""] for field in sorted(WRITABLE[type(part)])}
    record(by=by, verb="remove", obj=part, node_id=template.municipality_id, changes=gone)
    part.delete()


def _lock(template: Template, by: User) -> None:
    """Hold the version until the transaction ends. Raises PermissionDenied when it is published, or not the user's to write."""
    template.refresh_from_db(from_queryset=Template.objects.select_for_update(of=("self",)).select_related("municipality"))
    require(by, "analyses.edit_template", template)
