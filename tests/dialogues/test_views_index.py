from django.urls import reverse

from dialogues.models import Series
from tests.factories import YEAR

INDEX = reverse("dialogues:index")
NEW = reverse("dialogues:new_series")


def test_the_reader_sees_their_own_units_meetings(client_of, series, june):
    link = reverse("dialogues:meeting", args=[june.pk])
    shown = {
        p: link in client_of(p).get(INDEX).content.decode() for p in ("rektor", "verksamhetschef", "other_rektor", "politiker")
    }
    assert shown == {"rektor": True, "verksamhetschef": True, "other_rektor": False, "politiker": False}


def test_another_school_year(client_of, series):
    page = client_of("rektor").get(f"{INDEX}?year=2024-25").content.decode()
    assert "Almskolan" not in page.split("<main")[1].split("</main")[0]
    assert "?year=2025-26" in page
    assert client_of("rektor").get(f"{INDEX}?year=nu").status_code == 404


def test_a_year_is_planned_in_one_step(cast, client_of):
    client = client_of("verksamhetschef")
    assert client.get(NEW).status_code == 200
    response = client.post(NEW, {"node": cast.area.pk, "day": "2025-09-09", "time": "13:00", "place": "Almskolan"})
    assert (response.status_code, response["Location"]) == (302, f"{INDEX}?year=2025-26")
    assert [(s.node, s.school_year, s.meetings.count()) for s in Series.objects.all()] == [(cast.area, YEAR, 10)]


def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, client_of, series):
    post = {"node": cast.unit.pk, "day": "2025-09-09", "time": "13:00", "place": "Matsalen"}
    for change, field in (
        ({"day": ""}, "day"),
        ({"day": "0202-01-01"}, "day"),
        ({}, "__all__"),
        ({"day": "2026-07-01"}, "__all__"),
        ({"node": cast.foreign_unit.pk}, "node"),
    ):
        response = client_of("verksamhetschef").post(NEW, post | change)
        assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
        assert 'value="Matsalen"' in response.content.decode()
    assert Series.objects.count() == 1


def test_only_the_administration_plans(client_of):
    people = ("rektor", "forvaltningschef", "politiker", "administrator")
    assert {p: client_of(p).get(NEW).status_code for p in people} == dict.fromkeys(people, 403)
    assert {p: client_of(p).post(NEW, {}).status_code for p in people} == dict.fromkeys(people, 403)
