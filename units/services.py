"""Making and changing nodes, people and assignments."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from journal.services import Actor, record
from schoolplan.kit import clock
from units.models import Assignment, ExternalId, FormerName, Kind, MunicipalitySettings, Node, Succession, User, WheelLine
from units.roles import Role

LONGEST_SLUG = 70  # leaves room for what tells two addresses apart


def free_slug(name: str) -> str:
    """An address for ``name`` that no other node has."""
    base = slugify(name)[:LONGEST_SLUG] or "enhet"
    taken = set(Node.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


@transaction.atomic
def add_municipality(*, name: str, code: str, by: Actor, region: Node | None = None) -> Node:
    """A municipality with its official code (four digits), default settings and the default year wheel.

    One that others here already compare themselves with keeps its node, and so the figures that have been read in for it.
    """
    node = _come_from_elsewhere(name, code, region) or _new_municipality(name, code, region)
    MunicipalitySettings.objects.create(municipality=node)
    WheelLine.objects.bulk_create(WheelLine(municipality=node, month=m, side=side, text=text) for m, side, text in DEFAULT_WHEEL)
    record(by=by, verb="add", obj=node, node_id=node.pk, changes={"name": ["", name]})
    return node


def _new_municipality(name: str, code: str, region: Node | None) -> Node:
    fields = {"kind": Kind.MUNICIPALITY, "name": name, "slug": free_slug(name)}
    node: Node = Node.objects.add_child(region, fields) if region else Node.objects.add_root(fields)
    ExternalId.objects.create(node=node, system=ExternalId.System.MUNICIPALITY, value=code)
    return node


def _come_from_elsewhere(name: str, code: str, region: Node | None) -> Node | None:
    """The place to compare with that has the code, now a municipality; none where there is no such place."""
    there = _by_municipality_code(code)
    if there is None or there.kind != Kind.ELSEWHERE:
        return None
    there.kind, there.name = Kind.MUNICIPALITY, name
    there.save(update_fields=["kind", "name"])
    if region:
        Node.objects.move(there, Node.objects.get(pk=region.pk), "last-child")
    node: Node = Node.objects.get(pk=there.pk)
    return node


def _by_municipality_code(code: str) -> Node | None:
    held = ExternalId.objects.filter(system=ExternalId.System.MUNICIPALITY, value=code, valid_to=None)
    known = held.select_related("node").first()
    return known.node if known else None


@transaction.atomic
def add_elsewhere(*, name: str, code: str, by: Actor) -> Node:
    """A place to compare with: the country (0000), or a municipality that does not use this installation.

    The node that already has the code, of whichever kind, is returned as it is.
    """
    if there := _by_municipality_code(code):
        return there
    node: Node = Node.objects.add_root({"kind": Kind.ELSEWHERE, "name": name, "slug": free_slug(name)})
    ExternalId.objects.create(node=node, system=ExternalId.System.MUNICIPALITY, value=code)
    record(by=by, verb="add", obj=node, node_id=node.pk, changes={"name": ["", name]})
    return node


@transaction.atomic
def add_node(
    *,
    parent: Node,
    kind: Kind,
    name: str,
    by: Actor,
    slug: str = "",
    forms: Iterable[str] = (),
    grades: str = "",
    pupils: int | None = None,
    code: str = "",
) -> Node:
    """An area or a unit under ``parent``; ``code`` is the unit's national code (eight digits), if it has one."""
    parent = Node.objects.get(pk=parent.pk)
    fields = {
        "kind": kind,
        "name": name,
        "slug": slug or free_slug(name),
        "forms": list(forms),
        "grades": grades,
        "pupils": pupils,
    }
    node: Node = Node.objects.add_child(parent, fields)
    if code:
        ExternalId.objects.create(node=node, system=ExternalId.System.SCHOOL_UNIT, value=code, valid_from=clock.today())
    record(by=by, verb="add", obj=node, node_id=node.pk, changes={"name": ["", name]})
    return node


@transaction.atomic
def rename_node(*, node: Node, name: str, by: Actor) -> Node:
    """Give the node a new name and keep the former one."""
    former, node.name = node.name, name
    node.save(update_fields=["name"])
    FormerName.objects.create(node=node, name=former, until=clock.today())
    record(by=by, verb="rename", obj=node, node_id=node.pk, changes={"name": [former, name]})
    return node


@transaction.atomic
def replace_code(*, node: Node, system: str, code: str, by: Actor) -> ExternalId:
    """From today others know the node by ``code``; the code that it had in the same system, if any, ends."""
    today = clock.today()
    held = ExternalId.objects.filter(node=node, system=system, valid_to=None)
    former = ", ".join(held.values_list("value", flat=True))
    held.update(valid_to=today)
    made = ExternalId.objects.create(node=node, system=system, value=code, valid_from=today)
    record(by=by, verb="edit", obj=node, node_id=node.pk, changes={system: [former, code]})
    return made


