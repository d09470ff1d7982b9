"""What is withheld in the database: the same attacker with what the pages are given, former revisions, every kind of output."""

import io
import itertools
import json
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from indicators.masking import Audience, Limits
from indicators.models import Indicator, Value
from indicators.queries import figures_of_many
from indicators.services import add_indicator, record_value
from indicators.services.storing import Incoming, store
from indicators.sources.cells import Cell
from journal.services import SYSTEM
from reports.pdf import render_html
from reports.queries.content import gather_unit
from schoolplan.kit import pdf
from tests.factories import YEAR
from tests.indicators.masking.towns import SEXES, Town
from units.models import Node

EXAMPLES = 25
numbers = st.integers(0, 14)
keys = (f"planted-{number}" for number in itertools.count())


class Stored(Town):
    """A town whose figures lie in the database. What is shown of them is what a page gets."""

    def keep(self, indicator, municipality):
        figures = [
            Incoming(place, indicator.pk, YEAR, Cell("", facts["number"], facts["marker"]), "S", sex, facts["denominator"])
            for (place, sex), facts in self.facts.items()
        ]
        store(figures, municipality=municipality, fetched_on=YEAR.starts)

    def read(self, indicator):
        self.__dict__["read_of"] = read_of = {}
        nodes = Node.objects.filter(pk__in=self.parents)
        for audience in Audience:
            for place, figures in figures_of_many(nodes, until=YEAR, audience=audience, years=1).items():
                for figure in (one for one in figures if one.key == indicator.key):
                    for sex, points in (("all", figure.points), ("girls", figure.girls), ("boys", figure.boys)):
                        read_of.update(((audience, place, sex), point.shown) for point in points)

    def shown(self, key, inside):
        return self.read_of[Audience.INSIDE if key[0] in inside else Audience.PUBLIC, *key]


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_from_what_the_pages_are_given_nothing_masked_can_be_computed(cast, data):
    units = [cast.unit, cast.other_unit, cast.preschool]
    parents = {cast.municipality.pk: None, cast.area.pk: cast.municipality.pk} | {unit.pk: cast.area.pk for unit in units}
    people = {(unit.pk, sex): data.draw(numbers) for unit in units for sex in SEXES}
    reached = {key: data.draw(st.integers(0, n)) for key, n in people.items()}
    measure = data.draw(st.sampled_from(["count", "percent"]))
    by_sex = data.draw(st.booleans())
    silent = frozenset() if by_sex else frozenset((place, sex) for place in parents for sex in SEXES)
    town = Stored(parents, people, reached, measure, Limits(), own=True, silent=silent)
    indicator = add_indicator(
        key=next(keys), title="T", short_title="T", measure=measure, decimals=1 if measure == "percent" else 0, source="S",
        by=SYSTEM, municipality=cast.municipality,
    )  # fmt: skip
    town.keep(indicator, cast.municipality)
    town.read(indicator)
    assert list(town.computed()) == []
    assert list(town.too_few_together()) == []


def put(indicator, *rows, denominator=None):
    for node, raw in rows:
        record_value(node=node, indicator=indicator, school_year=YEAR, raw=raw, denominator=denominator, source="S", by=SYSTEM)


def withheld(indicator):
    held = Value.objects.filter(indicator=indicator, withheld_public=True).order_by("pk")
    return [(value.node.name, value.raw, value.current) for value in held]


def test_a_former_revision_is_withheld_with_the_one_that_holds(cast, pupils):
    put(pupils, (cast.unit, "40"), (cast.other_unit, "50"), (cast.municipality, "90"))
    assert withheld(pupils) == []
    put(pupils, (cast.unit, "7"), (cast.municipality, "57"))
    assert withheld(pupils) == [
        ("Björkskolan", "50", True),
        ("Provköping", "90", False),
        ("Provköping", "57", True),
    ]


def test_a_former_revision_of_what_is_now_masked_is_hidden_too(cast, vocational):
    put(vocational, (cast.unit, "87,5"), denominator=40)
    put(vocational, (cast.unit, ".."), denominator=40)
    assert ("Almskolan", "87,5", False) in withheld(vocational)


