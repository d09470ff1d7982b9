"""The figures of an area or a municipality together, and the thread from one year of age to sixteen, as pages."""

from xml.etree.ElementTree import Element

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from indicators.models import Indicator
from indicators.services import add_indicator, record_value
from journal.services import SYSTEM
from tests.factories import YEAR
from tests.helpers.html import Page
from units import services as units
from units.models import Kind, Node, SchoolForm

AREA, MUNICIPALITY = "/figures/rektorsomrade-norr/", "/figures/provkoping/"
SMALL = "62,5"
SVG, CIRCLE, PATH = (f"{{http://www.w3.org/2000/svg}}{tag}" for tag in ("svg", "circle", "path"))


@pytest.fixture
def maths(db) -> Indicator:
    made = add_indicator(
        key="maths",
        title="Matematik",
        short_title="Minst E i matematik",
        measure="percent",
        decimals=1,
        source="Provet",
        forms=[SchoolForm.COMPULSORY],
        by=SYSTEM,
    )
    made.grade = "6"
    made.save()
    return made


def record(node, indicator, raw, people=80) -> None:
    record_value(node=node, indicator=indicator, school_year=YEAR, raw=raw, denominator=people, source="Provet", by=SYSTEM)


@pytest.fixture
def figures(cast, maths) -> None:
    record(cast.unit, maths, SMALL, 8)
    record(cast.other_unit, maths, "81,3")
    record(cast.municipality, maths, "77,5", 800)
    record(cast.foreign_unit, maths, "44,4")


def test_every_unit_has_a_dot_but_for_the_masked_one(client_of, figures):
    answer = client_of("politiker").get(AREA)
    page = Page(answer)
    assert dots(page) == ["ring"]  # the filled one is the reader's own, and this reader has none
    [table] = page.all("tbody")
    assert [["".join(cell.itertext()) for cell in row] for row in table] == [
        ["Almskolan", "..", ""],
        ["Björkskolan", "81,3\u00a0%", "80 elever"],
        [gettext("Municipality"), "77,5\u00a0%", ""],
    ]


@pytest.mark.parametrize("address", [AREA, MUNICIPALITY, f"{MUNICIPALITY}?by=area", f"{AREA}thread/", f"{MUNICIPALITY}thread/"])
def test_a_masked_value_stands_nowhere(client_of, figures, address):
    text = client_of("politiker").get(address).content.decode()
    assert [secret in text for secret in (SMALL, "62.5", "5 av 8", "5 of 8", "44,4", "Gransskolan")] == [False] * 6


def test_the_office_reads_it_by_the_limit_for_inside(client_of, figures):
    text = client_of("utvecklingsledare").get(AREA).content.decode()
    assert f"{SMALL}\u00a0%" in text


def test_a_principal_reads_with_the_publics_limit_and_finds_the_own_dot(client_of, cast, maths, figures):
    record(cast.unit, maths, "70,0", 90)
    page = Page(client_of("rektor").get(AREA))
    assert dots(page) == ["dot", "ring"]
    record(cast.unit, maths, SMALL, 8)
    text = client_of("rektor").get(AREA).content.decode()
    assert (SMALL in text, "filled" in text) == (False, False)


def test_by_area_each_area_has_a_line(client_of, cast, maths, figures):
    area = units.add_node(parent=cast.municipality, kind=Kind.AREA, name="Rektorsområde Söder", by=SYSTEM)
    school = units.add_node(parent=area, kind=Kind.UNIT, name="Sörskolan", forms=[SchoolForm.COMPULSORY], by=SYSTEM)
    record(Node.objects.get(pk=school.pk), maths, "66,7", 60)
    together, apart = (Page(client_of("politiker").get(address)) for address in (MUNICIPALITY, f"{MUNICIPALITY}?by=area"))
    assert (len(lines(together)), len(lines(apart))) == (1, 2)
    assert ["Rektorsområde Söder" in "".join(page.text(SVG)) for page in (together, apart)] == [False, True]


def lines(page: Page) -> list[Element]:
    return [path for path in page.all(PATH) if path.get("class") == "axis"]


def dots(page: Page) -> list[str]:
    """The dots of the strips: icons have circles without a class."""
    return [circle.get("class", "") for circle in page.all(CIRCLE) if circle.get("class")]


def test_no_figures_and_no_results_say_what_belongs_there(client_of, cast):
    page, thread = (Page(client_of("politiker").get(address)) for address in (AREA, f"{AREA}thread/"))
    assert gettext(
        "There are no figures yet. When results have been read in, each indicator stands here with a dot for each unit."
    ) in (page.text("p"))
    assert dots(page) == []
    assert not any(item.get("class") == "journey" for item in thread.all("ol"))


def test_the_thread_of_an_area_has_its_units_and_of_a_municipality_its_own_values(client_of, figures):
    area, whole = (client_of("politiker").get(f"{address}thread/").content.decode() for address in (AREA, MUNICIPALITY))
    assert ["81,3" in area, "77,5" in area] == [True, False]
    assert ["81,3" in whole, "77,5" in whole] == [False, True]


@pytest.mark.parametrize("address", [AREA, MUNICIPALITY])
@pytest.mark.parametrize("page", ["", "thread/"])
def test_others_do_not_know_that_it_exists_and_nobody_writes(client_of, figures, address, page):
    asked = {who: client_of(who).get(address + page).status_code for who in ("foreign_rektor", "stranger", "anonymous", "region")}
    assert asked == {"foreign_rektor": 404, "stranger": 404, "anonymous": 302, "region": 200}
    assert client_of("utvecklingsledare").post(address + page).status_code == 405


def test_a_unit_has_no_such_page(client_of, figures):
    assert [client_of("rektor").get(f"/figures/almskolan/{page}").status_code for page in ("", "thread/")] == [404, 404]


@pytest.mark.parametrize(("page", "queries"), [(AREA, 10), (f"{AREA}thread/", 10)])
def test_as_many_queries_for_four_units_as_for_two(client_of, cast, maths, page, queries):
    client = client_of("politiker")
    for unit in (cast.unit, cast.other_unit):
        record(unit, maths, "70,0")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    two = asked()
    for number in (3, 4):
        unit = units.add_node(parent=cast.area, kind=Kind.UNIT, name=f"Skola {number}", forms=[SchoolForm.COMPULSORY], by=SYSTEM)
        record(Node.objects.get(pk=unit.pk), maths, "80,0")
    assert (two, asked()) == (queries, queries)


def test_the_list_of_units_leads_there(client_of, figures):
    links = {link.get("href") for link in Page(client_of("rektor").get("/units/")).all("a")}
    assert {AREA, MUNICIPALITY} <= links
