"""Who writes where in an analysis, and who is here just now."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from analyses.models import Analysis, Invitation, Presence, Section, Template, TemplateArea, TemplateSection
from analyses.permissions import HEALTH_PARTS, part_of, section_part
from analyses.workflow import State
from schoolplan.kit import clock
from units.access import paths_where, people_with, places_with
from units.models import User
from units.roles import Role
from units.years import SchoolYear

HERE_FOR = dt.timedelta(seconds=45)  # a page tells every 20 seconds that it is open: one of them may be late

# What nobody writes in: it is filled in from what is known.
FILLED_IN = frozenset({Section.BRIEF})


@dataclass(frozen=True)
class WritingPart:
    """An area or a section of a template. ``name`` is what ``permissions.part_of`` calls it."""

    record: TemplateArea | TemplateSection
    name: str

    @property
    def title(self) -> str:
        return self.record.title


def parts_of(template: Template) -> list[WritingPart]:
    """What can be written in, in its order: the areas stand after the sections about last year and the sources. Two queries."""
    sections = [each for each in template.sections.order_by("position") if each.key not in FILLED_IN]
    areas = [WritingPart(area, area.key) for area in template.areas.order_by("position")]
    order = list(Section)
    first = [each for each in sections if order.index(Section(each.key)) <= order.index(Section.SOURCES)]
    as_part = {each.pk: WritingPart(each, section_part(each.key)) for each in sections}
    return [*(as_part[each.pk] for each in first), *areas, *(as_part[each.pk] for each in sections if each not in first)]


@dataclass(frozen=True)
class Writer:
    """A person with the role by which they write."""

    user: User
    role: str

    @property
    def name(self) -> str:
        return self.user.name


@dataclass(frozen=True)
class PartRow:
    """One part with those who are invited to it, and those who write in it without being asked."""

    part: WritingPart
    invitations: tuple[Invitation, ...]
    health: tuple[Writer, ...]


@dataclass(frozen=True)
class PeoplePage:
    """Who writes where. ``candidates`` read the draft and can be invited."""

    leaders: tuple[Writer, ...]
    rows: tuple[PartRow, ...]
    candidates: tuple[Writer, ...]
    has_deputy: bool

    @property
    def has_others(self) -> bool:
        """Whether there is anybody but the leaders to tell of."""
        return bool(self.candidates) or any(row.invitations or row.health for row in self.rows)


def people_page(analysis: Analysis) -> PeoplePage:
    """As many queries whatever the number of people and parts."""
    node = analysis.node
    leaders, readers = _writers("analysis.write", analysis), _writers("analysis.draft", analysis)
    health = tuple(_writers("analysis.health", analysis))
    leading = {each.user.pk for each in leaders}
    standing: dict[str, list[Invitation]] = {}
    for invitation in analysis.invitations.filter(ended_at=None).select_related("user", "area", "section"):
        standing.setdefault(part_of(invitation), []).append(invitation)
    rows = [
        PartRow(part, tuple(standing.get(part.name, [])), health if part.name in HEALTH_PARTS else ())
        for part in parts_of(analysis.template)
    ]
    return PeoplePage(
        leaders=tuple(leaders),
        rows=tuple(rows),
        candidates=tuple(each for each in readers if each.user.pk not in leading),
        has_deputy=people_with("analysis.submit_delegated", node).exists(),
    )


def _writers(permission: str, analysis: Analysis) -> list[Writer]:
    return _as_writers(people_with(permission, analysis.node).order_by("name", "pk"))


def _as_writers(people: Iterable[Any]) -> list[Writer]:
    """In the order of the roles, as a municipality reads them."""
    order = list(Role)
    found = [Writer(person, str(Role(person.role).label)) for person in people]
    return sorted(found, key=lambda each: order.index(Role(each.user.role)))  # type: ignore[attr-defined]


def writers_of(analysis: Analysis, part: str) -> list[User]:
    """Those who write in one part: the leaders, and those who are invited or answer for it. One query."""
    leading = people_with("analysis.write", analysis.node).values("pk")
    standing = Invitation.objects.filter(_named(part), analysis=analysis, ended_at=None, user=OuterRef("pk"))
    invited = people_with("analysis.draft", analysis.node).filter(Exists(standing)).values("pk")
    writes = Q(pk__in=leading) | Q(pk__in=invited)
    if part in HEALTH_PARTS:
        writes |= Q(pk__in=people_with("analysis.health", analysis.node).values("pk"))
    return list(User.objects.filter(writes).order_by("pk"))


def _named(part: str) -> Q:
    if part.startswith(section_part("")):
        return Q(section__key=part.removeprefix(section_part("")))
    return Q(area__key=part)


@dataclass(frozen=True)
class Here:
    """Somebody who has a part of the draft open just now."""

    name: str
    part: str
    title: str


def others_here(analysis: Analysis, user: User) -> list[Here]:
    """Who else has the draft open, and where, in the order of their names. One query."""
    named = Concat(Value(section_part("")), "key", output_field=CharField())
    area = TemplateArea.objects.filter(template=OuterRef("analysis__template"), key=OuterRef("place"))
    section = TemplateSection.objects.alias(part=named).filter(template=OuterRef("analysis__template"), part=OuterRef("place"))
    title = Coalesce(Subquery(area.values("title")[:1]), Subquery(section.values("title")[:1]), Value(""))
    found = Presence.objects.filter(analysis=analysis, seen_at__gt=clock.now() - HERE_FOR).exclude(user=user)
    named_places = found.annotate(title=title).order_by("user__name", "pk").values_list("user__name", "place", "title")
    return [Here(*each) for each in named_places]


@dataclass(frozen=True)
class ToWrite:
    """An analysis with the parts of it that somebody who is no leader writes in."""

    analysis: Analysis
    parts: tuple[WritingPart, ...]


def parts_to_write(user: User) -> list[ToWrite]:
    """What the person is invited to, and student health's own parts, in open drafts. At most four queries."""
    invited = (
        Invitation.objects.visible_to(user)
        .filter(user=user, ended_at=None, analysis__state__in=State.open())
        .select_related("analysis__node", "area", "section")
    )
    found: dict[Analysis, dict[str, WritingPart]] = {}
    for invitation in invited:
        part = WritingPart(invitation.area or invitation.section, part_of(invitation))  # type: ignore[arg-type]
        found.setdefault(invitation.analysis, {})[part.name] = part
    if places_with(user, "analysis.health"):
        for analysis, part in _health_parts(user):
            found.setdefault(analysis, {})[part.name] = part
    ordered = sorted(found, key=lambda each: (each.node.path, -int(each.school_year)))
    return [ToWrite(analysis, tuple(found[analysis].values())) for analysis in ordered]


def _health_parts(user: User) -> list[tuple[Analysis, WritingPart]]:
    analyses = Analysis.objects.filter(
        paths_where(user, "analysis.health", "node__"),
        state__in=State.open(),
        school_year=SchoolYear.current(),
    ).select_related("node")
    templates = {each.template_id for each in analyses}
    areas = TemplateArea.objects.filter(template__in=templates, key=Section.HEALTH).order_by("pk")
    sections = TemplateSection.objects.filter(template__in=templates, key=Section.HEALTH).order_by("pk")
    parts = [WritingPart(each, each.key) for each in areas] + [WritingPart(each, section_part(each.key)) for each in sections]
    return [(analysis, part) for analysis in analyses for part in parts if part.record.template_id == analysis.template_id]
