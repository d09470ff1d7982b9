"""What the register says that the tree does not: new units, changed ones, and those that the register no longer holds.

Nothing is written. Each proposal has a choice that does no harm until a person makes another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indicators.models import ImportRun, PlaceMatch
from indicators.queries.likeness import most_alike, names_of
from indicators.sources.register import Register, RegisterUnit
from schoolplan.kit.text import swedish_key
from units.models import ExternalId, Kind, Node, SchoolForm

# choices; ADD and SAME are followed by the pk of a node: “add:12” under it, “same:34” is that unit with a new code
ADD, SAME, LEAVE, UPDATE, KEEP, CLOSE = "add", "same", "leave", "update", "keep", "close"
SYSTEM = ExternalId.System.SCHOOL_UNIT


class Kinds(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Change:
    """A fact of a unit that the register states otherwise, as a person reads it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Choices:
    """What a person decided about one proposal. ``successors`` are the pks of the units in which a closed one goes on."""

    choice: str
    successors: tuple[int, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """One difference. ``suggested`` is the existing unit that a new code may belong to: its name is alike."""

    key: str
    kind: Kinds
    decided: Choices
    unit: RegisterUnit | None = None
    node: Node | None = None
    changes: tuple[Change, ...] = ()
    suggested: Node | None = None

    @property
    def name(self) -> str:
        return self.node.name if self.node else self.unit.name if self.unit else ""

    @property
    def verb(self) -> str:
        return self.decided.choice.partition(":")[0]

    @property
    def target(self) -> int | None:
        """The pk that the choice names: the parent of a new unit, or the unit that has a new code."""
        pk = self.decided.choice.partition(":")[2]
        return int(pk) if pk else None


@dataclass(frozen=True)
class Comparison:
    """The register of one municipality beside its tree."""

    proposals: tuple[Proposal, ...]
    same: int
    remembered: int  # codes that somebody left out in an earlier run

    def of(self, kind: Kinds) -> list[Proposal]:
        return [proposal for proposal in self.proposals if proposal.kind == kind]

    @property
    def new(self) -> list[Proposal]:
        return self.of(Kinds.NEW)

    @property
    def changed(self) -> list[Proposal]:
        return self.of(Kinds.CHANGED)

    @property
    def gone(self) -> list[Proposal]:
        return self.of(Kinds.GONE)


def compare(register: Register, municipality: Node, decided: dict[str, Choices]) -> Comparison:
    """What differs, with what has been decided about it so far."""
    nodes = _nodes_by_code(municipality)
    stated = {unit.code: unit for unit in register.units}
    left_out = set(PlaceMatch.objects.filter(municipality=municipality, system=SYSTEM, node=None).values_list("code", flat=True))
    gone = [node for code, node in nodes.items() if node.closed_on is None and not _is_open(stated.get(code))]
    unknown = [unit for unit in register.units if unit.open and unit.code not in nodes]
    likely = _alike(unknown, gone)
    claimed = {node.pk for node in likely.values()}
    changed = [_changed(stated[code], node, decided) for code, node in nodes.items() if _is_open(stated.get(code))]
    proposals = [
        *(_new(unit, municipality, likely.get(unit.code), decided) for unit in unknown if unit.code not in left_out),
        *(proposal for proposal in changed if proposal),
        *(_gone(node, decided) for node in gone if node.pk not in claimed or _gone_key(node) in decided),
    ]
    return Comparison(
        tuple(sorted(proposals, key=lambda proposal: swedish_key(proposal.name))),
        same=sum(proposal is None for proposal in changed),
        remembered=sum(unit.code in left_out for unit in unknown),
    )


def _is_open(unit: RegisterUnit | None) -> bool:
    return unit is not None and unit.open


def _nodes_by_code(municipality: Node) -> dict[str, Node]:
    """The municipality's units by the code that holds today. Pre-schools have none, and are never proposed for anything."""
    codes = ExternalId.objects.filter(
        system=SYSTEM, valid_to=None, node__kind=Kind.UNIT, node__path__startswith=municipality.path
    ).select_related("node")
    return {code.value: code.node for code in codes}


def _new(unit: RegisterUnit, municipality: Node, likely: Node | None, decided: dict[str, Choices]) -> Proposal:
    key = f"new:{unit.code}"
    default = Choices(f"{SAME}:{likely.pk}" if likely else f"{ADD}:{municipality.pk}")
    return Proposal(key, Kinds.NEW, decided.get(key, default), unit=unit, suggested=likely)


def _changed(unit: RegisterUnit, node: Node, decided: dict[str, Choices]) -> Proposal | None:
    key = f"changed:{node.pk}"
    changes = tuple(_differences(unit, node))
    if not changes:
        return None
    return Proposal(key, Kinds.CHANGED, decided.get(key, Choices(UPDATE)), unit=unit, node=node, changes=changes)


def _differences(unit: RegisterUnit, node: Node) -> Iterable[Change]:
    """What the register states otherwise. What it does not state is left as it is."""
    if node.closed_on is not None:
        yield Change(_("State of the unit"), _("closed"), pgettext("a unit", "open"))
    if unit.name != node.name:
        yield Change(_("Name"), node.name, unit.name)
    if set(unit.forms) - set(node.forms):  # after-school centres are ours: the register does not state them
        yield Change(_("School forms"), forms_in_words(node.forms), forms_in_words(merged_forms(unit, node)))
    if unit.grades and unit.grades != node.grades:
        yield Change(_("Grades"), node.grades, unit.grades)
    if unit.pupils is not None and unit.pupils != node.pupils:
        yield Change(_("Pupils"), "" if node.pupils is None else str(node.pupils), str(unit.pupils))


def merged_forms(unit: RegisterUnit, node: Node) -> list[str]:
    """The forms that either of them states, in the order of the forms."""
    return [form.value for form in SchoolForm if form in {*unit.forms, *node.forms}]


def forms_in_words(forms: Iterable[str]) -> str:
    return ", ".join(str(SchoolForm(form).label) for form in forms)


def _gone_key(node: Node) -> str:
    return f"gone:{node.pk}"


def _gone(node: Node, decided: dict[str, Choices]) -> Proposal:
    return Proposal(_gone_key(node), Kinds.GONE, decided.get(_gone_key(node), Choices(KEEP)), node=node)


def _alike(unknown: list[RegisterUnit], gone: list[Node]) -> dict[str, Node]:
    """For each new code the unit without a valid code whose name, or a former one, is most like it; no unit twice."""
    names, free = names_of(gone), {node.pk: node for node in gone}
    found = {}
    for unit in unknown:
        if (best := most_alike(unit.name, names, among=free.keys())) is not None:
            found[unit.code] = free.pop(best)
    return found


@dataclass(frozen=True)
class RegisterPage:
    """What the page of a register run shows: what differs, and the places and units to choose among."""

    run: ImportRun
    comparison: Comparison
    parents: list[Node]
    same: list[Node]
    successors: list[Node]

    @property
    def on(self) -> str:
        """The day from which closed units are closed, as a date field has it."""
        return str(self.run.asked["on"])


def register_page(run: ImportRun, comparison: Comparison) -> RegisterPage:
    """The page of a run whose register is compared with the tree, in a number of queries that does not grow."""
    ours = list(Node.objects.within(run.node))
    units = sorted((node for node in ours if node.kind == Kind.UNIT), key=lambda node: swedish_key(node.name))
    coded = set(ExternalId.objects.filter(system=SYSTEM, valid_to=None, node__in=units).values_list("node_id", flat=True))
    gone = {proposal.node.pk for proposal in comparison.gone if proposal.node}
    gone |= {proposal.suggested.pk for proposal in comparison.new if proposal.suggested}
    return RegisterPage(
        run,
        comparison,
        parents=[node for node in ours if node.kind != Kind.UNIT],
        same=[node for node in units if node.pk in gone or node.pk not in coded],
        successors=[node for node in units if node.closed_on is None],
    )
