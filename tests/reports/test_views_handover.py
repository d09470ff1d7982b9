"""The page for somebody who begins to lead a unit."""

import datetime as dt

import pytest
from django.urls import reverse

from analyses import services as analyses
from dialogues import services as dialogues
from dialogues.models import Meeting
from journal.services import SYSTEM
from plans import services as plans
from plans.models import Measure
from reports.queries.handover import handover_page
from support import services as support
from tests.factories import LAST_YEAR, YEAR, person
from tests.house import world
from units import services as units
from units.models import Assignment, Succession, User
from units.roles import Role

DRAFT, ASKED, PROMISED, NEED = (
    "Utkast som bara laget läser",
    "Skriv om orsakerna",
    "Vi söker en lärare",
    "Handledning i matematik",
)


@pytest.fixture
def url(cast) -> str:
    return reverse("reports:handover", args=[cast.unit.slug])


@pytest.fixture
def story(cast) -> None:
    """A year that was answered twice and adopted, a draft of this year, a plan, promises both ways, a need of support."""
    told = world.analysis(cast.unit, cast.rektor, LAST_YEAR, title="Daglig läsning lyfter alla klasser")
    analyses.submit_analysis(analysis=told, by=cast.rektor)
    analyses.return_analysis(analysis=told, comment=ASKED, by=cast.verksamhetschef)
    analyses.submit_analysis(analysis=told, by=cast.rektor)
    analyses.adopt_analysis(analysis=told, comment="Tack.", by=cast.verksamhetschef)
    world.analysis(cast.unit, cast.rektor, YEAR, title=DRAFT)
    plan = world.plan(cast.unit, cast.rektor, YEAR, title="Studiero vid lektionsstart")
    plans.adopt_plan(plan=plan, by=cast.rektor)
    meet(cast)
    support.request_support(node=cast.unit, school_year=YEAR, need=NEED, days=5, by=cast.rektor)


def meet(cast) -> Meeting:
    """A past dialogue with a promise in each direction."""
    first = world.timezone.make_aware(dt.datetime(2026, 4, 14, 13))
    series = dialogues.make_series(node=cast.unit, school_year=YEAR, first=first, place="Skolan", by=cast.verksamhetschef)
    meeting = series.meetings.first()
    for side, by in (("administration", cast.verksamhetschef), ("unit", cast.rektor)):
        dialogues.add_promise(
            meeting=meeting, side=side, owner="Chefen", text=f"{PROMISED} ({side})", due_on=dt.date(2026, 5, 20), by=by
        )
    return meeting


def begin(cast, name: str, *, starts_on: dt.date, ends_on: dt.date | None = None) -> User:
    """Somebody who leads the unit from a day."""
    user = person(name)
    units.assign(user=user, node=cast.unit, role=Role.PRINCIPAL, by=SYSTEM, starts_on=starts_on, ends_on=ends_on)
    return user


def test_a_new_principal_finds_what_was_said_planned_and_promised(as_user, cast, story, url):
    client = as_user(begin(cast, "ny_rektor", starts_on=dt.date(2026, 5, 1)))
    page = client.get(url)
    shown = page.context["page"]
    assert [str(each.title) for each in shown.analysis.challenges] == ["Daglig läsning lyfter alla klasser"]
    assert [goal.priority.goal.title for goal in shown.goals] == ["Studiero vid lektionsstart"]
    assert [line.promise.text for line in shown.promises.ours] == [f"{PROMISED} (unit)"]
    assert [line.promise.text for line in shown.promises.theirs] == [f"{PROMISED} (administration)"]
    assert [asked.need for asked in shown.support] == [NEED]
    assert [(year.school_year, [review.comment for review in year.reviews]) for year in shown.years] == [
        (YEAR, []),
        (LAST_YEAR, [ASKED, "Tack."]),
    ]
    words = page.content.decode()
    assert [part in words for part in (ASKED, f"{PROMISED} (unit)", NEED, DRAFT)] == [True, True, True, False]


def test_everything_leads_on_to_where_it_stands(client_of, cast, story, url):
    words = client_of("rektor").get(url).content.decode()
    shown = handover_page(cast.unit, cast.rektor)
    places = [
        reverse("analyses:version", args=[shown.analysis.version.analysis_id, 2]),
        reverse("plans:version", args=[shown.plan.version.plan_id, 1]),
        *(reverse("dialogues:meeting", args=[line.promise.meeting_id]) for line in shown.promises.ours),
        *(reverse("dialogues:meeting", args=[meeting.pk]) for meeting in shown.meetings),
    ]
    assert [f'href="{place}"' in words for place in places] == [True] * len(places)


@pytest.mark.parametrize(
    ("persona", "follows"), [("rektor", True), ("verksamhetschef", True), ("contributor", False), ("elevhalsa", False)]
)
def test_each_part_is_for_those_who_may_read_it(client_of, cast, story, url, persona, follows):
    """Staff read analyses and plans; dialogues and needs of support are between the leaders and the administration."""
    page = client_of(persona).get(url)
    words = page.content.decode()
    assert [part in words for part in (PROMISED, NEED)] == [follows, follows]
    assert ASKED in words


