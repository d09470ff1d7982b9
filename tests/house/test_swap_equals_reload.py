"""After htmx has put a part in its place the page says what a fresh one says: nobody sees another page than their colleague."""

import pytest
from django.urls import reverse

from analyses import services
from analyses.models import Cause, Conclusion, Finding
from indicators.masking import Audience
from indicators.queries import figures_of
from plans.models import Measure
from tests.helpers.htmx import HtmxPage
from tests.house.world import World


@pytest.fixture
def opened(world: World, as_user, db: None):
    """A page of the rektor's."""
    client = as_user(world.cast.rektor)
    return lambda url: HtmxPage(client, url)


def area(world: World, editing: Finding | None = None) -> str:
    return reverse("analyses:area", args=[world.draft.pk, "safety"]) + (f"?edit={editing.pk}" if editing else "")


def same(page: HtmxPage, url: str = "") -> None:
    assert page.says().splitlines() == page.reloaded(url).splitlines()


def test_a_new_finding(world: World, opened) -> None:
    page = opened(area(world))
    page.press(reverse("analyses:add_finding", args=[world.draft.pk, "safety"]), kind="strength")
    page.wait_for("remains")
    same(page, area(world, Finding.objects.latest("pk")))


def test_opening_a_finding_and_closing_it(world: World, opened) -> None:
    page = opened(area(world))
    card = reverse("analyses:finding", args=[world.finding.pk])
    page.follow(f"{card}?edit=1")
    same(page, area(world, world.finding))


def test_a_new_observation(world: World, opened) -> None:
    page = opened(area(world))
    page.press(reverse("analyses:add_observation", args=[world.draft.pk, "safety"]))
    page.wait_for("remains")
    same(page)


def choosing(world: World) -> str:
    return f"{area(world, world.finding)}&choose=1"


def test_choosing_what_a_finding_rests_on(world: World, opened) -> None:
    page = opened(choosing(world))
    node, year = world.draft.node, world.draft.school_year
    [figure] = figures_of(node, until=year, audience=Audience.INSIDE, area_key="safety")
    value = figure.latest.value_id
    page.press(reverse("analyses:add_ground", args=[world.finding.pk]), value=str(value), editing="1", choose="1")
    page.wait_for("remains")
    same(page)
    assert world.finding.grounds.count() == 2


def test_taking_away_what_a_finding_rests_on(world: World, opened) -> None:
    page = opened(choosing(world))
    page.press_the(f"pick-{world.finding.pk}-observation-{world.observation.pk}", editing="1", choose="1")
    page.wait_for("remains")
    same(page)
    assert world.finding.grounds.count() == 0


@pytest.mark.parametrize("kind", ["add_cause", "add_conclusion"])
def test_a_new_cause_or_conclusion(kind: str, world: World, opened) -> None:
    page = opened(area(world, world.finding))
    page.press(reverse(f"analyses:{kind}", args=[world.finding.pk]))
    page.wait_for("remains")
    same(page)
    assert (Cause if kind == "add_cause" else Conclusion).objects.filter(finding=world.finding).count() == 2


def test_moving_a_cause(world: World, opened) -> None:
    services.add_cause(finding=world.finding, text="En till", by=world.cast.rektor)
    page = opened(area(world, world.finding))
    page.press(reverse("analyses:move", args=["cause", world.cause.pk]), to="down")
    page.wait_for("remains")
    same(page)
    assert world.finding.causes.last() == world.cause


def test_moving_a_finding(world: World, opened) -> None:
    found = {"analysis": world.draft, "area": world.finding.area, "by": world.cast.rektor}
    services.add_finding(kind="strength", title="En till", **found)
    page = opened(area(world))
    page.press(reverse("analyses:move", args=["finding", world.finding.pk]), to="down")
    page.wait_for("remains")
    same(page)
    assert world.draft.findings.last() == world.finding


def test_what_a_conclusion_draws_on(world: World, opened) -> None:
    page = opened(area(world, world.finding))
    page.press(reverse("analyses:draw_on", args=[world.conclusion.pk]), less=str(world.cause.pk))
    page.wait_for("remains")
    same(page)
    assert world.conclusion.causes.count() == 0


def test_themes(world: World, opened) -> None:
    page = opened(area(world, world.finding))
    page.press(reverse("analyses:set_theme", args=[world.finding.pk]), more=str(world.theme.pk))
    page.wait_for("remains")
    same(page)
    assert list(world.finding.themes.all()) == [world.theme]


@pytest.mark.parametrize("text", ["Ny text", "<b>&amp;\n två rader", ""])
def test_a_saved_text(text: str, world: World, opened) -> None:
    page = opened(area(world, world.finding))
    page.type(reverse("analyses:save", args=["cause", world.cause.pk, "text"]), f"cause-{world.cause.pk}-text", text)
    page.wait_for("remains")
    same(page)


def test_a_new_goal(world: World, opened) -> None:
    page = opened(reverse("plans:plan", args=[world.draft_plan.pk]))
    page.press(reverse("plans:add_goal", args=[world.draft_plan.pk]))
    same(page)


def test_a_new_measure(world: World, opened) -> None:
    page = opened(reverse("plans:plan", args=[world.draft_plan.pk]))
    page.press(reverse("plans:add_measure", args=[world.goal.pk]))
    same(page)
    assert Measure.objects.filter(goal=world.goal).count() == 2


def test_a_new_point_of_the_minutes(world: World, opened) -> None:
    page = opened(reverse("dialogues:meeting", args=[world.open_meeting.pk]))
    page.press(reverse("dialogues:add_item", args=[world.open_meeting.pk]), agenda="3", kind="decision", text="Vecka 17")
    same(page)


def test_having_the_pdf_made(world: World, opened) -> None:
    url = reverse("analyses:print", args=[world.adopted.pk, 1])
    page = opened(url)
    page.press(url)
    same(page)


@pytest.mark.parametrize(("section", "field"), [("sources", "other_sources"), ("summary", "summary")])
def test_a_saved_section(section: str, field: str, world: World, opened) -> None:
    page = opened(reverse("analyses:section", args=[world.draft.pk, section]))
    page.type(reverse("analyses:save", args=["analysis", world.draft.pk, field]), f"analysis-{world.draft.pk}-{field}", "Samtal")
    page.wait_for("remains")
    same(page)
