"""Every list asks the database as often for three rows as for one: one literal number for each page."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import services as reports
from tests.factories import YEAR, Cast, person
from tests.house import world
from units import services as units
from units.models import Kind, Node, SchoolForm
from units.roles import Role
from units.years import SchoolYear


def a_unit(cast: Cast, number: int) -> None:
    """A school with everything that lists show: analysis, plan, need of support, figures."""
    unit = units.add_node(
        parent=cast.area, kind=Kind.UNIT, name=f"Skola {number}", forms=[SchoolForm.COMPULSORY], by=cast.administrator
    )
    unit = Node.objects.get(pk=unit.pk)
    rektor = person(f"rektor_{number}", Role.PRINCIPAL, unit)
    written = world.analysis(unit, rektor, YEAR, title=f"Iakttagelse {number}")
    plan = world.plan(unit, rektor, YEAR, title=f"Mål {number}")
    world.analyses.submit_analysis(analysis=written, by=rektor)
    world.plans.adopt_plan(plan=plan, by=rektor)
    world.follow_up(world.Measure.objects.get(goal__plan=plan), rektor)
    world.support.request_support(node=unit, school_year=YEAR, need="Handledning", days=5, by=rektor)


def a_meeting(cast: Cast, number: int) -> None:
    first = world.timezone.make_aware(world.dt.datetime(2026, 4, 14, 13))
    unit = Node.objects.get(pk=units.add_node(parent=cast.area, kind=Kind.UNIT, name=f"Skola {number}", by=cast.administrator).pk)
    series = world.dialogues.make_series(node=unit, school_year=YEAR, first=first, place="Skolan", by=cast.verksamhetschef)
    meeting = series.meetings.first()
    world.dialogues.add_promise(
        meeting=meeting,
        side="administration",
        owner="Chef",
        text="Besked",
        due_on=world.dt.date(2026, 5, 1),
        by=cast.verksamhetschef,
    )


def a_report(cast: Cast, number: int) -> None:
    report = world.report(cast, SchoolYear(2020 + number), f"Rapport {number}")
    report = reports.publish_report(report=report, by=cast.forvaltningschef)
    question = reports.ask(report=report, text="Vad krävs?", by=cast.politiker)
    reports.answer(question=question, text="Tid.", by=cast.utvecklingsledare)


def an_import(cast: Cast, number: int) -> None:
    world.import_run(cast)


def a_template(cast: Cast, number: int) -> None:
    world.templates.begin_with_defaults(municipality=cast.municipality, by=cast.administrator)
    for template in world.Template.objects.published().filter(municipality=cast.municipality, version=number):
        written = world.templates.begin_version(template=template, by=cast.administrator)
        world.templates.publish_version(template=written, by=cast.administrator)


def a_theme(cast: Cast, number: int) -> None:
    world.Theme.objects.create(municipality=cast.municipality, name=f"Tema {number}")


def an_indicator(cast: Cast, number: int) -> None:
    world.own_indicator(cast.municipality, cast.administrator, f"Nyckeltal {number}")


# page, reader, what makes one row more, queries
LISTS: list[tuple[str, str, Callable[[Cast, int], None], int]] = [
    ("/", "utvecklingsledare", a_unit, 16),
    ("/", "chief", a_unit, 15),
    ("/", "chief", a_meeting, 11),
    ("/analyses/", "chief", a_unit, 11),
    ("/analyses/", "verksamhetschef", a_unit, 12),
    ("/rollup/provkoping/2025-26/", "utvecklingsledare", a_unit, 15),
    ("/plans/", "chief", a_unit, 6),
    ("/plans/dead-ends/provkoping/2025-26/", "utvecklingsledare", a_unit, 9),
    ("/support/", "verksamhetschef", a_unit, 4),
    ("/dialogues/", "verksamhetschef", a_meeting, 7),
    ("/units/", "politiker", a_unit, 4),
    ("/reports/", "politiker", a_report, 9),
    ("/reports/", "utvecklingsledare", a_report, 10),
    ("/indicators/", "administrator", an_indicator, 9),
    ("/templates/provkoping/", "administrator", a_template, 6),
    ("/templates/provkoping/themes/", "administrator", a_theme, 5),
    ("/imports/", "administrator", an_import, 6),
]


@pytest.mark.parametrize(
    ("page", "reader", "add", "queries"), LISTS, ids=[f"{page} {reader} {add.__name__}" for page, reader, add, _n in LISTS]
)
def test_as_many_queries_for_three_rows_as_for_one(page: str, reader: str, add, queries: int, cast: Cast, client_of) -> None:
    client = client_of(reader)
    add(cast, 1)
    assert (asked(client, page), add(cast, 2), add(cast, 3), asked(client, page)) == (queries, None, None, queries)


def asked(client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)
