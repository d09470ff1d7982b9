import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from indicators.models import PlaceMatch
from indicators.queries.register import Choices
from indicators.services import register
from indicators.sources.cells import FileProblem
from journal.models import Event
from journal.services import SYSTEM
from schoolplan.kit.workflow import NotPossible
from tests.indicators.registers import register_of
from units import services as units
from units.models import ExternalId, FormerName, Kind, Node, Succession

SAME_AS_CAST = (("99010001", "Almskolan", "F–9", 300), ("99010002", "Björkskolan", "F–6", 150))
CLOSED_FROM = dt.date(2026, 7, 1)


@pytest.fixture
def preview(cast):
    def upload(*rows):
        return register.preview_register(
            content=register_of(*rows), file_name="register.csv", municipality=cast.municipality, by=cast.administrator
        )

    return upload


@pytest.fixture
def carry_out(cast, preview):
    """Upload rows, decide, and carry out."""

    def do(rows, **decisions):
        run = preview(*rows)
        chosen = {key.replace("_", ":"): choice for key, choice in decisions.items()}
        run = register.decide(run=run, decisions=chosen, on=CLOSED_FROM, by=cast.administrator)
        return register.carry_out(run=run, by=cast.administrator)

    return do


def code_of(node):
    return list(ExternalId.objects.filter(node=node, valid_to=None).values_list("value", flat=True))


def said(run):
    return [(p.kind.value, p.name, p.decided.choice) for p in register.comparison_of(run).proposals]


def test_the_same_in_both(cast, preview):
    units.describe_node(node=cast.unit, forms=["FSK", "GR"], grades="F–9", pupils=300, by=SYSTEM)
    units.describe_node(node=cast.other_unit, forms=["FSK", "GR"], grades="F–6", pupils=150, by=SYSTEM)
    comparison = register.comparison_of(preview(*SAME_AS_CAST))
    assert (comparison.proposals, comparison.same) == ((), 2)


def test_what_differs_is_proposed_and_does_no_harm(cast, preview):
    run = preview(("99010001", "Almskolan F-9", "F–9", 310), ("99010009", "Nya skolan", "F–3", 40))
    assert said(run) == [
        ("changed", "Almskolan", "update"),
        ("gone", "Björkskolan", "keep"),
        ("new", "Nya skolan", f"add:{cast.municipality.pk}"),
    ]
    changed = register.comparison_of(run).changed[0]
    assert [(c.label, c.before, c.after) for c in changed.changes] == [
        ("Namn", "Almskolan", "Almskolan F-9"),
        ("Skolformer", "grundskola", "förskoleklass, grundskola"),
        ("Elever", "300", "310"),
    ]
    assert Node.objects.get(pk=cast.unit.pk).name == "Almskolan"


def test_a_preschool_has_no_code_and_is_never_proposed(cast, preview):
    assert "Ekens förskola" not in {name for _kind, name, _choice in said(preview(*SAME_AS_CAST))}


def test_another_municipalitys_units_are_not_touched(cast, preview):
    assert "Gransskolan" not in {name for _kind, name, _choice in said(preview(*SAME_AS_CAST))}


def test_a_changed_unit_is_renamed_and_described(cast, carry_out):
    carry_out([("99010001", "Almskolan F-9", "F–9", 310), SAME_AS_CAST[1]])
    node = Node.objects.get(pk=cast.unit.pk)
    assert (node.name, node.forms, node.pupils) == ("Almskolan F-9", ["FSK", "GR"], 310)
    assert FormerName.objects.get().name == "Almskolan"
    assert [e.verb for e in Event.objects.filter(node_id=node.pk, actor_id=cast.administrator.pk)] == ["rename", "edit"]


def test_it_can_be_kept_as_it_is(cast, carry_out):
    rows = [("99010001", "Almskolan F-9", "F–9", 310), SAME_AS_CAST[1]]
    carry_out(rows, **{f"changed_{cast.unit.pk}": Choices("keep")})
    assert Node.objects.get(pk=cast.unit.pk).name == "Almskolan"


def test_a_new_unit_is_added_where_one_says(cast, carry_out):
    carry_out([*SAME_AS_CAST, ("99010009", "Nya skolan", "F–3", 40)], new_99010009=Choices(f"add:{cast.area.pk}"))
    node = Node.objects.get(name="Nya skolan")
    assert (node.area, node.kind, node.grades, node.pupils, code_of(node)) == (cast.area, Kind.UNIT, "F–3", 40, ["99010009"])


def test_a_new_code_of_a_unit_with_almost_the_same_name_is_suggested(cast, preview, carry_out):
    rows = [("99010009", "Almskolan F-9", "F–9", 300), SAME_AS_CAST[1]]
    run = preview(*rows)
    assert said(run)[0] == ("new", "Almskolan F-9", f"same:{cast.unit.pk}")
    assert "Almskolan" not in {name for kind, name, _choice in said(run) if kind == "gone"}
    carry_out(rows)
    assert (code_of(cast.unit), Node.objects.get(pk=cast.unit.pk).name) == (["99010009"], "Almskolan F-9")
    former = ExternalId.objects.get(value="99010001")
    assert (former.node, former.valid_to is None) == (cast.unit, False)


