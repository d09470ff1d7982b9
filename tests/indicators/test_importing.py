"""Whom the figures of a source are about, what becomes of every row, and what an import leaves behind."""

import re
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from indicators.models import ImportRun, PlaceMatch, Source, Value
from indicators.queries.imports import import_page, undo_words
from indicators.queries.previews import LEFT_OUT, MADE, UNDECIDED, Preview
from indicators.services import answer_places, carry_out, confirm_import, importing, preview_import, read_in, undo_import
from indicators.services.importing import Wanted
from indicators.services.importing.places import resolve
from indicators.sources.batch import NAME, Batch, Place, Reading
from indicators.sources.cells import read_cell
from journal.models import Event
from journal.services import SYSTEM
from schoolplan.kit.workflow import NotPossible
from tests.factories import LAST_YEAR
from tests.indicators.conftest import PUBLISHED
from units.models import ExternalId, Node
from units.services import add_elsewhere, add_municipality, add_node

CODES = sorted(set(re.findall(r";(\d{4});", PUBLISHED.read_text("utf-8-sig"))))
SKOLGARDA = "skolenhetskod:82224915"
SYSTEM_OF = ExternalId.System


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def previewed(cast, for_cast):
    """A run of the published file, as the administrator previews it, with pieces of its text replaced."""

    def preview(*changes, name="slutbetyg.csv"):
        return preview_import(content=for_cast(*changes), file_name=name, municipality=cast.municipality, by=cast.administrator)

    return preview


@pytest.fixture
def done(cast, previewed):
    """The same, answered and read in."""

    def read(*changes, answers=None):
        run = previewed(*changes)
        if answers:
            answer_places(run=run, answers=answers, by=cast.administrator)
        return carry_out(run=confirm_import(run=run, by=cast.administrator), by=cast.administrator)

    return read


@pytest.fixture
def school(cast):
    """A unit with another code than the file has for it, and nearly the same name."""
    return add_node(parent=cast.area, kind="unit", name="Skolgårda skola", code="11110001", by=SYSTEM)


def held(run):
    return Preview.from_json(run.summary)


def codes_of(node):
    return [(c.value, c.valid_to is None) for c in node.external_ids.filter(system=SYSTEM_OF.SCHOOL_UNIT).order_by("pk")]


@pytest.mark.parametrize("code", CODES)
def test_every_row_of_the_published_file_is_accounted_for(db, content, code):
    try:
        first, again = (importing.carry_out(wanted=_wanted(content, code), by=SYSTEM) for _twice in range(2))
    except ValidationError:
        pytest.fail(f"{code} stands in the file")
    assert (first.accounted, again.accounted, first.rows_total) == (82, 82, 82)
    ours = first.rows["imported"]
    assert (again.rows, again.left_out) == ({"imported": 0, "unchanged": ours, "refused": 0}, first.left_out)
    assert first.figures["new"] == again.figures["unchanged"] == 4 * ours


def _wanted(content, code):
    from indicators.services import municipality_by_code

    return Wanted(Source.GRADES, content, code, municipality_by_code(code), {})


def test_rows_that_are_refused_are_named_and_counted(cast, for_cast, previewed):
    add_node(parent=cast.elsewhere, kind="unit", name="Upptagen", code="87531665", by=SYSTEM)
    run = previewed((";98031467;", ";9803146;"), (";112;69,6;84,8;213,9", ";112;69,6;okänt;213,9"))
    preview = held(run)
    assert (preview.accounted, preview.rows) == (82, {"imported": 2, "unchanged": 0, "refused": 2})
    reasons = {refusal["where"]: refusal["reason"] for refusal in preview.refusals}
    assert [(bool(reason), where.startswith("line ")) for where, reason in reasons.items()] == [(True, True)] * 3
    assert "the school unit 87531665 belongs to another municipality here" in reasons.values()


def test_a_new_unit_has_a_question_with_the_answer_that_makes_it(previewed):
    questions = held(previewed()).questions
    assert [(q["name"], q["answer"], q["rows"], q["settled"]) for q in questions] == [
        (name, MADE, 1, False) for name in ("Hällaskolan", "Mariebergsskolan 7-9", "Skolgårda skola 7-9", "Zederslundsskolan")
    ]


def test_a_name_that_is_alike_is_suggested_and_decides_nothing(school, previewed):
    run = previewed()
    suggested = {q["key"]: (q["suggested"], q["answer"]) for q in held(run).questions}
    assert suggested[SKOLGARDA] == (school.pk, MADE)
    assert Counter(suggested.values())[None, MADE] == 3


def test_a_former_name_is_suggested_too(cast, previewed):
    unit = add_node(parent=cast.area, kind="unit", name="Något helt annat", code="11110001", by=SYSTEM)
    unit.former_names.create(name="Skolgårda skola 7–9", until="2020-01-01")
    assert {q["key"]: q["suggested"] for q in held(previewed()).questions}[SKOLGARDA] == unit.pk


