from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from indicators.models import ImportRun, Indicator, Value
from indicators.queries.previews import Preview
from indicators.services import (
    add_indicator,
    carry_out,
    confirm_import,
    municipality_by_code,
    preview_import,
    read_in,
    record_value,
)
from indicators.sources.cells import FileProblem
from journal.models import Event
from journal.services import SYSTEM
from schoolplan.kit.workflow import NotPossible
from tests.factories import LAST_YEAR
from units.models import ExternalId, FormerName, Node
from units.services import add_municipality, add_node

MOTALA = "0583"


def everything():
    """All that an import could change."""
    return (
        list(Node.objects.values_list("name", "slug", "path")),
        list(ExternalId.objects.order_by("pk").values_list("pk", "value", "valid_to")),
        list(FormerName.objects.order_by("pk").values_list("pk", "name")),
        list(Indicator.objects.order_by("pk").values()),
        list(Value.objects.order_by("pk").values()),
        Event.objects.count(),
    )


def test_a_new_municipality(db, content):
    summary = read_in(content=content, municipality_code=MOTALA, by=SYSTEM)
    assert summary.as_json() == {
        "units_new": 4,
        "units_known": 0,
        "units_renamed": 0,
        "values": 16,
        "markers": {},
        "unchanged": 0,
        "other_huvudman": 2,
        "errors": [],
    }
    motala = municipality_by_code(MOTALA)
    assert (
        motala.name,
        Node.objects.within(motala).units().count(),
        Value.objects.filter(node__path__startswith=motala.path).count(),
    ) == ("Motala", 4, 16)
    assert Node.objects.units().count() == 4


def test_twice_changes_nothing(db, content):
    read_in(content=content, municipality_code="1287", by=SYSTEM)
    before = everything()
    summary = read_in(content=content, municipality_code="1287", by=SYSTEM)
    assert (
        summary.units_new,
        summary.units_known,
        summary.units_renamed,
        summary.values,
        summary.markers,
        summary.unchanged,
    ) == (
        0,
        8,
        0,
        23,
        {"..": 8, "~100": 1},
        32,
    )
    assert everything() == before


def test_dry_run_changes_nothing(db, content):
    before = everything()
    assert read_in(content=content, municipality_code=MOTALA, by=SYSTEM, dry_run=True).units_new == 4
    assert everything() == before


def test_a_value_as_published(db, content):
    read_in(content=content, municipality_code="0484", by=SYSTEM)
    unit = Node.objects.get(name="Tegelviken F-9")
    values = unit.values.order_by("indicator__position").values_list(
        "indicator__key", "number", "marker", "raw", "denominator", "source", "school_year"
    )
    source = "Skolverket, läsåret 2024/25"
    assert list(values) == [
        ("gr9-pupils", Decimal("60"), "", "60", None, source, 2024),
        ("gr9-all-subjects", Decimal("91.7"), "", "91,7", 60, source, 2024),
        ("gr9-vocational", None, "nearly_all", "~100", 60, source, 2024),
        ("gr9-merit", Decimal("267.1"), "", "267,1", None, source, 2024),
    ]


def test_units_are_known_by_their_code_wherever_they_are(cast, for_cast):
    school = add_node(parent=cast.area, kind="unit", name="Skolgårda", code="82224915", by=SYSTEM)
    summary = read_in(content=for_cast(), municipality_code="9901", by=SYSTEM)
    assert (summary.units_new, summary.units_known, summary.units_renamed) == (3, 1, 1)
    school.refresh_from_db()
    assert (school.name, school.area, list(school.former_names.values_list("name", flat=True))) == (
        "Skolgårda skola 7-9",
        cast.area,
        ["Skolgårda"],
    )
    assert list(Node.objects.within(cast.elsewhere).units()) == [cast.foreign_unit]


def test_a_code_of_another_municipality_is_told_and_left(cast, for_cast):
    taken = add_node(parent=cast.elsewhere, kind="unit", name="Skolgårda", code="82224915", by=SYSTEM)
    summary = read_in(content=for_cast(), municipality_code="9901", by=SYSTEM)
    assert (summary.units_new, [error["line"] for error in summary.errors]) == (3, [57])
    taken.refresh_from_db()
    assert (taken.name, taken.values.count()) == ("Skolgårda", 0)


