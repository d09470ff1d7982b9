"""A small municipality to test in, made through the services."""

import datetime as dt
from dataclasses import dataclass, field

from journal.services import SYSTEM
from units import services as units
from units.models import Kind, Node, SchoolForm, User
from units.roles import Role
from units.years import SchoolYear

YEAR = SchoolYear(2025)
LAST_YEAR = SchoolYear(2024)
LONG_AGO = dt.date(2020, 8, 1)


@dataclass
class Cast:
    """The places and people of the tests. ``people`` maps each persona to its user."""

    municipality: Node
    area: Node
    unit: Node
    other_unit: Node
    preschool: Node
    elsewhere: Node
    foreign_unit: Node
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError as error:
            raise AttributeError(name) from error


def person(name: str, role: Role | None = None, node: Node | None = None) -> User:
    user = units.add_person(email=f"{name}@example.org", name=name.replace("_", " ").capitalize(), by=SYSTEM)
    if role and node:
        units.assign(user=user, node=node, role=role, by=SYSTEM, starts_on=LONG_AGO)
    return user


def make_cast() -> Cast:
    """Two municipalities in a region; the first has an area with a school, another school and a pre-school."""
    region = Node.objects.add_root({"kind": Kind.REGION, "name": "Länet", "slug": "lanet"})
    municipality = units.add_municipality(name="Provköping", code="9901", by=SYSTEM, region=region)
    elsewhere = units.add_municipality(name="Annanby", code="9902", by=SYSTEM, region=Node.objects.get(pk=region.pk))
    area = units.add_node(parent=municipality, kind=Kind.AREA, name="Rektorsområde Norr", by=SYSTEM)
    school = {"kind": Kind.UNIT, "forms": [SchoolForm.COMPULSORY], "by": SYSTEM}
    unit = units.add_node(parent=area, name="Almskolan", grades="F–9", pupils=300, code="99010001", **school)
    other_unit = units.add_node(parent=area, name="Björkskolan", grades="F–6", pupils=150, code="99010002", **school)
    preschool = units.add_node(
        parent=area, kind=Kind.UNIT, name="Ekens förskola", forms=[SchoolForm.PRESCHOOL], pupils=60, by=SYSTEM
    )
    foreign_unit = units.add_node(parent=elsewhere, name="Gransskolan", grades="F–9", pupils=200, code="99020001", **school)
    cast = Cast(*(Node.objects.get(pk=n.pk) for n in (municipality, area, unit, other_unit, preschool, elsewhere, foreign_unit)))
    held = {
        "rektor": (Role.PRINCIPAL, cast.unit),
        "deputy": (Role.DEPUTY, cast.unit),
        "chief": (Role.CHIEF, cast.area),
        "contributor": (Role.CONTRIBUTOR, cast.unit),
        "elevhalsa": (Role.STUDENT_HEALTH, cast.unit),
        "other_rektor": (Role.PRINCIPAL, cast.other_unit),
        "utvecklingslarare": (Role.DEVELOPMENT_TEACHER, cast.unit),
        "utvecklingsledare": (Role.DEVELOPMENT_LEAD, cast.municipality),
        "verksamhetschef": (Role.OPERATIONS, cast.municipality),
        "forvaltningschef": (Role.ADMINISTRATION, cast.municipality),
        "politiker": (Role.BOARD, cast.municipality),
        "region": (Role.REGION, region),
        "administrator": (Role.ADMINISTRATOR, cast.municipality),
        "foreign_rektor": (Role.PRINCIPAL, cast.foreign_unit),
    }
    cast.people = {name: person(name, role, node) for name, (role, node) in held.items()} | {"stranger": person("stranger")}
    return cast
