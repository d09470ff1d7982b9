import datetime as dt

import pytest

from indicators.masking import Shown
from indicators.queries import Figure, Point
from reports.queries.figures import freeze, thaw
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
