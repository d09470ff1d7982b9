"""Which questions a node answers: its municipality's template, or the default one that every municipality starts from."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from analyses.models import Template, TemplateArea
from journal.services import Actor, record
from schoolplan.kit import clock
from units.models import Kind, Node, SchoolForm

DEFAULTS = Path(__file__).parent / "content" / "default_templates.toml"


@dataclass(frozen=True)
class AreaText:
    """The words of one area of a template."""

    key: str
    title: str
    question: str
    guidance: str = ""
    goals: str = ""


@cache
def _defaults() -> dict[str, Any]:
    return tomllib.loads(DEFAULTS.read_text())


def default_area(key: str, *, preschool: bool = False) -> AreaText:
    """An area as it stands in the default template, in the words of school or pre-school."""
    words = dict(_defaults()["areas"][key])
    if preschool:
        words |= {name.removeprefix("preschool_"): text for name, text in words.items() if name.startswith("preschool_")}
    return AreaText(key, words["title"], words["question"], words.get("guidance", ""), words.get("goals", ""))


def default_titles(*, preschool: bool = False) -> dict[str, str]:
    """The title of every area of the default templates, by key, in the words of school or pre-school."""
    return {key: default_area(key, preschool=preschool).title for key in _defaults()["areas"]}


@transaction.atomic
def add_template(*, municipality: Node, name: str, forms: Iterable[str], areas: Iterable[AreaText], by: Actor) -> Template:
    """A template, or the next version of the one with the same name; analyses already begun keep theirs."""
    version = Template.objects.filter(municipality=municipality, name=name).count() + 1
    template = Template.objects.create(
        municipality=municipality, name=name, forms=list(forms), version=version, published_at=clock.now()
    )
    TemplateArea.objects.bulk_create(
        TemplateArea(
            template=template,
            position=position,
            key=a.key,
            title=a.title,
            question=a.question,
            guidance=a.guidance,
            goals=a.goals,
        )
        for position, a in enumerate(areas, start=1)
    )
    record(by=by, verb="add", obj=template, node_id=municipality.pk)
    return template


def add_default_templates(*, municipality: Node, by: Actor) -> None:
    for default in _defaults()["templates"]:
        preschool = default["forms"] == [SchoolForm.PRESCHOOL]
        areas = [default_area(key, preschool=preschool) for key in default["areas"]]
        add_template(municipality=municipality, name=default["name"], forms=default["forms"], areas=areas, by=by)


def template_for(node: Node, *, by: Actor) -> Template:
    """The newest template for the node's school forms; a municipality without templates gets the default ones."""
    municipality = node.municipality
    if not Template.objects.filter(municipality=municipality).exists():
        add_default_templates(municipality=municipality, by=by)
    candidates = Template.objects.published().filter(municipality=municipality).order_by("-version")
    if node.kind != Kind.UNIT:
        chosen = candidates.filter(forms=[]).first()
    else:
        chosen = candidates.filter(forms__overlap=node.forms).first() if node.forms else None
    return chosen or candidates.exclude(forms=[]).first() or candidates[0]
