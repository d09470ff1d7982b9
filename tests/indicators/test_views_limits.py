import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from indicators.masking import Limits
from indicators.models import Value
from indicators.queries import limits_for
from indicators.services import record_value
from indicators.services.limits import change_limits
from journal.models import Event
from journal.services import SYSTEM
from tests.factories import YEAR
from units.models import MunicipalitySettings, Node

VALID = {"inside": 5, "public": 12, "answers": 5, "response_rate": 50}


@pytest.fixture
def address(cast):
    return reverse("indicators:limits", args=[cast.municipality.slug])


def stored(cast):
    return limits_for(Node.objects.select_related("settings").get(pk=cast.municipality.pk))


def test_the_page_says_the_limits(client_of, address):
    page = client_of("administrator").get(address)
    assert [page.context["form"][name].value() for name in VALID] == [5, 10, 5, 50]


def test_limits_are_changed_and_said_in_the_journal(client_of, cast, address):
    answer = client_of("administrator").post(address, VALID)
    assert (answer.status_code, answer.url, stored(cast)) == (302, address, Limits(5, 12, 5, 50))
    event = Event.objects.filter(object_type="units.municipalitysettings").last() or Event.objects.last()
    assert event.changes == {"masked_below_public": [10, 12]}


def test_the_same_limits_again_are_no_change(client_of, cast, address):
    client_of("administrator").post(address, VALID)
    events = Event.objects.count()
    client_of("administrator").post(address, VALID)
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    "wrong",
    [
        {"inside": 2},
        {"public": 4, "inside": 3},
        {"answers": 4},
        {"response_rate": 101},
        {"public": 51},
        {"inside": "many"},
        {"inside": ""},
    ],
)
def test_limits_that_protect_nobody_are_refused(client_of, cast, address, wrong):
    answer = client_of("administrator").post(address, VALID | wrong)
    assert (answer.status_code, set(answer.context["form"].errors) <= set(wrong), stored(cast)) == (422, True, Limits())


def test_the_public_never_reads_of_smaller_groups_than_those_inside(client_of, cast, address):
    answer = client_of("administrator").post(address, VALID | {"inside": 12, "public": 11})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["public"])
    assert stored(cast) == Limits()


def test_only_the_administrator_of_the_municipality_decides(client_of, cast, address):
    assert client_of("rektor").post(address, VALID).status_code == 403
    assert client_of("foreign_rektor").post(address, VALID).status_code == 404
    with pytest.raises(PermissionDenied):
        change_limits(municipality=cast.elsewhere, limits=Limits(), by=cast.administrator)
    assert stored(cast) == Limits()


def test_the_service_asks_for_itself(cast):
    with pytest.raises(ValidationError):
        change_limits(municipality=cast.municipality, limits=Limits(inside=2), by=cast.administrator)


def test_what_is_withheld_is_decided_anew(cast, pupils):
    """With eleven pupils in one unit a limit of twelve masks it, so withholds the other and, for its rektor, the sum."""
    for node, raw in ((cast.unit, "11"), (cast.other_unit, "40"), (cast.municipality, "51")):
        record_value(node=node, indicator=pupils, school_year=YEAR, raw=raw, denominator=None, source="S", by=SYSTEM)
    assert withheld() == {"public": set(), "inside": set()}
    change_limits(municipality=cast.municipality, limits=Limits(5, 12), by=cast.administrator)
    assert withheld() == {"public": {"Björkskolan", "Provköping"}, "inside": set()}
    change_limits(municipality=cast.municipality, limits=Limits(5, 10), by=cast.administrator)
    assert withheld() == {"public": set(), "inside": set()}


def withheld():
    return {
        audience: set(Value.objects.filter(**{f"withheld_{audience}": True}).values_list("node__name", flat=True))
        for audience in ("public", "inside")
    }


def test_limits_belong_to_one_municipality(cast):
    change_limits(municipality=cast.municipality, limits=Limits(5, 12), by=cast.administrator)
    assert list(MunicipalitySettings.objects.exclude(municipality=cast.municipality).filter(masked_below_public=12)) == []
