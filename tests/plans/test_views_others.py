"""The list of plans, the start of one, follow-ups and dead ends."""

import datetime as dt

import pytest
from django.urls import reverse

from plans.dead_ends import Kind
from plans.models import FollowUp, Measure, Plan
from tests.conftest import TODAY
from tests.factories import YEAR
from tests.plans.conftest import conclude

INDEX = reverse("plans:index")


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def text(response):
    return response.content.decode()


def test_index_links_to_what_the_reader_may_open(client_of, adopted):
    link = f'href="{url("plan", adopted.pk)}"'
    pages = {
        persona: client_of(persona).get(INDEX)
        for persona in ("rektor", "politiker", "region", "administrator", "stranger", "foreign_rektor")
    }
    assert {persona: (page.status_code, link in text(page)) for persona, page in pages.items()} == {
        "rektor": (200, True),
        "politiker": (200, True),
        "region": (200, False),
        "administrator": (200, False),
        "stranger": (200, False),
        "foreign_rektor": (200, False),
    }


def test_index_does_not_tell_of_drafts(client_of, plan):
    assert f"/plans/{plan.pk}/" not in text(client_of("politiker").get(INDEX))


def test_index_of_another_year(client_of, adopted):
    client = client_of("rektor")
    assert client.get(INDEX, {"year": "2024-25"}).context["page"].own[0].plan is None
    assert client.get(INDEX, {"year": "nonsens"}).context["year"] == YEAR


def test_plan_is_started_once(cast, client_of):
    client, address = client_of("rektor"), url("start", cast.unit.slug, YEAR)
    first, second = client.post(address), client.post(address)
    assert first.url == second.url == url("plan", Plan.objects.get().pk)
    assert client.get(address).status_code == 405


def test_plan_is_not_started_for_others(cast, client_of):
    address = url("start", cast.unit.slug, YEAR)
    assert {
        p: client_of(p).post(address).status_code
        for p in ("contributor", "other_rektor", "verksamhetschef", "region", "foreign_rektor", "stranger")
    } == {
        "contributor": 403,
        "other_rektor": 403,
        "verksamhetschef": 403,
        "region": 403,
        "foreign_rektor": 404,
        "stranger": 404,
    }
    assert Plan.objects.count() == 0


@pytest.fixture
def told():
    return {"on": TODAY.isoformat(), "note": "9 av 12 lektioner startar lugnt", "effect": "yes", "next": "permanent"}


def test_follow_up_is_saved_and_shown_in_the_plan(client_of, adopted, measure, told):
    client = client_of("deputy")
    assert client.get(url("follow_up", measure.pk)).status_code == 200
    response = client.post(url("follow_up", measure.pk), told)
    assert response.url == f"{url('plan', adopted.pk)}#measure-{measure.pk}"
    assert (Measure.objects.get().status, FollowUp.objects.get().note) == ("done", told["note"])
    assert told["note"] in text(client_of("politiker").get(url("plan", adopted.pk)))
    assert told["note"] in text(client.get(url("follow_up", measure.pk)))


@pytest.mark.parametrize(
    ("field", "value"),
    [("note", ""), ("effect", "massor"), ("next", ""), ("on", ""), ("on", (TODAY + dt.timedelta(days=1)).isoformat())],
)
def test_follow_up_with_something_wrong_keeps_the_rest(client_of, adopted, measure, told, field, value):
    response = client_of("rektor").post(url("follow_up", measure.pk), told | {field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert field == "note" or told["note"] in text(response)
    assert FollowUp.objects.count() == 0


def test_follow_up_is_hidden_from_strangers_and_closed_to_readers(client_of, adopted, measure):
    address = url("follow_up", measure.pk)
    assert {
        p: client_of(p).get(address).status_code
        for p in ("rektor", "contributor", "politiker", "verksamhetschef", "foreign_rektor", "region")
    } == {
        "rektor": 200,
        "contributor": 403,
        "politiker": 403,
        "verksamhetschef": 403,
        "foreign_rektor": 404,
        "region": 404,
    }


def test_dead_ends_are_shown_to_those_who_can_do_something(cast, client_of):
    conclude(cast.unit, cast.rektor, text="Hemligt i utkastet")
    pages = {
        (persona, node): client_of(persona).get(url("dead_ends", getattr(cast, node).slug, YEAR))
        for persona, node in (
            ("rektor", "unit"),
            ("rektor", "municipality"),
            ("chief", "area"),
            ("verksamhetschef", "municipality"),
            ("verksamhetschef", "unit"),
            ("other_rektor", "unit"),
            ("politiker", "unit"),
            ("foreign_rektor", "unit"),
        )
    }
    assert {key: (page.status_code, "Hemligt i utkastet" in text(page)) for key, page in pages.items()} == {
        ("rektor", "unit"): (200, True),
        ("rektor", "municipality"): (403, False),
        ("chief", "area"): (200, True),
        ("verksamhetschef", "municipality"): (200, False),
        ("verksamhetschef", "unit"): (200, False),
        ("other_rektor", "unit"): (403, False),
        ("politiker", "unit"): (403, False),
        ("foreign_rektor", "unit"): (404, False),
    }


def test_dead_ends_of_a_kind_are_closed_when_they_are_many(cast, client_of):
    address, client = url("dead_ends", cast.unit.slug, YEAR), client_of("rektor")
    for n in range(10):
        conclude(cast.unit, cast.rektor, text=f"Leder ingenstans {n}")
    few = text(client.get(address))
    conclude(cast.unit, cast.rektor, text="En till")
    many = text(client.get(address))
    assert ["open" in page.split('id="dead-ends"')[1].split("<details")[1].split(">")[0] for page in (few, many)] == [True, False]
    assert many.count(Kind.NO_GOAL.sentence) == 1


def test_dead_ends_answer_their_list_to_htmx(cast, client_of, htmx):
    conclude(cast.unit, cast.rektor, text="Leder ingenstans")
    part = text(client_of("rektor").get(url("dead_ends", cast.unit.slug, YEAR), **htmx))
    assert ("Leder ingenstans" in part, "<html" in part) == (True, False)
