import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from indicators.services import add_indicator, record_value
from journal.services import SYSTEM
from tests.factories import LAST_YEAR
from units.models import Kind, Node
from units.services import add_node

OWN = reverse("indicators:own_table")
NOT_ADMINISTRATORS = ("rektor", "utvecklingsledare", "verksamhetschef", "politiker", "region", "stranger", "foreign_rektor")
CHOICE = {"year": "2024-25", "ending": "csv"}


@pytest.fixture
def calm(cast):
    return add_indicator(
        key="own-calm",
        title="Studiero, andel (%)",
        short_title="Studiero",
        measure="percent",
        decimals=1,
        source="Provköping",
        municipality=cast.municipality,
        by=SYSTEM,
    )


def put(node, indicator, raw, denominator):
    record_value(
        node=node, indicator=indicator, school_year=LAST_YEAR, raw=raw, denominator=denominator, source="Egen uppgift", by=SYSTEM
    )


def rows(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_only_administrators_take_the_table(cast, client_of, calm):
    choice = CHOICE | {"node": cast.municipality.pk}
    for name in NOT_ADMINISTRATORS:
        assert [client_of(name).get(OWN, data).status_code for data in ({}, choice)] == [403, 403]


def test_the_page_names_what_the_table_holds(cast, client_of, calm):
    page = client_of("administrator").get(OWN).content.decode()
    assert ["Studiero, andel (%)" in page, page.count('name="ending"'), "2025/26" in page, "2026/27" in page] == [
        True,
        1,
        True,
        False,
    ]


def test_without_an_own_indicator_the_page_shows_the_way(client_of):
    page = client_of("administrator").get(OWN).content.decode()
    assert (reverse("indicators:library") in page, 'name="ending"' in page) == (True, False)


def test_the_table_comes_as_a_file(cast, client_of, calm):
    put(cast.unit, calm, "72,5", 60)
    put(cast.other_unit, calm, "71,4", 7)
    put(cast.foreign_unit, calm, "33,3", 60)
    response = client_of("administrator").get(OWN, CHOICE | {"node": cast.municipality.pk})
    assert (response.status_code, response["Content-Disposition"], response["Cache-Control"]) == (
        200,
        'attachment; filename="provkoping-egna-siffror-2024-25.csv"',
        "no-store",
    )
    assert [(row["Enhet"], row["Värde"], row["Antal"]) for row in rows(response)] == [
        ("Almskolan", "72,5", "60"),
        ("Björkskolan", "..", ".."),
        ("Ekens förskola", "", ""),
    ]


@pytest.mark.parametrize("wrong", [{"year": "1999-00"}, {"ending": "pdf"}, {"node": "elsewhere"}, {"year": ""}])
def test_a_wrong_choice_says_so(cast, client_of, calm, wrong):
    choice = CHOICE | {"node": cast.municipality.pk} | wrong
    if wrong.get("node"):
        choice["node"] = cast.elsewhere.pk
    response = client_of("administrator").get(OWN, choice)
    assert (response.status_code, list(response.context["form"].errors)) == (422, list(wrong))


@pytest.mark.parametrize(
    ("reader", "value"),
    [("rektor", "71,4"), ("utvecklingsledare", "71,4"), ("politiker", ".."), ("other_rektor", ".."), ("administrator", "..")],
)
def test_the_figures_of_a_unit_are_those_that_its_reader_sees(cast, client_of, calm, reader, value):
    put(cast.unit, calm, "71,4", 7)
    response = client_of(reader).get(reverse("indicators:table", args=[cast.unit.slug, "csv"]))
    assert [(row["Enhet"], row["Värde"]) for row in rows(response)] == [("Almskolan", value)]
    assert ("71,4" in response.content.decode()) is (value == "71,4")


def test_a_rektor_reads_the_municipality_as_anybody_does(cast, client_of, calm):
    put(cast.unit, calm, "71,4", 7)
    response = client_of("rektor").get(reverse("indicators:table", args=["provkoping", "csv"]))
    assert [row["Värde"] for row in rows(response)] == [".."]


def test_nobody_reads_another_municipality(cast, client_of, calm):
    put(cast.unit, calm, "71,4", 7)
    for slug in (cast.unit.slug, "provkoping", "lanet", "finns-inte"):
        assert client_of("foreign_rektor").get(reverse("indicators:table", args=[slug, "xlsx"])).status_code == 404
    assert client_of("region").get(reverse("indicators:table", args=["lanet", "xlsx"])).status_code == 404


def test_the_workbook_opens_with_a_name_that_looks_like_a_formula(cast, client_of, calm):
    Node.objects.filter(pk=cast.unit.pk).update(name='=HYPERLINK("x")')
    put(cast.unit, calm, "72,5", 60)
    response = client_of("rektor").get(reverse("indicators:table", args=[cast.unit.slug, "xlsx"]))
    assert response["Content-Disposition"] == f'attachment; filename="{cast.unit.slug}-siffror-2026-06-02.xlsx"'
    _header, row = load_workbook(io.BytesIO(response.content))["Siffror"].iter_rows()
    assert [(cell.value, cell.data_type) for cell in (row[0], row[6], row[7])] == [
        ('=HYPERLINK("x")', "s"),
        (72.5, "n"),
        (60, "n"),
    ]


def test_as_many_queries_for_three_units_as_for_one(cast, client_of, calm, django_assert_num_queries):
    client = client_of("administrator")
    urls = [f"{OWN}?node={cast.municipality.pk}&year=2024-25&ending=csv", reverse("indicators:table", args=["provkoping", "csv"])]
    put(cast.unit, calm, "72,5", 60)
    for _again in range(2):
        for url, queries in zip(urls, QUERIES, strict=True):
            with django_assert_num_queries(queries):
                client.get(url)
        for number in range(2):
            unit = add_node(parent=cast.municipality, kind=Kind.UNIT, name=f"Skola {_again}{number}", by=SYSTEM)
            put(unit, calm, "72,5", 60)


QUERIES = (10, 10)


def test_the_unit_page_leads_to_its_table_when_there_is_something_in_it(cast, client_of, calm):
    links = [reverse("indicators:table", args=[cast.unit.slug, ending]) for ending in ("xlsx", "csv")]
    address = reverse("reports:unit", args=[cast.unit.slug])
    without = client_of("politiker").get(address).content.decode()
    put(cast.unit, calm, "72,5", 60)
    page = client_of("politiker").get(address).content.decode()
    assert ([link in without for link in links], [link in page for link in links]) == ([False, False], [True, True])