def test_an_answer_is_kept_and_the_code_follows(cast, school, done, previewed):
    run = done(answers={SKOLGARDA: str(school.pk)})
    assert (run.state, held(run).units_new, school.values.count()) == ("done", 3, 4)
    assert codes_of(school) == [("11110001", False), ("82224915", True)]
    assert PlaceMatch.objects.get().node == school
    again = held(previewed())
    assert (again.questions, again.figures) == ([], {"new": 0, "changed": 0, "unchanged": 16})
    assert Node.objects.filter(name="Skolgårda skola 7-9").count() == 0  # the name follows with the next file


def test_the_ended_code_of_an_older_file_still_finds_the_unit(cast, school, done):
    done(answers={SKOLGARDA: str(school.pk)})
    older = done((";82224915;", ";11110001;"), ("2024/25", "2023/24"))
    assert (held(older).units_new, school.values.count(), codes_of(school)[-1]) == (0, 8, ("82224915", True))


def test_an_older_file_gives_no_code_and_no_name(cast, school, done):
    read_newer = done((";82224915;", ";11110001;"), ("Skolgårda skola 7-9", "Skolgårda skola"))
    assert held(read_newer).units_renamed == 0
    done(("2024/25", "2022/23"), answers={SKOLGARDA: str(school.pk)})
    school.refresh_from_db()
    assert (codes_of(school), PlaceMatch.objects.get().node, school.name) == ([("11110001", True)], school, "Skolgårda skola")
    again = done(("2024/25", "2021/22"))
    assert [q["settled"] for q in held(again).questions] == [True]
    older = done((";82224915;", ";11110001;"), ("2024/25", "2020/21"))
    school.refresh_from_db()
    assert (held(older).units_renamed, school.name, school.values.count()) == (0, "Skolgårda skola", 16)


def test_left_out_now_and_in_later_imports(done, previewed):
    run = done(answers={SKOLGARDA: LEFT_OUT})
    preview = held(run)
    assert (preview.units_new, preview.left_out["units that are to be left out"], preview.accounted) == (3, 1, 82)
    asked = held(previewed()).questions
    assert [(q["key"], q["answer"], q["settled"]) for q in asked] == [(SKOLGARDA, LEFT_OUT, True)]


def test_undecided_is_left_out_and_asked_again(done, previewed):
    preview = held(done(answers={SKOLGARDA: UNDECIDED}))
    assert (preview.units_new, preview.left_out["units that nobody has said yet who they are"], preview.accounted) == (3, 1, 82)
    assert [(q["key"], q["settled"]) for q in held(previewed()).questions] == [(SKOLGARDA, False)]


def test_answers_that_cannot_be(cast, school, previewed):
    run = previewed()
    two = {SKOLGARDA: str(school.pk), "skolenhetskod:87963970": str(school.pk)}
    with pytest.raises(ValidationError):
        answer_places(run=run, answers=two, by=cast.administrator)
    foreign = answer_places(run=run, answers={SKOLGARDA: str(cast.foreign_unit.pk)}, by=cast.administrator)
    assert {q["key"]: q["answer"] for q in held(foreign).questions}[SKOLGARDA] == UNDECIDED
    for user in (cast.rektor, cast.utvecklingsledare, cast.foreign_rektor):
        with pytest.raises(PermissionDenied):
            answer_places(run=run, answers={SKOLGARDA: LEFT_OUT}, by=user)


def test_a_unit_that_the_file_knows_by_its_code_is_no_answer(cast, school, previewed):
    marieberg = add_node(parent=cast.area, kind="unit", name="Marieberg", code="87531665", by=SYSTEM)
    run = answer_places(run=previewed(), answers={SKOLGARDA: str(marieberg.pk)}, by=cast.administrator)
    assert {q["key"]: q["answer"] for q in held(run).questions}[SKOLGARDA] == UNDECIDED
    assert held(run).taken == [marieberg.pk]


def test_what_another_municipality_answered_is_not_ours(cast, previewed):
    PlaceMatch.objects.create(municipality=cast.elsewhere, system="skolenhetskod", code="82224915", node=cast.foreign_unit)
    assert {q["answer"] for q in held(previewed()).questions} == {MADE}


def place_batch(*places):
    cell = read_cell("50")
    return Batch("x", len(places), tuple(Reading(f"row {n}", p, "vocational", LAST_YEAR, cell) for n, p in enumerate(places)))