def test_others_are_not_let_in(client_of, story, url):
    answers = {
        persona: client_of(persona).get(url).status_code
        for persona in ("other_rektor", "politiker", "utvecklingslarare", "foreign_rektor", "stranger")
    }
    assert answers == {"other_rektor": 403, "politiker": 403, "utvecklingslarare": 403, "foreign_rektor": 404, "stranger": 404}


def test_who_leads_and_who_did(cast, url):
    begin(cast, "forra_rektorn", starts_on=dt.date(2021, 8, 1), ends_on=dt.date(2026, 4, 30))
    begin(cast, "kommande_rektor", starts_on=dt.date(2026, 8, 1))
    leaders = handover_page(cast.unit, cast.rektor).leaders
    now = {(held.user.name, held.node) for held in leaders.now}
    assert now == {("Rektor", cast.unit), ("Deputy", cast.unit), ("Chief", cast.area)}
    assert [held.user.name for held in leaders.before] == ["Forra rektorn"]


def test_a_measure_is_late_until_somebody_tells_what_came_of_it(cast, story):
    measure = Measure.objects.get(goal__plan__node=cast.unit)
    plan = measure.plan
    plans.revise_plan(plan=plan, by=cast.rektor)
    Measure.objects.filter(pk=measure.pk).update(starts_on=dt.date(2026, 1, 7), ends_on=dt.date(2026, 5, 20))
    plans.adopt_plan(plan=plan, by=cast.rektor)
    assert handover_page(cast.unit, cast.rektor).late == 1
    plans.add_follow_up(
        measure=measure, on=dt.date(2026, 5, 29), note="Lugnare i 7B.", effect="yes", next="permanent", by=cast.rektor
    )
    assert handover_page(cast.unit, cast.rektor).late == 0


def test_the_wheel_says_what_comes(cast):
    months = handover_page(cast.unit, cast.rektor).months
    assert [f"{month.first_day:%Y-%m}" for month in months] == ["2026-06", "2026-08", "2026-09", "2026-10", "2026-11"]
    assert months[0].text == "Årets analys skrivs klart"


def test_the_history_of_a_unit_that_this_one_goes_on_from_is_kept(cast):
    told = world.analysis(cast.other_unit, cast.other_rektor, LAST_YEAR, title="Elevrådet leder samtalen")
    analyses.submit_analysis(analysis=told, by=cast.other_rektor)
    analyses.adopt_analysis(analysis=told, by=cast.verksamhetschef)
    assert handover_page(cast.unit, cast.rektor).years == ()
    Succession.objects.create(predecessor=cast.other_unit, successor=cast.unit, on=dt.date(2025, 8, 1))
    assert [(year.node, year.school_year) for year in handover_page(cast.unit, cast.rektor).years] == [
        (cast.other_unit, LAST_YEAR)
    ]


def test_an_empty_unit_says_what_belongs_there(client_of, cast, url):
    assert client_of("rektor").get(url).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_whatever_has_happened(cast, story, rows, django_assert_num_queries):
    for number in range(1, rows):
        support.request_support(node=cast.unit, school_year=YEAR, need=f"{NEED} {number}", days=5, by=cast.rektor)
        begin(cast, f"rektor_{number}", starts_on=dt.date(2020, 1, number))
        for side, by in (("administration", cast.verksamhetschef), ("unit", cast.rektor)):
            meeting = Meeting.objects.filter(series__node=cast.unit)[number]
            dialogues.add_promise(meeting=meeting, side=side, owner="Chefen", text="Ett till", due_on=dt.date(2026, 6, 20), by=by)
    unit, reader = type(cast.unit).objects.get(pk=cast.unit.pk), User.objects.get(pk=cast.rektor.pk)
    with django_assert_num_queries(13):
        handover_page(unit, reader)


# The ways there


def test_a_new_principal_is_led_there_from_the_first_page(as_user, client_of, cast, url):
    new = begin(cast, "ny_rektor", starts_on=dt.date(2025, 6, 3))
    assert f'href="{url}"' in as_user(new).get(reverse("home")).content.decode()
    assert f'href="{url}"' not in client_of("rektor").get(reverse("home")).content.decode()
    Assignment.objects.filter(user=new).update(starts_on=dt.date(2025, 6, 2))
    assert f'href="{url}"' not in as_user(new).get(reverse("home")).content.decode()


@pytest.mark.parametrize(
    ("persona", "leads"),
    [("rektor", True), ("contributor", True), ("verksamhetschef", True), ("other_rektor", False), ("politiker", False)],
)
def test_the_units_page_leads_there_for_those_who_may_read_it(client_of, cast, url, persona, leads):
    page = client_of(persona).get(reverse("reports:unit", args=[cast.unit.slug])).content.decode()
    assert (f'href="{url}"' in page) is leads