def test_a_changed_cell_is_written_and_the_rest_is_unchanged(db, content, edited):
    read_in(content=content, municipality_code=MOTALA, by=SYSTEM)
    summary = read_in(content=edited((";112;69,6;84,8;213,9", ";112;70,5;..;213,9")), municipality_code=MOTALA, by=SYSTEM)
    assert (summary.values, summary.markers, summary.unchanged) == (15, {"..": 1}, 14)
    values = Value.objects.filter(node__name="Skolgårda skola 7-9").order_by("indicator__position", "revision")
    assert list(values.values_list("number", "marker", "revision", "current")) == [
        (112, "", 1, True),
        (Decimal("69.6"), "", 1, False),
        (Decimal("70.5"), "", 2, True),
        (Decimal("84.8"), "", 1, False),
        (None, "masked", 2, True),
        (Decimal("213.9"), "", 1, True),
    ]


def test_an_empty_cell_counts_as_missing(db, edited):
    summary = read_in(content=edited((";112;69,6;84,8;213,9", ";112;;.;213,9")), municipality_code=MOTALA, by=SYSTEM)
    assert summary.markers == {".": 2}


def test_errors_are_of_the_municipalitys_own_rows(db, edited):
    changed = edited((";112;69,6;84,8;213,9", ";112;69,6;okänt;213,9"), (";60;91,7;~100;267,1", ";60;fel;~100;267,1"))
    summary = read_in(content=changed, municipality_code=MOTALA, by=SYSTEM)
    assert (summary.values, [error["line"] for error in summary.errors]) == (15, [57])


def test_the_title_is_the_latest_published(db, content, edited):
    read_in(content=content, municipality_code=MOTALA, by=SYSTEM)
    title = "Andel (%) elever behöriga till yrkesprog."
    read_in(content=edited(("2024/25", "2023/24"), (title, "Andel (%) behöriga yrkesprog")), municipality_code=MOTALA, by=SYSTEM)
    assert Indicator.objects.get(key="gr9-vocational").title == title
    read_in(content=edited(("2024/25", "2025/26"), (title, "Andel (%) behöriga yrkesprog")), municipality_code=MOTALA, by=SYSTEM)
    assert Indicator.objects.get(key="gr9-vocational").title == "Andel (%) behöriga yrkesprog"


def test_a_municipality_renames_no_indicator_for_all(cast, for_cast, content):
    """The first file makes the indicators; after that only the program itself follows how Skolverket words them."""
    read_in(content=content, municipality_code="1287", by=SYSTEM)
    before = list(Indicator.objects.values())
    title = "Andel (%) elever behöriga till yrkesprog."
    newer = for_cast(("2024/25", "2025/26"), (title, "Andel (%) behöriga yrkesprog, vår egen rubrik"))
    assert read_in(content=newer, municipality_code="9901", by=cast.administrator).values > 0
    assert list(Indicator.objects.values()) == before


def test_a_long_name_has_a_shorter_address(cast, for_cast):
    name = " ".join(["Skolgårda"] * 19)
    read_in(content=for_cast(("Skolgårda skola 7-9", name), ("Hällaskolan", name)), municipality_code="9901", by=SYSTEM)
    slugs = set(Node.objects.filter(name=name).values_list("slug", flat=True))
    assert (len(slugs), {slug.startswith("skolgarda-skolgarda") for slug in slugs}) == (2, {True})
    assert max(len(slug) for slug in slugs) <= 80


def test_a_municipality_that_is_not_in_the_file(cast, content):
    before = everything()
    with pytest.raises(FileProblem) as problem:
        read_in(content=content, municipality_code="9901", by=SYSTEM)
    assert problem.value.messages == [
        "Filen innehåller Aneby, Bengtsfors, Berg, Borgholm, Bräcke och 18 till men inte Provköping (9901). "
        "Inget har ändrats. Hämta filen för er kommun."
    ]
    assert everything() == before


def test_only_who_may_import(cast, for_cast):
    before = everything()
    for user in (cast.rektor, cast.forvaltningschef, cast.politiker, cast.foreign_rektor, cast.stranger):
        with pytest.raises(PermissionDenied):
            read_in(content=for_cast(), municipality_code="9901", by=user)
    with pytest.raises(PermissionDenied):
        read_in(content=for_cast(), municipality_code=MOTALA, by=cast.administrator)
    assert everything() == before


def test_one_event_tells_of_the_import(cast, for_cast):
    read_in(content=for_cast(), municipality_code="9901", by=cast.administrator)
    event = Event.objects.get(verb="import_results")
    assert (event.actor_name, event.object_name, event.changes["units_new"]) == ("Administrator", "Provköping", [None, 4])


