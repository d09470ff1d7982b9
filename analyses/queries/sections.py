"""The sections of the analysis beside its areas: what each shows of what is known already, beside its text."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import JSONObject

from analyses.choices import titles_of_sources
from analyses.models import Analysis, Conclusion, Finding, LookBack, Participation, Section, SectionText, TemplateSection
from analyses.neighbours import Lead, Need, Told, plans, support
from analyses.queries.overview import SectionState, Sides, sides
from indicators.models import Indicator
from indicators.queries import Figure, audience_for, figures_of
from schoolplan.kit import clock
from units.models import Assignment, FormerName, Kind, Node, SchoolForm, Succession, User
from units.roles import LEADERS, Role

NEW_SINCE = (7, 1)  # from the summer before the school year on, something is news to the reader


@dataclass(frozen=True)
class Leader:
    name: str
    role: str


@dataclass(frozen=True)
class Brief:
    """What the system knows of the node: nobody types it."""

    forms: tuple[str, ...]
    area: str
    units: int
    leaders: tuple[Leader, ...]
    figures: tuple[Figure, ...]
    former_names: tuple[tuple[str, dt.date], ...]
    took_over: tuple[tuple[str, dt.date], ...]
    went_on_in: tuple[tuple[str, dt.date], ...]

    @property
    def has_news(self) -> bool:
        return bool(self.former_names or self.took_over or self.went_on_in)


@dataclass(frozen=True)
class LookBackCard:
    """A priority of last year, with what has been told since its text was filled in."""

    look_back: LookBack
    new: tuple[Told, ...]


@dataclass(frozen=True)
class LookBacks:
    """``missing`` are priorities of the plan that the analysis does not answer yet."""

    cards: tuple[LookBackCard, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Sources:
    """``titles`` are the ticked sources, ``figures`` and ``observations`` what the findings rest on already."""

    titles: tuple[str, ...]
    figures: tuple[str, ...]
    observations: int
    participations: tuple[Participation, ...]


@dataclass(frozen=True)
class Strengths:
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Priorities:
    """The goals that this analysis has led to, and the challenges that lead nowhere yet."""

    leads: tuple[tuple[Lead, tuple[Conclusion, ...]], ...]
    waiting: tuple[Finding, ...]
    at_most: int

    @property
    def too_many(self) -> bool:
        return len(self.leads) > self.at_most


@dataclass(frozen=True)
class Support:
    needs: tuple[Need, ...]
    asking_url: str


@dataclass(frozen=True)
class SectionPage(Sides):
    """A section with its text (the summary's is the analysis's own field), and what it shows beside it.

    ``template`` draws what is known; sections that are all text share one.
    """

    section: TemplateSection
    text: SectionText | None
    template: str
    known: Any

    @property
    def written(self) -> str:
        return self.text.text if self.text else self.overview.analysis.summary


def section_page(analysis: Analysis, key: str, user: User) -> SectionPage | None:
    """One section of the analysis for one reader, or None when the template has no such section."""
    beside = sides(analysis, SectionState, key)
    if beside is None or not isinstance(beside.current, SectionState):
        return None
    template, build = KNOWN.get(Section(key), ("analyses/sections/written.html", None))
    state, known = beside.current, build(analysis, user) if build else None
    return SectionPage(beside.overview, state, state.section, state.row, template, known)


def _brief(analysis: Analysis, user: User) -> Brief:
    node, year = analysis.node, analysis.school_year
    known = _known_of(analysis)
    figures = figures_of(node, until=year, audience=audience_for(user, node))
    area = node.area
    return Brief(
        forms=tuple(str(SchoolForm(form).label) for form in node.forms),
        area=area.name if area and area != node else "",
        units=0 if node.kind == Kind.UNIT else Node.objects.within(node).units().open(year.ends).count(),
        leaders=_leaders(known.leaders or ()),
        figures=tuple(figure for figure in figures if figure.comparison == Indicator.Comparison.CONDITION),
        former_names=_dated(known.former),
        took_over=_dated(known.from_others),
        went_on_in=_dated(known.to_others),
    )


def _known_of(analysis: Analysis) -> Any:
    """The node with its leaders of today and what has happened to it since the summer before the year, in one query."""
    node, year = analysis.node, analysis.school_year
    since, until = dt.date(year, *NEW_SINCE), year.ends
    above = [node.path[:end] for end in range(node.steplen, len(node.path) + 1, node.steplen)]
    leaders = (
        Assignment.objects.on(clock.today()).filter(node__path__in=above, role__in=LEADERS).order_by("-node__path", "user__name")
    )
    former = FormerName.objects.filter(node=OuterRef("pk"), until__range=(since, until)).order_by("until")
    before = Succession.objects.filter(successor=OuterRef("pk"), on__range=(since, until)).order_by("on")
    after = Succession.objects.filter(predecessor=OuterRef("pk"), on__range=(since, until)).order_by("on")
    return Node.objects.annotate(
        leaders=ArraySubquery(leaders.values(row=JSONObject(name="user__name", role="role", depth="node__depth"))),
        former=ArraySubquery(former.values(row=JSONObject(name="name", day="until"))),
        from_others=ArraySubquery(before.values(row=JSONObject(name="predecessor__name", day="on"))),
        to_others=ArraySubquery(after.values(row=JSONObject(name="successor__name", day="on"))),
    ).get(pk=node.pk)


def _leaders(rows: Sequence[dict[str, Any]]) -> tuple[Leader, ...]:
    """Principals first; those of the unit itself before those of its area."""
    in_order = sorted(rows, key=lambda row: (-row["depth"], list(Role).index(Role(row["role"])), row["name"]))
    return tuple(Leader(row["name"], str(Role(row["role"]).label)) for row in in_order)


def _dated(rows: Sequence[dict[str, str]] | None) -> tuple[tuple[str, dt.date], ...]:
    return tuple((row["name"], dt.date.fromisoformat(row["day"])) for row in rows or ())


def _look_backs(analysis: Analysis, user: User) -> LookBacks:
    rows = list(analysis.look_backs.all())
    for row in rows:
        row.analysis = analysis
    told = plans().told_after(rows)
    cards = tuple(LookBackCard(row, tuple(told.get(row.pk, ()))) for row in rows)
    return LookBacks(cards, tuple(plans().titles_of_missing(analysis)))


def _sources(analysis: Analysis, user: User) -> Sources:
    rows = list(analysis.participations.order_by("pk"))
    for row in rows:
        row.analysis = analysis
    figures = Indicator.objects.filter(pk__in=analysis.findings.values("grounds__value__indicator")).order_by("position", "key")
    seen = analysis.observations.exclude(text="").count()
    titles = tuple(titles_of_sources(analysis.sources))
    return Sources(titles, tuple(figures.values_list("short_title", flat=True)), seen, tuple(rows))


def _strengths(analysis: Analysis, user: User) -> Strengths:
    kept = Conclusion.objects.filter(kind__in=[Conclusion.Kind.KEEP, Conclusion.Kind.SPREAD]).exclude(text="")
    findings = analysis.findings.filter(kind=Finding.Kind.STRENGTH).select_related("area")
    in_order = findings.order_by("area__position", "position", "pk")
    return Strengths(tuple(in_order.prefetch_related(Prefetch("conclusions", kept, to_attr="kept"))))


def _priorities(analysis: Analysis, user: User) -> Priorities:
    leads = plans().leads(analysis, user)
    led = {pk for lead in leads for pk in lead.conclusions}
    conclusions = {each.pk: each for each in Conclusion.objects.filter(pk__in=led).select_related("finding__area")}
    return Priorities(
        tuple((lead, tuple(conclusions[pk] for pk in lead.conclusions)) for lead in leads),
        tuple(_waiting(analysis)),
        plans().priorities_at_most(analysis.node),
    )


def _waiting(analysis: Analysis) -> Any:
    """Challenges that have led neither to a goal or a request for support nor to a reason why no measure is needed."""
    leading = Q(goals__isnull=False) | Q(support_requests__isnull=False) | ~Q(no_measure_reason="")
    leads_on = Exists(Conclusion.objects.filter(leading, finding=OuterRef("pk")))
    challenges = analysis.findings.filter(kind=Finding.Kind.CHALLENGE).exclude(leads_on).select_related("area")
    return challenges.order_by("area__position", "position", "pk")


def _support(analysis: Analysis, user: User) -> Support:
    return Support(tuple(support().needs(analysis, user)), support().asking_url(analysis.node, user))


KNOWN: dict[Section, tuple[str, Callable[[Analysis, User], Any] | None]] = {
    Section.BRIEF: ("analyses/sections/brief.html", _brief),
    Section.LOOK_BACK: ("analyses/sections/look_back.html", _look_backs),
    Section.SOURCES: ("analyses/sections/sources.html", _sources),
    Section.STRENGTHS: ("analyses/sections/strengths.html", _strengths),
    Section.PRIORITIES: ("analyses/sections/priorities.html", _priorities),
    Section.SUPPORT: ("analyses/sections/support.html", _support),
}