def test_municipalities_and_places_to_compare_with(cast):
    country = add_elsewhere(name="Riket", code="0000", by=SYSTEM)
    foreign = add_municipality(name="Grannkommun", code="9955", by=SYSTEM)
    own = cast.municipality.external_ids.get(system=SYSTEM_OF.MUNICIPALITY).value
    places = [Place(SYSTEM_OF.MUNICIPALITY, code) for code in ("0000", own, "9955", "1111")]
    found = resolve(place_batch(*places), cast.municipality, answers={}, official=False)
    assert {key[1]: node for key, node in found.known.items()} == {"0000": country, own: cast.municipality}
    assert found.refused == {(SYSTEM_OF.MUNICIPALITY, "9955"): "the municipality 9955 looks after its own figures here"}
    assert [(q.place.code, q.answer) for q in found.questions] == [("1111", UNDECIDED)]
    assert foreign not in found.known.values()


def test_a_place_without_a_code_is_matched_once(cast):
    place = Place(NAME, "Solrosen", "Solrosen")
    assert resolve(place_batch(place), cast.municipality, answers={}, official=False).left_out.keys() == {place.key}
    PlaceMatch.objects.create(municipality=cast.municipality, system=NAME, code="Solrosen", node=cast.unit)
    assert resolve(place_batch(place), cast.municipality, answers={}, official=False).known == {place.key: cast.unit}


SMALL, LARGE = (";112;69,6;84,8;213,9", ";7;71,4;85,7;213,9"), (";112;69,6;84,8;213,9", ";112;69,6;84,8;215,1")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (SMALL, LARGE, {("..", "112"), ("..", "69.6\xa0%"), ("..", "84.8\xa0%"), ("..", "215.1")}),
        (LARGE, SMALL, {("112", ".."), ("69.6\xa0%", ".."), ("84.8\xa0%", ".."), ("215.1", "..")}),
    ],
)
def test_changed_figures_are_shown_as_anybody_may_see_them(previewed, done, before, after, told):
    """Seven pupils are too few in public, for the mean merit value too, which does not say how many it rests on."""
    done(before)
    changed = import_page(previewed(after)).changed
    assert {(str(line.before), str(line.after)) for line in changed} == told


def test_what_is_withheld_is_withheld_here_too(previewed, done):
    done()
    Value.objects.filter(indicator__key="gr9-merit").update(withheld_public=True)
    run = previewed(LARGE)
    assert [(str(line.before), str(line.after)) for line in import_page(run).changed] == [("..", "..")]
    Value.objects.update(withheld_public=False)
    read = done(LARGE)
    Value.objects.filter(run=read).update(withheld_public=True)
    assert [(str(line.before), str(line.after)) for line in import_page(read).changed] == [("213.9", "..")]


def test_undoing_says_before_what_it_does_and_does_that(cast, done):
    first = done()
    second = done((";112;69,6;84,8;213,9", ";112;69,6;84,8;215,1"))
    assert undo_words(first) == "15 figures disappear, 1 stays, since a later import has changed it"
    assert undo_words(second) == "1 goes back to what it was"
    undone = undo_import(run=second, by=cast.administrator)
    assert (undone.state, undone.undone_by, undone.undone_at is not None) == ("undone", cast.administrator, True)
    assert Value.objects.current().get(indicator__key="gr9-merit", node__name="Skolgårda skola 7-9").raw == "213,9"
    undo_import(run=first, by=cast.administrator)
    assert (Value.objects.current().count(), Node.objects.filter(name="Skolgårda skola 7-9").count()) == (0, 1)
    assert held(done()).figures == {"new": 16, "changed": 0, "unchanged": 0}


def test_undoing_is_for_who_may_import_and_once(cast, done, previewed):
    run = done()
    for user in (cast.rektor, cast.utvecklingsledare, cast.forvaltningschef, cast.foreign_rektor):
        with pytest.raises(PermissionDenied):
            undo_import(run=run, by=user)
    assert Value.objects.current().count() == 16
    undo_import(run=run, by=cast.administrator)
    for wrong in (run, previewed()):
        with pytest.raises(NotPossible):
            undo_import(run=wrong, by=cast.administrator)


def test_the_journal_knows_who_undid_it(cast, done):
    undo_import(run=done(), by=cast.administrator)
    event = Event.objects.get(verb="undo")
    assert (event.actor_name, event.changes) == ("Administrator", {"state": ["done", "undone"]})


def test_an_older_summary_can_still_be_shown(cast):
    run = ImportRun(node=cast.municipality, source=Source.GRADES, file_name="x", state="done", summary={"values": 3})
    assert (held(run).values, held(run).figures) == (3, {})


def test_figures_that_come_with_no_run_can_not_be_undone(db, content):
    read_in(content=content, municipality_code="0583", by=SYSTEM)
    assert (ImportRun.objects.count(), Value.objects.filter(run=None).count()) == (0, 16)


def test_the_worker_tells_how_far_it_has_come(cast, for_cast):
    heard = []
    wanted = Wanted(Source.GRADES, for_cast(), "9901", cast.municipality, {})
    importing.carry_out(wanted=wanted, by=cast.administrator, progress=heard.append)
    assert (heard, heard == sorted(heard)) == ([10, 20, 20, 95], True)