def test_a_code_that_is_left_out_is_not_asked_about_again(cast, preview, carry_out):
    rows = [*SAME_AS_CAST, ("99010009", "Nya skolan", "F–3", 40)]
    carry_out(rows, new_99010009=Choices("leave"))
    assert "Nya skolan" not in {name for _kind, name, _choice in said(preview(*rows))}
    assert (PlaceMatch.objects.get().code, PlaceMatch.objects.get().node) == ("99010009", None)


def test_a_unit_is_closed_and_goes_on_in_two(cast, carry_out):
    successors = (cast.unit.pk, cast.preschool.pk)
    carry_out([SAME_AS_CAST[0]], **{f"gone_{cast.other_unit.pk}": Choices("close", successors)})
    assert Node.objects.get(pk=cast.other_unit.pk).closed_on == CLOSED_FROM
    assert set(Succession.objects.values_list("predecessor", "successor", "on")) == {
        (cast.other_unit.pk, pk, CLOSED_FROM) for pk in successors
    }


def test_a_closed_unit_that_the_register_holds_is_opened(cast, carry_out):
    units.close_node(node=cast.unit, on=CLOSED_FROM, by=SYSTEM)
    carry_out(SAME_AS_CAST)
    assert Node.objects.get(pk=cast.unit.pk).closed_on is None


def test_the_same_file_again_proposes_nothing(cast, preview, carry_out):
    rows = [("99010001", "Almskolan F-9", "F–9", 310), ("99010009", "Nya skolan", "F–3", 40)]
    carry_out(rows, **{f"gone_{cast.other_unit.pk}": Choices("close")})
    assert said(preview(*rows)) == []


def test_undo_takes_everything_back(cast, carry_out):
    facts = ("pk", "name", "forms", "grades", "pupils", "closed_on")
    before = list(Node.objects.order_by("pk").values(*facts))
    run = carry_out(
        [("99010009", "Almskolan F-9", "F–9", 310), ("99010008", "Nya skolan", "F–3", 40)],
        **{f"gone_{cast.other_unit.pk}": Choices("close", (cast.unit.pk,))},
    )
    run = register.undo_register(run=run, by=cast.administrator)
    new = Node.objects.get(name="Nya skolan")
    assert list(Node.objects.exclude(pk=new.pk).order_by("pk").values(*facts)) == before
    assert (new.closed_on is None, Succession.objects.count(), run.state, run.summary["left"]) == (False, 0, "undone", [])
    assert code_of(cast.unit) == ["99010001"]
    with pytest.raises(NotPossible):
        register.undo_register(run=run, by=cast.administrator)


def test_undo_leaves_what_somebody_has_changed_since(cast, carry_out):
    run = carry_out([("99010001", "Almskolan F-9", "F–9", 310), SAME_AS_CAST[1], ("99010008", "Nya skolan", "F–3", 40)])
    units.rename_node(node=Node.objects.get(pk=cast.unit.pk), name="Alm", by=cast.administrator)
    units.rename_node(node=Node.objects.get(name="Nya skolan"), name="Nyare skolan", by=cast.administrator)
    run = register.undo_register(run=run, by=cast.administrator)
    assert (Node.objects.get(pk=cast.unit.pk).name, Node.objects.get(name="Nyare skolan").closed_on) == ("Alm", None)
    assert run.summary["left"] == [
        "Alm har ändrats sedan dess, och lämnas som den är.",
        "Nyare skolan har ändrats sedan dess, och lämnas som den är.",
    ]


@pytest.mark.parametrize("choice", ["add:1000000", "same:1000000", "update", "close", "add:x", "", "leave:3"])
def test_a_choice_that_is_not_offered(cast, preview, choice):
    run = preview(*SAME_AS_CAST, ("99010009", "Nya skolan", "F–3", 40))
    with pytest.raises(ValidationError):
        register.decide(run=run, decisions={"new:99010009": Choices(choice)}, on=CLOSED_FROM, by=cast.administrator)


def test_a_unit_of_another_municipality_can_not_be_chosen(cast, preview):
    run = preview(*SAME_AS_CAST, ("99010009", "Nya skolan", "F–3", 40))
    for choice in (f"same:{cast.foreign_unit.pk}", f"add:{cast.elsewhere.pk}"):
        with pytest.raises(ValidationError):
            register.decide(run=run, decisions={"new:99010009": Choices(choice)}, on=CLOSED_FROM, by=cast.administrator)


def test_no_unit_gets_two_codes(cast, preview):
    run = preview(SAME_AS_CAST[0], ("99010008", "Första skolan", "F–3", 40), ("99010009", "Nya skolan", "F–3", 40))
    same = Choices(f"same:{cast.preschool.pk}")
    with pytest.raises(ValidationError):
        register.decide(run=run, decisions={"new:99010008": same, "new:99010009": same}, on=CLOSED_FROM, by=cast.administrator)


def test_who_may(cast, preview):
    run = preview(*SAME_AS_CAST)
    with pytest.raises(PermissionDenied):
        register.carry_out(run=run, by=cast.rektor)
    with pytest.raises(PermissionDenied):
        register.preview_register(
            content=register_of(*SAME_AS_CAST), file_name="x", municipality=cast.municipality, by=cast.verksamhetschef
        )


def test_another_file_is_not_kept(cast):
    with pytest.raises(FileProblem):
        register.preview_register(content=b"x;y\n", file_name="x", municipality=cast.municipality, by=cast.administrator)