@pytest.mark.parametrize("code", ["0583", "0484", "1287"])  # four, thirteen and eight units
def test_the_number_of_queries_does_not_grow_with_known_units(db, content, django_assert_num_queries, code):
    read_in(content=content, municipality_code=code, by=SYSTEM)
    with django_assert_num_queries(20):
        read_in(content=content, municipality_code=code, by=SYSTEM)


def test_preview_keeps_the_file_and_changes_no_unit(cast, for_cast):
    units = Node.objects.count()
    run = preview_import(content=for_cast(), file_name="slutbetyg.csv", municipality=cast.municipality, by=cast.administrator)
    preview = Preview.from_json(run.summary)
    assert (run.state, preview.units_new, preview.school_year, run.uploaded_by) == (
        "preview",
        4,
        "2024/25",
        cast.administrator,
    )
    assert (Node.objects.count(), Value.objects.count()) == (units, 0)


def test_preview_of_a_wrong_file_keeps_nothing(cast, content):
    with pytest.raises(FileProblem):
        preview_import(content=content[:900], file_name="x.csv", municipality=cast.municipality, by=cast.administrator)
    assert ImportRun.objects.count() == 0


@pytest.fixture
def run(cast, for_cast):
    return preview_import(content=for_cast(), file_name="slutbetyg.csv", municipality=cast.municipality, by=cast.administrator)


def test_confirmed_once_then_read_in(cast, run, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("indicators.services.runs.current_app.send_task", lambda name, args: sent.append((name, args)))
    with django_capture_on_commit_callbacks(execute=True):
        confirmed = confirm_import(run=run, by=cast.administrator)
    assert sent == [("indicators.tasks.read_file", [run.pk, cast.administrator.pk])]
    with pytest.raises(NotPossible):
        confirm_import(run=run, by=cast.administrator)
    done = carry_out(run=confirmed, by=cast.administrator)
    assert (done.state, done.progress, Preview.from_json(done.summary).units_new, Value.objects.count()) == ("done", 100, 4, 16)


def test_a_run_is_carried_out_once(cast, run):
    assert carry_out(run=run, by=cast.administrator).state == "preview"
    assert Value.objects.count() == 0


def test_what_stops_a_run_is_told_and_changes_nothing(cast, run):
    confirmed = confirm_import(run=run, by=cast.administrator)
    ImportRun.objects.filter(pk=run.pk).update(content=b"something else")
    confirmed.refresh_from_db()
    failed = carry_out(run=confirmed, by=cast.administrator)
    assert (failed.state, bool(failed.problem), Value.objects.count()) == ("failed", True, 0)


def test_confirming_takes_the_permission(cast, run):
    for user in (cast.rektor, cast.utvecklingsledare, cast.politiker):
        with pytest.raises(PermissionDenied):
            confirm_import(run=run, by=user)
    run.refresh_from_db()
    assert run.state == "preview"


def test_recording_a_value_is_idempotent(cast, vocational):
    facts = {
        "node": cast.unit,
        "indicator": vocational,
        "school_year": LAST_YEAR,
        "denominator": 45,
        "source": "Skolverket",
        "by": SYSTEM,
    }
    record_value(raw="87,2", **facts)
    record_value(raw="87,2", **facts)
    assert (Value.objects.count(), Event.objects.filter(verb="record").count()) == (1, 1)
    changed = record_value(raw="..", **facts)
    assert (changed.number, changed.marker, changed.revision) == (None, "masked", 2)
    assert list(Value.objects.order_by("revision").values_list("raw", "current")) == [("87,2", False), ("..", True)]


def test_recording_nonsense_or_without_permission(cast, vocational):
    facts = {"node": cast.unit, "indicator": vocational, "school_year": LAST_YEAR, "denominator": 45, "source": "Skolverket"}
    with pytest.raises(ValidationError):
        record_value(raw="många", by=SYSTEM, **facts)
    with pytest.raises(PermissionDenied):
        record_value(raw="87,2", by=cast.rektor, **facts)
    assert Value.objects.count() == 0


def test_an_indicator_is_added_once(db, pupils):
    again = add_indicator(key="pupils", title="Annat", short_title="Annat", measure="count", source="Annan", by=SYSTEM)
    assert (again, again.title) == (pupils, "Antal elever")


def test_found_by_its_code(db):
    made = add_municipality(name="Motala", code=MOTALA, by=SYSTEM)
    assert (municipality_by_code(MOTALA), municipality_by_code("0584")) == (made, None)