def test_the_published_total_of_another_publisher_is_withheld_too(cast, pupils):
    other = add_indicator(key="n15000", title="T", short_title="T", measure="count", source="Kolada", by=SYSTEM)
    Indicator.objects.filter(pk=pupils.pk).update(counterpart=other)
    put(other, (cast.municipality, "57"))
    put(pupils, (cast.unit, "7"), (cast.other_unit, "50"))
    assert withheld(other) == [("Provköping", "57", True)]
    assert withheld(pupils) == [("Björkskolan", "50", True)]


def test_what_rests_on_a_withheld_number_of_pupils_is_withheld(cast, pupils, merit):
    put(pupils, (cast.unit, "7"), (cast.other_unit, "50"), (cast.municipality, "57"))
    put(merit, (cast.unit, "201,1"), (cast.other_unit, "222,3"))
    assert ("Björkskolan", "222,3", True) in withheld(merit)


def test_another_municipality_is_left_alone(cast, pupils):
    put(pupils, (cast.foreign_unit, "7"))
    put(pupils, (cast.unit, "7"), (cast.other_unit, "50"), (cast.municipality, "57"))
    assert not Value.objects.filter(node=cast.foreign_unit, withheld_public=True).exists()


def test_storing_many_that_hide_nothing_asks_little(cast, pupils, django_assert_num_queries):
    figures = [
        Incoming(cast.unit.pk, pupils.pk, type(YEAR)(year), Cell("50", Decimal(50), ""), "S") for year in range(1990, 2020)
    ]
    with django_assert_num_queries(17):
        store(figures, municipality=cast.municipality, fetched_on=YEAR.starts)


PLANTED = ("4711", "4718", "71,4", "71.4", "5 av 7")


def found_in(text):
    plain = "".join(text.split()).replace("\u202f", "").replace("\u00a0", "")
    return {number for number in PLANTED if number.replace(" ", "") in plain}


@pytest.fixture
def planted(cast, pupils):
    """Seven pupils in one school, of 4 718 in all, and a share of those seven."""
    put(pupils, (cast.unit, "7"), (cast.other_unit, "4711"), (cast.municipality, "4718"))
    share = add_indicator(
        key="planted", title="Andel", short_title="Andel", measure="percent", decimals=1, source="S",
        municipality=cast.municipality, area_keys=["knowledge"], by=SYSTEM,
    )  # fmt: skip
    put(share, (cast.unit, "71,4"), denominator=7)


PAGES = ("reports:unit almskolan", "reports:unit bjorkskolan", "reports:figures provkoping", "reports:years provkoping")


@pytest.mark.parametrize("page", [*PAGES, "indicators:table provkoping csv", "indicators:table bjorkskolan csv"])
def test_what_is_hidden_stands_in_no_page_chart_or_csv(client_of, planted, page):
    address, *arguments = page.split()
    answer = client_of("politiker").get(reverse(address, args=arguments))
    assert (answer.status_code, found_in(_text(answer))) == (200, set())


def _text(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8-sig")


def test_the_planted_numbers_would_be_found(client_of, planted):
    """Inside, the number of seven pupils is shown with its share: the search is able to fail."""
    answer = client_of("rektor").get(reverse("reports:unit", args=["almskolan"]))
    assert found_in(_text(answer)) != set()


def test_what_is_hidden_stands_in_no_workbook(client_of, planted):
    answer = client_of("politiker").get(reverse("indicators:table", args=["provkoping", "xlsx"]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cells = [
        str(cell) for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert (".." in cells, found_in(" ".join(cells))) == (True, set())


@pytest.mark.parametrize("place", ["unit", "other_unit"])
def test_what_is_hidden_stands_in_no_json_and_no_pdf(cast, planted, place):
    with override("sv"):
        content = gather_unit(getattr(cast, place), YEAR, YEAR.starts)
    assert found_in(json.dumps(content, ensure_ascii=False, default=str)) == set()
    pages = PdfReader(io.BytesIO(pdf.render_pdf(render_html(content)).file)).pages
    assert found_in(" ".join(page.extract_text() for page in pages)) == set()
