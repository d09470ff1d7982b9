"""Opening an analysis: the area page and the overview of a full one, against the same pages of one that holds almost nothing."""

from collections.abc import Iterator
from functools import partial

from django.test import Client
from django.urls import reverse

from analyses import services
from analyses.models import Analysis, Cause, Conclusion, Finding, Observation
from analyses.templates import add_template, default_area
from benchmarks.client import fetch, signed_in
from benchmarks.measure import Line, compare
from benchmarks.world import LONG_AGO, TEXT, YEAR, World
from indicators.models import Value
from journal.services import SYSTEM
from plans import services as plans
from units.roles import Role
from units.services import add_person, assign

PAIRS = 31
# Thirteen areas, as in the default template of a school.
KEYS = (
    *("norms", "safety", "knowledge", "support", "health", "influence", "home"),
    *("transition", "society", "assessment", "resources", "staff", "leadership"),
)
FINDINGS = 40
IN_HAND = "knowledge"
AT_MOST = 15  # queries of an opening, whatever its size


def lines(world: World) -> Iterator[Line]:
    """Next year's analysis of two units: in one of them forty findings with their whole chains, in the other one finding."""
    add_template(
        municipality=world.municipality,
        name="Skola",
        forms=world.units[0].forms,
        areas=[default_area(key) for key in KEYS],
        by=SYSTEM,
    )
    full, client = _opened(world, 0, FINDINGS)
    small, small_client = _opened(world, 1, 1)
    against = "one finding"
    for what, name, args in (("area page", "area", [IN_HAND]), ("overview", "overview", [])):
        ours, bare = (reverse(f"analyses:{name}", args=[each.pk, *args]) for each in (full, small))
        line = compare(
            f"Full analysis: {what}",
            partial(page, client, ours),
            against=against,
            bare=partial(page, small_client, bare),
            pairs=PAIRS,
        )
        if line.queries > AT_MOST:
            raise RuntimeError(f"{what}: {line.queries} queries, at most {AT_MOST} were meant")
        yield line


def page(client: Client, address: str) -> bytes:
    content: bytes = fetch(client.get(address)).content
    return content


def _opened(world: World, number: int, findings: int) -> tuple[Analysis, Client]:
    """A draft and the client of the principal who writes it."""
    unit = world.units[number]
    by = add_person(email=f"opening-{number}@example.org", name=f"Rektor {number}", by=SYSTEM)
    assign(user=by, node=unit, role=Role.PRINCIPAL, by=SYSTEM, starts_on=LONG_AGO)
    analysis = services.start_analysis(node=unit, school_year=YEAR.next, by=by)
    areas = list(analysis.template.areas.order_by("position"))
    value = Value.objects.current().filter(node=unit).earliest("pk")
    for place in range(findings):
        area = next(area for area in areas if area.key == IN_HAND) if place == 0 else areas[place % len(areas)]
        finding = services.add_finding(
            analysis=analysis, area=area, kind=Finding.Kind.CHALLENGE, title=TEXT[:80], text=TEXT, by=by
        )
        seen = Observation.objects.create(analysis=analysis, area=area, text=TEXT, position=place)
        services.add_ground(finding=finding, observation=seen, by=by)
        services.add_ground(finding=finding, value_id=value.pk, by=by)
        for _ in range(3):
            services.add_cause(finding=finding, text=TEXT, influence=Cause.Influence.UNIT, evidence=Cause.Evidence.SOME, by=by)
        conclusion: Conclusion = services.add_conclusion(finding=finding, text=TEXT, by=by)
        plans.add_goal_from(conclusion=conclusion, by=by)
    return analysis, signed_in(by)
