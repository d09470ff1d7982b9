"""The figures of a unit, an area and a municipality over the years, as pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator, Value
from indicators.services import add_indicator
from journal.services import SYSTEM
from tests.factories import YEAR
from units.models import Kind, SchoolForm
from units.services import add_node

UNIT, AREA, MUNICIPALITY = "/units/almskolan/", "/figures/rektorsomrade-norr/years/", "/figures/provkoping/years/"
SMALL = "66,7"


def indicator(key, area=(), measure="percent"):
    return add_indicator(
        key=key, title=key, short_title=f"Mått {key}", measure=measure, source="Provet", decimals=1, area_keys=area, by=SYSTEM
    )


def put(node, made, number, people=80):
    Value.objects.create(
        node=node,
        indicator=made,
        school_year=YEAR,
        number=number,
        raw=number,
        denominator=people,
        source="Provet",
        fetched_on=YEAR.starts,
    )


@pytest.fixture
def figures(cast):
    for key, area in (("lugn", ["safety"]), ("lasning", ["knowledge"]), ("annat", [])):
        put(cast.unit, indicator(key, area), "84")
    put(cast.unit, indicator("liten", ["safety"]), SMALL.replace(",", "."), people=6)


def test_diagrams_stand_by_area_and_lead_to_what_they_mean(cast, client_of, figures):
    html = client_of("rektor").get(UNIT).content.decode()
    areas = [html.index(f'id="h-area-{key}"') for key in ("safety", "knowledge", "other")]
    assert areas == sorted(areas)
    assert [html.count(f'href="/indicators/{key}/"') for key in ("lugn", "lasning", "annat", "liten")] == [1, 1, 1, 1]
    assert html.count('<svg class="plot') == 4


def test_a_preschool_has_children_and_its_own_words_for_the_areas(cast, client_of, units_of_two_forms):
    school, preschool = (
        client_of("utvecklingsledare").get(f"/units/{slug}/").content.decode() for slug in ("almskolan", "tallen")
    )
    assert ["Trygghet och studiero" in page for page in (school, preschool)] == [True, False]
    assert ["Trygghet och omsorg" in page for page in (school, preschool)] == [False, True]
    assert ["80 elever" in page for page in (school, preschool)] == [True, False]
    assert ["80 barn" in page for page in (school, preschool)] == [False, True]
    assert ["Andel av barnen i procent" in page for page in (school, preschool)] == [False, True]


@pytest.fixture
def units_of_two_forms(cast):
    put(cast.unit, indicator("lugn", ["safety"]), "84")
    made = indicator("hogt", ["safety"])
    Indicator.objects.filter(pk=made.pk).update(forms=[SchoolForm.PRESCHOOL])
    tallen = add_node(parent=cast.area, kind=Kind.UNIT, name="Tallen", slug="tallen", forms=[SchoolForm.PRESCHOOL], by=SYSTEM)
    put(tallen, made, "84")


def test_only_a_municipality_has_a_way_to_figures_over_the_years(cast, client_of):
    area, whole = (
        client_of("politiker").get(address).content.decode()
        for address in ("/figures/rektorsomrade-norr/", "/figures/provkoping/")
    )
    assert ["/years/" in page for page in (area, whole)] == [False, True]
    assert ["/thread/" in page for page in (area, whole)] == [True, True]


def test_the_menu_says_that_figures_belong_to_the_units(client_of):
    current = '<a href="/units/" aria-current="true">'
    assert [current in client_of("politiker").get(address).content.decode() for address in (AREA, "/reports/")] == [True, False]
    limits = client_of("administrator").get("/figures/limits/provkoping/").content.decode()
    assert [current in limits, '<a href="/imports/" aria-current="true">' in limits] == [False, True]


@pytest.mark.parametrize(("who", "count"), [("rektor", True), ("politiker", False)])
def test_the_public_reads_no_small_group_in_drawing_table_or_sentence(cast, client_of, figures, who, count):
    html = client_of(who).get(UNIT).content.decode()
    assert ((SMALL in html), ("4 av 6" in html)) == (count, count)


def test_a_municipality_and_an_area_have_pages_of_their_own(cast, client_of):
    made = indicator("lugn", ["safety"])
    put(cast.municipality, made, "81.5")
    put(cast.area, made, "82.5")
    put(cast.unit, made, "83.5")
    told = {page: client_of("politiker").get(page).content.decode() for page in (AREA, MUNICIPALITY)}
    numbers = ("81,5", "82,5", "83,5")
    assert {page: [number in html for number in numbers] for page, html in told.items()} == {
        AREA: [True, True, False],  # with the municipality beside
        MUNICIPALITY: [True, False, False],
    }


def test_no_figures_say_what_belongs_there(cast, client_of):
    html = client_of("rektor").get(AREA).content.decode()
    assert ("chart-group" in html, "/figures/rektorsomrade-norr/table/" in html) == (False, False)


@pytest.mark.parametrize("count", [1, 16])
def test_as_many_queries_for_sixteen_diagrams_as_for_one(cast, client_of, story, count):
    for number in range(count):
        put(cast.unit, indicator(f"m{number}", ["safety"]), "84")
    client = client_of("verksamhetschef")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(UNIT).status_code == 200
    assert len(asked) == 11
