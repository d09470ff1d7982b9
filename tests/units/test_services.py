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


def test_a_place_to_compare_with_stands_at_the_root_with_its_code(cast: Cast) -> None:
    country = services.add_elsewhere(name="Riket", code="0000", by=cast.administrator)
    assert (country.kind, country.depth, country.slug, country.external_ids.get().value) == (Kind.ELSEWHERE, 1, "riket", "0000")
    assert Event.objects.get(object_id=country.pk, verb="add").changes == {"name": ["", "Riket"]}
    assert services.add_elsewhere(name="Hela riket", code="0000", by=cast.administrator) == country
    assert not Node.objects.visible_to(cast.rektor).filter(pk=country.pk).exists()


def test_a_municipality_that_is_here_is_not_made_once_more_to_compare_with(cast: Cast) -> None:
    assert services.add_elsewhere(name="Annanby", code="9902", by=cast.administrator) == cast.elsewhere
    assert Node.objects.get(pk=cast.elsewhere.pk).kind == Kind.MUNICIPALITY


def test_a_municipality_that_others_compare_with_keeps_its_node_when_it_joins(cast: Cast) -> None:
    there = services.add_elsewhere(name="Trelleborg", code="1287", by=cast.administrator)
    joined = services.add_municipality(name="Trelleborgs kommun", code="1287", by=cast.administrator)
    assert (joined.pk, joined.kind, joined.name, joined.slug) == (there.pk, "municipality", "Trelleborgs kommun", "trelleborg")
    assert (joined.settings.political_body, joined.wheel.count()) == ("nämnden", len(services.DEFAULT_WHEEL))
    assert ExternalId.objects.get(value="1287").node == joined


def test_it_may_join_a_region_and_get_units(cast: Cast) -> None:
    there = services.add_elsewhere(name="Trelleborg", code="1287", by=cast.administrator)
    region = Node.objects.get_parent(cast.municipality)
    joined = services.add_municipality(name="Trelleborg", code="1287", by=cast.administrator, region=region)
    school = services.add_node(parent=joined, kind=Kind.UNIT, name="Liljeborgsskolan", by=cast.administrator)
    assert (joined.pk, Node.objects.get_parent(joined), school.municipality) == (there.pk, region, joined)
    assert Node.objects.find_problems() == ([], [], [], [], [])


def test_a_municipality_is_not_added_twice(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        services.add_municipality(name="Provköping", code="9901", by=cast.administrator)
