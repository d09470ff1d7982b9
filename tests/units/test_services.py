import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from journal.models import Event
from tests.factories import Cast
from units import services
from units.models import ExternalId, FormerName, Kind, MunicipalitySettings, Node, User, WheelLine
from units.roles import Role


def test_a_municipality_has_code_settings_and_wheel(cast: Cast) -> None:
    assert ExternalId.objects.get(node=cast.municipality).value == "9901"
    assert MunicipalitySettings.objects.get(municipality=cast.municipality).political_body == "nämnden"
    assert WheelLine.objects.filter(municipality=cast.municipality).count() == len(services.DEFAULT_WHEEL)


def test_two_nodes_with_one_name_have_an_address_each(cast: Cast) -> None:
    twins = [
        services.add_node(parent=cast.area, kind=Kind.UNIT, name="Skogens förskola", by=cast.administrator) for _ in range(3)
    ]
    assert [twin.slug for twin in twins] == ["skogens-forskola", "skogens-forskola-2", "skogens-forskola-3"]


def test_a_code_belongs_to_one_node_at_a_time(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        services.add_node(parent=cast.area, kind=Kind.UNIT, name="Kopian", code="99010001", by=cast.administrator)


def test_a_renamed_node_keeps_its_former_name_and_address(cast: Cast) -> None:
    node = services.rename_node(node=Node.objects.get(pk=cast.unit.pk), name="Almgården", by=cast.administrator)
    assert (node.name, node.slug) == ("Almgården", "almskolan")
    assert (FormerName.objects.get(node=node).name, FormerName.objects.get(node=node).until) == ("Almskolan", dt.date(2026, 6, 2))
    assert Event.objects.get(verb="rename").changes == {"name": ["Almskolan", "Almgården"]}


def test_a_person_is_known_by_their_address_in_small_letters(cast: Cast) -> None:
    user = services.add_person(email=" Anna.Alm@Example.org ", name="Anna Alm", by=cast.administrator)
    assert user.email == "anna.alm@example.org"
    assert not user.has_usable_password()
    assert User.objects.get_by_natural_key("ANNA.ALM@example.org") == user


def test_an_assignment_stands_in_the_journal(cast: Cast) -> None:
    services.assign(user=cast.stranger, node=cast.unit, role=Role.CONTRIBUTOR, by=cast.administrator)
    event = Event.objects.filter(verb="assign", object_id=cast.stranger.pk).get()
    assert (event.actor_id, event.node_id, event.changes) == (cast.administrator.pk, cast.unit.pk, {"role": ["", "contributor"]})


def test_a_node_knows_its_place(cast: Cast) -> None:
    assert [node.name for node in cast.unit.line] == ["Länet", "Provköping", "Rektorsområde Norr", "Almskolan"]
    assert (cast.unit.municipality, cast.unit.area) == (cast.municipality, cast.area)
    assert cast.area.holds(cast.unit)
    assert not cast.unit.holds(cast.area)
