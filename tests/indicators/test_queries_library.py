"""How a municipality's own placement of a national indicator weighs more than the catalogue's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator, Placement
from indicators.queries.library import placements_of
from indicators.services import add_indicator
from journal.services import SYSTEM


@pytest.fixture
def national(cast) -> Indicator:
    return add_indicator(
        key="n1", title="Titel", short_title="Kort", measure="percent", source="Kolada", area_keys=["knowledge"], by=SYSTEM
    )


def test_without_a_placement_the_catalogue_counts(cast, national) -> None:
    placed = placements_of([cast.municipality]).of(national, cast.municipality)
    assert (placed.in_use, placed.short_title, placed.area_keys) == (True, "Kort", ("knowledge",))


def test_a_placement_is_the_municipalitys_alone(cast, national) -> None:
    Placement.objects.create(
        municipality=cast.municipality, indicator=national, in_use=False, short_title="Vårt namn", area_keys=["norms"]
    )
    placements = placements_of([cast.municipality, cast.elsewhere])
    here, there = placements.of(national, cast.municipality), placements.of(national, cast.elsewhere)
    assert (here.in_use, here.short_title, here.area_keys) == (False, "Vårt namn", ("norms",))
    assert (there.in_use, there.short_title, there.area_keys) == (True, "Kort", ("knowledge",))


def test_a_placement_without_a_short_title_keeps_the_national_one_and_may_have_no_area(cast, national) -> None:
    Placement.objects.create(municipality=cast.municipality, indicator=national)
    placed = placements_of([cast.municipality]).of(national, cast.municipality)
    assert (placed.in_use, placed.short_title, placed.area_keys) == (True, "Kort", ())


def test_a_place_outside_every_municipality_has_the_catalogues(cast, national) -> None:
    assert placements_of([]).of(national, None).short_title == "Kort"


def test_however_many_municipalities_it_is_one_query(cast, national) -> None:
    with CaptureQueriesContext(connection) as captured:
        placements_of([cast.municipality, cast.elsewhere])
    assert len(captured) == 1
