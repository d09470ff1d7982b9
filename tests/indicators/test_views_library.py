"""The pages of the library: found by everybody it belongs to, changed by the administrator, and by nobody elsewhere."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analyses import services as analyses
from analyses.models import Finding
from indicators.models import Indicator, Placement
from indicators.services import library, record_value
from indicators.services.library import Own
from journal.services import SYSTEM
from tests.factories import LAST_YEAR, YEAR, person
from units.roles import Role
from units.years import SchoolYear

LINKED = re.compile(r'rows__title"><a [^>]*>([^<]*)</a>')
SECRET = "Grannkommunens eget mått"
FILLED = {
    "title": "Elever som läser hemma, andel (%)",
    "short_title": "Läser hemma",
    "source": "Egen enkät",
    "measure": "percent",
    "decimals": "0",
    "basis": "answers",
    "direction": "higher",
    "comparison": "result",
    "school_forms": ["GR"],
    "grade": "f",
    "area_keys": ["knowledge"],
    "in_use": "yes",
}


def own(node, by, title: str = "Läser hemma", **facts) -> Indicator:
    facts = {"measure": "percent", "source": "Egen enkät", "area_keys": ("knowledge",)} | facts
    return library.add_own(municipality=node, own=Own(title=title, short_title=title, **facts), by=by)


@pytest.fixture
def foreign(cast) -> Indicator:
    return own(cast.elsewhere, person("foreign_administrator", Role.ADMINISTRATOR, cast.elsewhere), SECRET)


@pytest.fixture
def national(db) -> Indicator:
    return library.indicator(key="n15613")


def text(response) -> str:
    return response.content.decode()


def titles(response) -> list[str]:
    return [row.placed.short_title for row in response.context["page"].rows]


# ---- the list


def test_own_ones_come_first_and_no_other_municipalitys(cast, client_of, national, foreign) -> None:
    own(cast.municipality, cast.administrator)
    answer = client_of("politiker").get("/indicators/")
    assert titles(answer)[:2] == ["Läser hemma", "Elever som avslutat åk 9"]
    assert SECRET not in text(answer)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=N15613", ["Trygga i skolan, åk 5"]),
        ("q=trygg+skola", ["Trygga i skolan, åk 5", "Trygga i skolan, åk 8"]),
        ("q=TRYGG+SKOLA&form=FS", []),
        ("source=own", ["Läser hemma"]),
        ("source=Kolada&area=staff&form=GR", ["Lärare med legitimation och behörighet, kommunala skolor"]),
        ("use=unused", ["Elever per lärare, kommunala skolor"]),
        ("q=Grannkommunens", []),
        ("area=finns-inte", []),
    ],
)
def test_search_and_limits(cast, client_of, national, foreign, query, found) -> None:
    own(cast.municipality, cast.administrator)
    aside = library.indicator(key="n15034")
    library.place(
        indicator=aside, municipality=cast.municipality, in_use=False, short_title="", area_keys=[], by=cast.administrator
    )
    Placement.objects.create(municipality=cast.municipality, indicator=library.indicator(key="n15813"), area_keys=[])
    answer = client_of("rektor").get(f"/indicators/?{query}")
    assert titles(answer) == LINKED.findall(text(answer)) == found


def test_as_one_types_only_the_list_is_answered(client_of, national, htmx) -> None:
    answer = client_of("rektor").get("/indicators/?q=trygga", **htmx)
    assert "<h1" not in text(answer)
    assert LINKED.findall(text(answer)) == ["Trygga i skolan, åk 5", "Trygga i skolan, åk 8"]


def test_a_placement_is_found_by_its_own_title_here_alone(cast, client_of, national) -> None:
    library.place(
        indicator=national,
        municipality=cast.municipality,
        in_use=True,
        short_title="Femmor",
        area_keys=["norms"],
        by=cast.administrator,
    )
    assert titles(client_of("rektor").get("/indicators/?q=femmor")) == ["Femmor"]
    assert titles(client_of("foreign_rektor").get("/indicators/?q=femmor")) == []


def test_a_reader_of_several_municipalities_chooses(cast, client_of, national, foreign) -> None:
    client = client_of("region")
    assert SECRET in text(client.get("/indicators/?municipality=annanby"))
    assert SECRET not in text(client.get("/indicators/?municipality=provkoping"))
    assert client_of("rektor").get("/indicators/?municipality=annanby").status_code == 404


def test_only_the_administrator_is_offered_to_add(client_of, national) -> None:
    address = "/indicators/new/provkoping/"
    assert address in text(client_of("administrator").get("/indicators/"))
    assert address not in text(client_of("utvecklingsledare").get("/indicators/"))


# ---- the page of one


def test_the_page_tells_everything_that_is_published(client_of, national) -> None:
    page = text(client_of("politiker").get("/indicators/gr9-merit/"))
    for words in (
        "Genomsnittligt meritvärde (17 ämnen)",
        "gr.averageGradesMeritRating9thGrade",
        "Elevens betyg omvandlas till betygsvärdena",
        "Skolverket",
        "Genomsnittligt meritvärde, åk 9, kommunala skolor",
        "Förväntat meritvärde, åk 9 (SALSA)",
        "2014/15",
    ):
        assert words in page, words


def test_what_the_municipality_holds_of_it(cast, client_of, national) -> None:
    for node, year in ((cast.unit, LAST_YEAR), (cast.unit, YEAR), (cast.other_unit, YEAR), (cast.foreign_unit, LAST_YEAR)):
        record_value(node=node, indicator=national, school_year=year, raw="80", denominator=40, source="Kolada", by=SYSTEM)
    history = client_of("rektor").get("/indicators/n15613/").context["page"].history
    assert (history.figures, history.places, [str(year) for year in history.years], history.run) == (
        3,
        2,
        ["2024/25", "2025/26"],
        None,
    )


def test_findings_are_shown_to_those_who_may_read_them_and_counted_for_the_administrator(cast, client_of, national) -> None:
    value = record_value(
        node=cast.unit, indicator=national, school_year=YEAR, raw="80", denominator=40, source="Kolada", by=SYSTEM
    )
    draft = analyses.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    area = draft.template.areas.get(key="safety")
    title = "Femmorna är otrygga på rasterna"
    finding = analyses.add_finding(analysis=draft, area=area, kind=Finding.Kind.CHALLENGE, title=title, by=cast.rektor)
    finding.grounds.create(value_id=value.pk)
    pages = {
        persona: text(client_of(persona).get("/indicators/n15613/")) for persona in ("rektor", "other_rektor", "administrator")
    }
    assert {persona: title in page for persona, page in pages.items()} == {
        "rektor": True,
        "other_rektor": False,
        "administrator": False,
    }
    uses = client_of("administrator").get("/indicators/n15613/").context["page"].uses
    assert (uses.readable, uses.in_all) == ((), 1)
    foreign = client_of("foreign_rektor").get("/indicators/n15613/").context["page"].uses
    assert (foreign.readable, foreign.in_all) == ((), 0)


def test_those_compared_with_it_are_not_another_municipalitys(cast, client_of, national, foreign) -> None:
    Indicator.objects.filter(pk=foreign.pk).update(counterpart=national)
    mine = own(cast.municipality, cast.administrator, counterpart=national)
    answer = client_of("rektor").get("/indicators/n15613/")
    assert answer.context["page"].stands_for == (mine,)
    assert SECRET not in text(answer)


@pytest.mark.parametrize("persona", ["rektor", "administrator", "stranger"])
def test_another_municipalitys_own_one_is_not_there(client_of, foreign, persona) -> None:
    assert client_of(persona).get(f"/indicators/{foreign.key}/").status_code == 404


def test_the_page_asks_as_often_for_three_of_everything_as_for_one(cast, client_of, national) -> None:
    client, mine = client_of("administrator"), own(cast.municipality, cast.administrator)

    def more(number: int) -> int:
        year = LAST_YEAR if number == 1 else YEAR
        for node in (cast.unit, cast.other_unit, cast.preschool)[:number]:
            record_value(node=node, indicator=mine, school_year=year, raw="80", denominator=40, source="Egen", by=SYSTEM)
        library.add_break(indicator=mine, school_year=SchoolYear(2010 + number), reason="Nytt", by=cast.administrator)
        own(cast.municipality, cast.administrator, f"Annat {number}", counterpart=mine)
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/indicators/{mine.key}/")
        return len(captured)

    assert (more(1), more(2), more(3)) == (11, 11, 11)


# ---- how a national one is used


def test_the_administrator_places_it(cast, client_of, national) -> None:
    client = client_of("administrator")
    answer = client.post(
        "/indicators/n15613/place/provkoping/", {"in_use": "no", "short_title": "Femmor", "area_keys": ["norms", "safety"]}
    )
    assert (answer.status_code, answer.url) == (302, "/indicators/n15613/?municipality=provkoping")
    placement = Placement.objects.get()
    assert (placement.municipality, placement.in_use, placement.short_title, placement.area_keys) == (
        cast.municipality,
        False,
        "Femmor",
        ["norms", "safety"],
    )
    form = client.get("/indicators/n15613/").context["placing"]
    assert (form["in_use"].value(), form["short_title"].value(), list(form["area_keys"].value())) == (
        "no",
        "Femmor",
        ["norms", "safety"],
    )


def test_what_is_not_an_area_is_refused_and_what_was_written_stays(cast, client_of, national) -> None:
    answer = client_of("administrator").post(
        "/indicators/n15613/place/provkoping/", {"in_use": "yes", "short_title": "Mitt ord", "area_keys": ["hemligt"]}
    )
    assert answer.status_code == 422
    assert 'value="Mitt ord"' in text(answer)
    assert not Placement.objects.exists()


# ---- own ones


def test_an_own_one_is_added_from_the_form(cast, client_of) -> None:
    client = client_of("administrator")
    answer = client.post("/indicators/new/provkoping/", FILLED)
    assert (answer.status_code, answer.url) == (302, "/indicators/provkoping-laser-hemma/")
    made = Indicator.objects.get()
    assert (made.municipality, made.measure, made.basis, made.forms, made.grade, made.area_keys, made.in_use) == (
        cast.municipality,
        "percent",
        "answers",
        ["GR"],
        "F",
        ["knowledge"],
        True,
    )
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"grade": "nia"}, "grade"),
        ({"measure": "count", "decimals": "1"}, "decimals"),
        ({"decimals": "4"}, "decimals"),
        ({"comparison": "expected"}, "expected"),
        ({"direction": "uppåt"}, "direction"),
        ({"school_forms": ["XX"]}, "school_forms"),
        ({"in_use": ""}, "in_use"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost(cast, client_of, change, field) -> None:
    answer = client_of("administrator").post("/indicators/new/provkoping/", FILLED | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Egen enkät"' in text(answer)
    assert not Indicator.objects.exists()


def test_another_municipalitys_one_can_not_be_chosen(cast, client_of, foreign) -> None:
    client = client_of("administrator")
    assert SECRET not in text(client.get("/indicators/new/provkoping/"))
    answer = client.post("/indicators/new/provkoping/", FILLED | {"counterpart": foreign.pk})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["counterpart"])


def test_it_is_changed_and_put_aside(cast, client_of) -> None:
    mine = own(cast.municipality, cast.administrator)
    answer = client_of("administrator").post(f"/indicators/{mine.key}/edit/", FILLED | {"in_use": "no", "definition": "Så här."})
    assert answer.status_code == 302
    mine.refresh_from_db()
    assert (mine.in_use, mine.definition, mine.basis) == (False, "Så här.", "answers")


def test_the_form_begins_with_what_is_there(cast, client_of) -> None:
    mine = own(cast.municipality, cast.administrator, forms=("FS",), in_use=False)
    form = client_of("administrator").get(f"/indicators/{mine.key}/edit/").context["form"]
    assert (form["title"].value(), form["school_forms"].value(), form["area_keys"].value(), form["in_use"].value()) == (
        "Läser hemma",
        ["FS"],
        ["knowledge"],
        "no",
    )


def test_with_values_the_unit_of_measure_is_locked_and_the_reason_said(cast, client_of) -> None:
    mine = own(cast.municipality, cast.administrator)
    record_value(node=cast.unit, indicator=mine, school_year=YEAR, raw="80", denominator=40, source="Egen", by=SYSTEM)
    client = client_of("administrator")
    form = client.get(f"/indicators/{mine.key}/edit/").context["form"]
    assert {name: form.fields[name].disabled for name in ("measure", "basis", "decimals")} == {
        "measure": True,
        "basis": True,
        "decimals": False,
    }
    assert client.post(f"/indicators/{mine.key}/edit/", FILLED | {"measure": "points"}).status_code == 302
    mine.refresh_from_db()
    assert (mine.measure, mine.basis, mine.short_title) == ("percent", "pupils", "Läser hemma")


def test_breaks_are_added_told_wrong_and_removed(cast, client_of) -> None:
    mine = own(cast.municipality, cast.administrator)
    client, address = client_of("administrator"), f"/indicators/{mine.key}/breaks/"
    assert client.post(address, {"school_year": "2021/22", "reason": "Nya frågor"}).status_code == 302
    for wrong in ("2021/22", "2021/23", "i fjol"):
        answer = client.post(address, {"school_year": wrong, "reason": "Annat"})
        assert (answer.status_code, list(answer.context["breaking"].errors)) == (422, ["school_year"])
    assert [str(line) for line in mine.breaks.all()] == ["2021/22: Nya frågor"]
    assert client.post(f"{address}2020-21/remove/").status_code == 404
    assert client.post(f"{address}2021-22/remove/").status_code == 302
    assert not mine.breaks.exists()