@transaction.atomic
def restore_code(*, node: Node, system: str, code: str, by: Actor) -> None:
    """Take back :func:`replace_code`: the code that the node had before holds again, and ``code`` is forgotten."""
    codes = ExternalId.objects.filter(node=node, system=system)
    codes.filter(value=code, valid_to=None).delete()
    former = codes.exclude(valid_to=None).order_by("-valid_to", "-pk").first()
    if former:
        former.valid_to = None
        former.save(update_fields=["valid_to"])
    record(by=by, verb="edit", obj=node, node_id=node.pk, changes={system: [code, former.value if former else ""]})


@transaction.atomic
def describe_node(*, node: Node, forms: Iterable[str], grades: str, pupils: int | None, by: Actor) -> Node:
    """Say which school forms and grades a unit has, and how many children or pupils."""
    stated = {"forms": list(forms), "grades": grades, "pupils": pupils}
    changes = {name: [getattr(node, name), value] for name, value in stated.items() if getattr(node, name) != value}
    for name, value in stated.items():
        setattr(node, name, value)
    node.save(update_fields=list(stated))
    record(by=by, verb="edit", obj=node, node_id=node.pk, changes=changes)
    return node


@transaction.atomic
def close_node(*, node: Node, on: dt.date, by: Actor, successors: Iterable[Node] = ()) -> Node:
    """Close a unit from a day; its work goes on in ``successors``, if any. What it has written stays where it is."""
    node.closed_on = on
    node.save(update_fields=["closed_on"])
    for successor in successors:
        Succession.objects.get_or_create(predecessor=node, successor=successor, defaults={"on": on})
    record(by=by, verb="close", obj=node, node_id=node.pk, changes={"closed_on": ["", on.isoformat()]})
    return node


@transaction.atomic
def reopen_node(*, node: Node, by: Actor) -> Node:
    """Open a closed unit again; nothing goes on elsewhere any more."""
    former, node.closed_on = node.closed_on, None
    node.save(update_fields=["closed_on"])
    Succession.objects.filter(predecessor=node).delete()
    record(by=by, verb="reopen", obj=node, node_id=node.pk, changes={"closed_on": [former.isoformat() if former else "", ""]})
    return node


@transaction.atomic
def add_person(*, email: str, name: str, by: Actor, password: str | None = None) -> User:
    """A person who can sign in; without a password only by a link sent to their e-mail."""
    user = User(email=email.strip().lower(), name=name)
    user.set_password(password)
    user.save()
    record(by=by, verb="add", obj=user)
    return user


@transaction.atomic
def assign(
    *, user: User, node: Node, role: Role, by: Actor, starts_on: dt.date | None = None, ends_on: dt.date | None = None
) -> Assignment:
    """Let a person hold a role at a node from a day (today if not said)."""
    assignment = Assignment.objects.create(user=user, node=node, role=role, starts_on=starts_on or clock.today(), ends_on=ends_on)
    record(by=by, verb="assign", obj=user, node_id=node.pk, changes={"role": ["", role.value]})
    return assignment


# The year wheel as most municipalities turn it; every line can be changed by the municipality.
_SIDE = WheelLine.Side
DEFAULT_WHEEL: list[tuple[int, str, str]] = [
    (8, _SIDE.UNIT, "Förra årets analys avslutas, planen påbörjas"),
    (8, _SIDE.ADMINISTRATION, "Året öppnas, mallar och prioriteringar publiceras"),
    (8, _SIDE.BOARD, "Halvårsrapport"),
    (9, _SIDE.UNIT, "Planen fastställs, plan mot kränkande behandling"),
    (9, _SIDE.ADMINISTRATION, "Enheternas analyser läses"),
    (10, _SIDE.UNIT, "Dialog om resultat"),
    (10, _SIDE.ADMINISTRATION, "Utkast till förvaltningens analys, behov av stöd"),
    (11, _SIDE.UNIT, "Insatserna pågår"),
    (11, _SIDE.ADMINISTRATION, "Beslut om stöd, huvudmannens analys"),
    (11, _SIDE.BOARD, "Dialog med enheternas röster"),
    (12, _SIDE.UNIT, "Höstens betyg, avstämning"),
    (12, _SIDE.ADMINISTRATION, "Kvalitetsrapporten"),
    (12, _SIDE.BOARD, "Beslut om kvalitetsrapporten"),
    (1, _SIDE.UNIT, "Höstens resultat, planen justeras"),
    (1, _SIDE.BOARD, "Årsredovisning"),
    (2, _SIDE.UNIT, "Dialog om trygghet, studiero och elevhälsa"),
    (3, _SIDE.ADMINISTRATION, "Insatsernas halvår: fortsätt, ändra eller sluta"),
    (3, _SIDE.UNIT, "Insatserna följs upp"),
    (3, _SIDE.BOARD, "Uppföljning"),
    (4, _SIDE.UNIT, "Förskolans dokumentation sammanställs"),
    (4, _SIDE.ADMINISTRATION, "Behoven blir underlag till budget"),
    (4, _SIDE.BOARD, "Budget"),
    (5, _SIDE.UNIT, "Delaktighet och egen bedömning"),
    (5, _SIDE.ADMINISTRATION, "Dialog om utkast till analys"),
    (6, _SIDE.UNIT, "Årets analys skrivs klart"),
    (6, _SIDE.ADMINISTRATION, "Läsåret stängs"),
]
