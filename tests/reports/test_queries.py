import datetime as dt
import json
from decimal import Decimal

import pytest

from indicators.masking import Shown
from indicators.queries import Against, Beside, Break, Figure, Point, Spread
from reports.queries.figures import freeze, thaw, with_charts
from reports.queries.units import unit_list
from tests.factories import YEAR
from units.models import MunicipalitySettings, Node


@pytest.mark.parametrize(
    "shown",
    [Shown("no data", None, missing=True), Shown("..", None, "too few pupils", masked=True)],
    ids=["missing", "masked"],
)
def test_a_figure_kept_in_a_report_is_the_same_when_it_is_drawn(shown):
    figure = Figure("calm", "Studiero", "Studiero", "percent", 1, "higher", "Egen", ("safety",), (Point(YEAR, shown),))
    thawed = thaw(freeze(figure))
    assert (thawed, thawed.sentence) == (figure, figure.sentence)


def test_everything_a_figure_is_compared_with_is_kept_in_a_report():
    point = Point(YEAR, Shown("84\u00a0%", Decimal(84), people="60 pupils", size=60))
    low, high = Shown("79\u00a0%", Decimal(79)), Shown("~100", None, interval=(Decimal(93), Decimal(98)))
    figure = Figure(
        "calm",
        "Studiero",
        "Studiero",
        "percent",
        1,
        "higher",
        "Egen",
        ("safety",),
        (point,),
        beside=(Beside(Against.COUNTRY, (point,), "Kolada"),),
        similar=(Spread(YEAR, low, point.shown, high, 7),),
        girls=(point,),
        boys=(Point(YEAR, Shown("..", None, "a small group is protected", masked=True)),),
        breaks=(Break(YEAR, "åk 9 blev åk 8"),),
        comparison="safety",
        basis="answers",
        of_children=True,
        scope="municipal",
        place="municipality",
        fetched_on=dt.date(2026, 5, 1),
    )
    assert thaw(json.loads(json.dumps(freeze(figure)))) == figure


def test_a_report_frozen_before_figures_were_compared_by_kind_is_still_drawn():
    shown = {"text": "84\u00a0%", "number": "84", "note": "", "masked": False, "people": "60 pupils", "interval": None}
    point = {"year": int(YEAR)} | shown
    plain = {"key": "calm", "title": "Studiero", "short_title": "Studiero", "measure": "percent", "decimals": 0}
    former = plain | {"direction": "higher", "source": "Egen", "area_keys": ["safety"], "points": [point]}
    content = with_charts(
        {"units": [{"figures": [former | {"municipality_points": [point]}, former | {"municipality_points": []}]}]}
    )
    beside, alone = content["units"][0]["drawn"].charts
    assert (len(beside.ends), len(alone.ends), content["drawn"].charts) == (2, 1, ())


def listed(user):
    return {group.node.name: {row.node.name: row.people for row in group.units} for group in unit_list(user)}


@pytest.mark.parametrize(
    ("reader", "almskolan", "bjorkskolan", "ekens"),
    [("other_rektor", "300", "7", ".."), ("forvaltningschef", "300", "7", "60"), ("politiker", "300", "..", "..")],
)
def test_how_many_there_are_is_masked_in_the_list_by_who_reads(cast, reader, almskolan, bjorkskolan, ekens):
    Node.objects.filter(pk=cast.other_unit.pk).update(pupils=7)
    MunicipalitySettings.objects.filter(municipality=cast.municipality).update(masked_below_public=200)
    seen = {"Almskolan": almskolan, "Björkskolan": bjorkskolan, "Ekens förskola": ekens}
    assert listed(cast.people[reader]) == {"Rektorsområde Norr": seen}


def test_a_unit_whose_area_and_municipality_have_closed_stands_alone(cast):
    Node.objects.filter(pk__in=[cast.area.pk, cast.municipality.pk]).update(closed_on=dt.date(2026, 1, 1))
    assert listed(cast.politiker) == {
        name: {name: people} for name, people in (("Almskolan", "300"), ("Björkskolan", "150"), ("Ekens förskola", "60"))
    }
