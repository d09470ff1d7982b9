import re

import pytest
from django.urls import reverse
from django.utils import translation

from indicators import services
from indicators.models import ImportRun, Placement
from indicators.services import library
from indicators.workflow import State
from journal.services import SYSTEM
from tests.helpers.html import Page
from tests.indicators.sources.server import of
from units.models import ExternalId

PLANNED, KOLADA = reverse("indicators:fetch_planned"), reverse("indicators:fetch_kolada")


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    sent = []
    monkeypatch.setattr("indicators.services.fetching.current_app.send_task", lambda name, args: sent.append((name, args)))
    return sent


@pytest.fixture
def administrator(client_of):
    return client_of("administrator")


@pytest.fixture
def national(db):
    library.load_national(by=SYSTEM)


def boxes(page):
    return [box for box in Page(page).all("input") if box.get("type") == "checkbox"]


def ticked(page):
    return [box.get("value") for box in boxes(page) if box.get("checked") is not None]


def actions(page):
    return [form.get("action") for form in Page(page).all("form")]


def kolada(client, place, **data):
    return client.post(KOLADA, {"node": place.pk, "first": 2023, "last": 2025, "indicators": ["n15419", "n15505"]} | data)


def test_asking_skolverket_leads_to_the_page_of_the_import(cast, administrator, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = administrator.post(PLANNED, {"node": cast.municipality.pk})
    run = ImportRun.objects.get()
    assert (response.status_code, response.url) == (302, reverse("indicators:import", args=[run.pk]))
    assert (run.source, run.state, queued) == (
        "planned",
        State.FETCHING,
        [("indicators.tasks.fetch_figures", [run.pk, cast.administrator.pk])],
    )
    assert administrator.get(response.url).status_code == 200


def test_asking_kolada_for_some_figures_and_years(cast, administrator, national):
    response = kolada(administrator, cast.municipality)
    run = ImportRun.objects.get()
    assert response.url == reverse("indicators:import", args=[run.pk])
    assert run.asked == {"kpis": ["N15419", "N15505"], "first": 2023, "last": 2025}


def test_those_in_use_are_ticked_and_the_last_five_years_chosen(cast, administrator, national):
    in_use = library.indicator(key="n15419")
    Placement.objects.create(municipality=cast.municipality, indicator=in_use, in_use=False, area_keys=in_use.area_keys)
    Placement.objects.create(municipality=cast.elsewhere, indicator=library.indicator(key="n15505"), in_use=False)
    page = administrator.get(KOLADA)
    values = {box.get("value") for box in boxes(page)}
    assert len(values) == len(boxes(page)) == 33
    assert values - set(ticked(page)) == {"n15419"} | {
        one.key for one in library.Indicator.objects.filter(key__in=values, in_use=False)
    }
    chosen = [option.get("value") for option in Page(page).all("option") if option.get("selected") is not None]
    assert chosen == ["2021", "2025"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"first": 2025, "last": 2023}, "__all__"),
        ({"first": 1999}, "first"),
        ({"last": "x"}, "last"),
        ({"last": 2026}, "last"),
        ({"indicators": []}, "indicators"),
        ({"indicators": ["gr9-merit"]}, "indicators"),
        ({"indicators": ["nothing"]}, "indicators"),
        ({"node": 0}, "node"),
    ],
)
def test_what_can_not_be_asked_says_why_and_keeps_the_rest(cast, administrator, national, data, field):
    response = kolada(administrator, cast.municipality, **data)
    assert (response.status_code, list(response.context["form"].errors), ImportRun.objects.count()) == (422, [field], 0)
    if field not in ("indicators",):
        assert ticked(response) == ["n15419", "n15505"]
    assert not re.search(r'href="#"', response.content.decode())


def test_not_for_another_municipality(cast, administrator, national):
    for response in (administrator.post(PLANNED, {"node": cast.elsewhere.pk}), kolada(administrator, cast.elsewhere)):
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["node"])
    assert ImportRun.objects.count() == 0


def test_a_municipality_without_code_is_told(cast, administrator):
    ExternalId.objects.filter(node=cast.municipality).delete()
    with translation.override("en"):
        response = administrator.post(PLANNED, {"node": cast.municipality.pk})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["__all__"])


def test_a_library_without_koladas_figures_says_so(administrator):
    page = administrator.get(KOLADA)
    assert (boxes(page), KOLADA in actions(page)) == ([], False)


def test_the_page_makes_as_many_queries_with_one_key_figure_as_with_three(cast, as_user, django_assert_num_queries):
    makers = ("n15419", "n15505", "n15436")
    national = {key: library.indicator(key=key) for key in makers}
    client = as_user(cast.administrator)
    client.get(KOLADA)
    for kept in (1, 3):
        library.Indicator.objects.filter(source="Kolada").update(official_id="")
        for key in makers[:kept]:
            library.Indicator.objects.filter(pk=national[key].pk).update(official_id=key.upper())
        with django_assert_num_queries(QUERIES):
            assert len(ticked(client.get(KOLADA))) == kept


QUERIES = 9


@pytest.fixture
def failed(cast, open_server):
    open_server.set("school-units?page=0&size=50&geographicalAreaCode=9901", of({}, status=400))
    run = services.ask_planned(municipality=cast.municipality, by=cast.administrator)
    return services.fetch(run=run, by=cast.administrator)


def test_a_failed_fetch_says_why_and_can_be_asked_for_again(administrator, failed):
    page = administrator.get(reverse("indicators:import", args=[failed.pk]))
    again = reverse("indicators:fetch_again", args=[failed.pk])
    assert (again in actions(page), failed.problem in Page(page).text("p")) == (True, True)
    response = administrator.post(again)
    latest = ImportRun.objects.latest("pk")
    assert (response.url, latest.pk != failed.pk, latest.state, latest.asked) == (
        reverse("indicators:import", args=[latest.pk]),
        True,
        State.FETCHING,
        failed.asked,
    )


def test_again_is_for_those_who_see_the_import(client_of, failed):
    url = reverse("indicators:fetch_again", args=[failed.pk])
    people = ("rektor", "utvecklingsledare", "politiker", "foreign_rektor", "stranger")
    assert {client_of(name).post(url).status_code for name in people} == {404}
    assert ImportRun.objects.count() == 1


def test_what_is_being_fetched_shows_how_far_it_has_come(cast, administrator):
    run = services.ask_planned(municipality=cast.municipality, by=cast.administrator)
    ImportRun.objects.filter(pk=run.pk).update(progress=40)
    page = administrator.get(reverse("indicators:import", args=[run.pk]))
    assert [bar.get("value") for bar in Page(page).all("progress")] == ["40"]
    assert reverse("indicators:fetch_again", args=[run.pk]) not in actions(page)
