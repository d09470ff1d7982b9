"""What a person may at a node is the same whether one node is asked about or a list is made."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories import Cast, person
from tests.house.matrix import PERSONAS
from units import services
from units.access import holds, home_nodes, paths_where, roles_of
from units.models import Node, User
from units.roles import GRANTS, Role

NAMES = {
    "Provköping": "municipality",
    "Rektorsområde Norr": "area",
    "Almskolan": "unit",
    "Björkskolan": "other_unit",
    "Ekens förskola": "preschool",
}


@pytest.fixture
def where(cast: Cast):
    """The places at which a person holds a permission, by their names in the cast."""

    def places(user: User, permission: str) -> set[str]:
        return {NAMES[node.name] for node in Node.objects.filter(paths_where(user, permission))}

    return places


def test_one_node_and_a_list_agree(cast: Cast) -> None:
    """For every persona, permission and node."""
    nodes = list(Node.objects.all())
    for persona in sorted(PERSONAS):
        user = cast.people.get(persona, AnonymousUser())
        for permission in GRANTS:
            listed = set(Node.objects.filter(paths_where(user, permission)))
            assert listed == {node for node in nodes if holds(user, permission, node)}, (persona, permission)


@pytest.mark.parametrize(
    ("persona", "permission", "expected"),
    [
        ("rektor", "analysis.write", {"unit"}),
        ("chief", "analysis.write", {"area", "unit", "other_unit", "preschool"}),
        ("verksamhetschef", "analysis.write", {"municipality"}),
        ("verksamhetschef", "analysis.review", {"area", "unit", "other_unit", "preschool"}),
        ("forvaltningschef", "analysis.review", {"municipality", "area", "unit", "other_unit", "preschool"}),
        ("rektor", "dialogue.view", {"unit", "area"}),
        ("politiker", "dialogue.view", set()),
        ("utvecklingslarare", "analysis.adopted", {"municipality", "area", "unit", "other_unit", "preschool"}),
        ("administrator", "analysis.adopted", set()),
        ("stranger", "unit.view", set()),
    ],
)
def test_how_far_a_role_reaches(persona: str, permission: str, expected: set[str], cast: Cast, where) -> None:
    assert where(cast.people[persona], permission) == expected


def test_only_the_region_crosses_between_municipalities(cast: Cast) -> None:
    crossing = {
        name
        for name, user in cast.people.items()
        if holds(user, "unit.view", cast.unit) and holds(user, "unit.view", cast.foreign_unit)
    }
    assert crossing == {"region"}


def test_a_role_holds_from_its_first_day_to_its_last(cast: Cast, settings) -> None:
    user = person("vikarie")
    services.assign(
        user=user,
        node=cast.unit,
        role=Role.PRINCIPAL,
        by=cast.administrator,
        starts_on=dt.date(2026, 3, 1),
        ends_on=dt.date(2026, 3, 31),
    )
    held = {}
    for day in (dt.date(2026, 2, 28), dt.date(2026, 3, 1), dt.date(2026, 3, 31), dt.date(2026, 4, 1)):
        settings.DEMO_DAY = day
        held[day] = holds(User.objects.get(pk=user.pk), "analysis.write", cast.unit)
    assert list(held.values()) == [False, True, True, False]


def test_several_roles_at_several_nodes_add_up(cast: Cast, where) -> None:
    user = person("two_schools", Role.PRINCIPAL, cast.other_unit)
    services.assign(user=user, node=cast.preschool, role=Role.DEPUTY, by=cast.administrator)
    user = User.objects.get(pk=user.pk)
    assert where(user, "analysis.write") == {"other_unit", "preschool"}
    assert where(user, "analysis.submit") == {"other_unit"}
    assert roles_of(user) == {Role.PRINCIPAL, Role.DEPUTY}
    assert home_nodes(user) == [cast.other_unit, cast.preschool]


def test_who_may_not_sign_in_may_nothing(cast: Cast) -> None:
    User.objects.filter(pk=cast.rektor.pk).update(is_active=False)
    assert not holds(User.objects.get(pk=cast.rektor.pk), "unit.view", cast.unit)
