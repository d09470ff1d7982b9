import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from indicators import services
from indicators.models import ImportRun, Indicator, PeerGroup, Source, Value
from indicators.services import library
from indicators.services.fetching import GIVEN_UP, keep_group
from indicators.sources import http, kolada
from indicators.workflow import State
from journal.models import Event
from journal.services import SYSTEM
from schoolplan.kit import clock
from schoolplan.kit.workflow import NotPossible
from tests.indicators.sources.server import Answer, of
from units.models import ExternalId, Kind, Node
from units.services import add_elsewhere
from units.years import SchoolYear

DATA = Path(__file__).parent.parent / "data"
Y2017, Y2018 = SchoolYear(2017), SchoolYear(2018)
LIST = "school-units?page=0&size=50&geographicalAreaCode=9901"
PLACES = [("9901", "Provköping"), ("0000", "Riket"), ("9902", "Annanby"), ("1287", "Trelleborg")]
GROUP = {
    "id": "G1",
    "title": "Liknande kommuner grundskola, Provköping, 2024",
    "members": [{"member_id": code, "member_title": name} for code, name in PLACES[2:]],
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    sent = []
    monkeypatch.setattr("indicators.services.fetching.current_app.send_task", lambda name, args: sent.append((name, args)))
    return sent


@pytest.fixture
def grades(db):
    return library.indicator(key="n15419")


def statistics():
    return json.loads((DATA / "planned-educations/statistics_gr__mixed_all_value_types__80509560.json").read_text())["json"]


def values(*found):
    return of({"values": list(found), "next_url": None})


@pytest.fixture
def skolverket(open_server):
    """Almskolan is listed, with the recorded statistics of a school; a private school is not asked about."""
    units = [
        {
            "code": code,
            "name": name,
            "principalOrganizerType": owner,
            "typeOfSchooling": [{"code": "gr", "schoolYears": ["9"]}],
        }
        for code, name, owner in (("99010001", "Almskolan", "Kommunal"), ("99010009", "Friskolan", "Fristående"))
    ]
    open_server.set(LIST, of({"body": {"_embedded": {"listedSchoolUnits": units}, "page": {"totalPages": 1}}}))
    open_server.set("school-units/99010001/statistics/gr", of(statistics()))
    return open_server


@pytest.fixture
def kolada_api(open_server):
    open_server.set("municipality", values(*({"id": code, "title": name} for code, name in PLACES)))
    about = {"id": "N15419", "title": "Ny titel", "description": "Ny definition", "has_ou_data": False}
    open_server.set("kpi/N15419", values(about))
    open_server.set("municipality_groups?title=Liknande+kommuner+grundskola%2C+Provk%C3%B6ping", values(GROUP))
    open_server.set("ou?municipality=9901", values())
    rows = [
        {
            "kpi": "N15419",
            "municipality": code,
            "period": 2019,
            "values": [{"gender": sex, "value": number, "status": "", "isdeleted": False} for sex, number in figures.items()],
        }
        for code, figures in {
            "9901": {"T": 72.3, "K": 77.0, "M": 68.1},
            "0000": {"T": 75.5},
            "9902": {"T": 60.0},
            "1287": {"T": None},
        }.items()
    ]
    open_server.set("data/kpi/N15419/municipality/9901,0000,9902,1287/year/2018,2019", values(*rows))
    return open_server


def ask(cast, grades, first=Y2017, last=Y2018):
    return services.ask_kolada(municipality=cast.municipality, indicators=[grades], first=first, last=last, by=cast.administrator)


# --- asking -----------------------------------------------------------------------------------------------------------


def test_asking_makes_a_run_for_the_worker(cast, queued, grades, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = ask(cast, grades)
    assert (run.state, run.source, run.file_name) == (State.FETCHING, Source.KOLADA, "kolada-9901-2017-18-2018-19.json")
    assert run.asked == {"kpis": ["N15419"], "first": 2017, "last": 2018}
    assert queued == [("indicators.tasks.fetch_figures", [run.pk, cast.administrator.pk])]
    assert Event.objects.get(verb="ask").object_id == run.pk


def test_asking_twice_is_asking_once(cast, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        runs = {services.ask_planned(municipality=cast.municipality, by=cast.administrator).pk for _ in range(2)}
    assert (len(runs), len(queued), ImportRun.objects.count()) == (1, 1, 1)


def test_what_never_came_can_be_asked_for_anew(cast):
    first = services.ask_planned(municipality=cast.municipality, by=cast.administrator)
    ImportRun.objects.filter(pk=first.pk).update(uploaded_at=clock.now() - GIVEN_UP - dt.timedelta(seconds=1))
    assert services.ask_planned(municipality=cast.municipality, by=cast.administrator).pk != first.pk


@pytest.mark.parametrize("who", ["rektor", "utvecklingsledare", "forvaltningschef", "stranger", "foreign_rektor"])
def test_only_administrators_ask(cast, grades, who):
    by = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        services.ask_planned(municipality=cast.municipality, by=by)
    with pytest.raises(PermissionDenied):
        services.ask_kolada(municipality=cast.municipality, indicators=[grades], first=Y2018, last=Y2018, by=by)
    assert ImportRun.objects.count() == 0


def test_not_for_another_municipality(cast):
    with pytest.raises(PermissionDenied):
        services.ask_planned(municipality=cast.elsewhere, by=cast.administrator)


@pytest.mark.parametrize(("first", "last"), [(2018, 2017), (2000, 2018), (2018, 2026)])
def test_years_that_can_not_be_asked_for(cast, grades, first, last):
    with pytest.raises(ValidationError, match="Choose at most 15 school years"):
        ask(cast, grades, SchoolYear(first), SchoolYear(last))


def test_only_koladas_key_figures(cast, db):
    other = library.indicator(key="gr9-merit")
    for chosen in ([], [other]):
        with pytest.raises(ValidationError, match="at least one of Kolada's"):
            services.ask_kolada(municipality=cast.municipality, indicators=chosen, first=Y2018, last=Y2018, by=cast.administrator)


def test_a_municipality_without_code(cast):
    ExternalId.objects.filter(node=cast.municipality).delete()
    with pytest.raises(ValidationError, match="has no municipality code"):
        services.ask_planned(municipality=cast.municipality, by=cast.administrator)


# --- fetching ---------------------------------------------------------------------------------------------------------


def test_from_skolverket_to_the_figures_of_the_school(cast, skolverket):
    run = services.ask_planned(municipality=cast.municipality, by=cast.administrator)
    run = services.fetch(run=run, by=cast.administrator)
    assert (run.state, Value.objects.count()) == (State.PREVIEW, 0)
    assert "school-units/99010002" in skolverket.asked  # known here though not listed there
    assert not any("99010009/" in path for path in skolverket.asked)
    services.confirm_import(run=run, by=cast.administrator)
    run.refresh_from_db()
    run = services.carry_out(run=run, by=cast.administrator)
    assert (run.state, Value.objects.current().count()) == (State.DONE, 84)
    merit = Value.objects.get(node=cast.unit, indicator__key="gr9-merit", school_year=2024)
    assert (str(merit.number), merit.raw, merit.source, merit.run_id) == (
        "245.900",
        "245,9",
        "Skolverket, läsåret 2024/25",
        run.pk,
    )


def test_a_unit_that_is_not_here_yet_is_told_and_made(cast, skolverket):
    Node.objects.filter(pk=cast.unit.pk).update(name="Almen")
    ExternalId.objects.filter(value="99010001").update(value="99010077")
    run = services.fetch(run=services.ask_planned(municipality=cast.municipality, by=cast.administrator), by=cast.administrator)
    [question] = run.summary["questions"]
    assert (question["name"], question["code"], question["answer"]) == ("Almskolan", "99010001", "new")


def test_from_kolada_to_the_municipality_its_peers_and_the_country(cast, kolada_api, grades):
    run = services.fetch(run=ask(cast, grades), by=cast.administrator)
    services.confirm_import(run=run, by=cast.administrator)
    run.refresh_from_db()
    run = services.carry_out(run=run, by=cast.administrator)
    stored = (
        Value.objects.current().order_by("node__name", "sex").values_list("node__name", "sex", "raw", "marker", "school_year")
    )
    assert (run.state, list(stored)) == (
        State.DONE,
        [
            ("Provköping", "all", "72,3", "", 2018),
            ("Provköping", "boys", "68,1", "", 2018),
            ("Provköping", "girls", "77,0", "", 2018),
            ("Riket", "all", "75,5", "", 2018),
            ("Trelleborg", "all", "", "missing", 2018),
        ],
    )
    assert run.summary["refusals"] == [
        {"where": "N15419, 9902, 2019, T", "reason": "the municipality 9902 looks after its own figures here"}
    ]


def test_the_similar_municipalities_are_kept_with_the_year_of_their_group(cast, kolada_api, grades):
    services.fetch(run=ask(cast, grades), by=cast.administrator)
    group = PeerGroup.objects.get()
    assert (group.municipality, group.official_id, group.year, group.title) == (cast.municipality, "G1", 2024, GROUP["title"])
    assert {(node.name, node.kind) for node in group.members.all()} == {
        ("Annanby", Kind.MUNICIPALITY),
        ("Trelleborg", Kind.ELSEWHERE),
    }
    assert ExternalId.objects.get(value="0000").node.kind == Kind.ELSEWHERE


def test_a_group_that_has_changed_and_one_of_another_year(cast):
    nodes = [add_elsewhere(name=name, code=code, by=SYSTEM) for code, name in PLACES[3:]]
    both = [*nodes, cast.elsewhere]

    def keep(official_id, year, members):
        group = kolada.Group(official_id, f"Grupp {year}", year, {})
        return keep_group(municipality=cast.municipality, group=group, members=members, by=cast.administrator)

    first = keep("G1", 2024, nodes)
    assert keep("G1", 2024, nodes) == first
    assert Event.objects.filter(object_type="indicators.peergroup").count() == 1
    keep("G1", 2024, both)
    keep("G2", 2025, nodes)
    assert [(group.year, group.members.count()) for group in PeerGroup.objects.all()] == [(2025, 1), (2024, 2)]
    assert Event.objects.filter(object_type="indicators.peergroup").count() == 3


def test_new_words_are_kept_by_the_program_itself(cast, kolada_api, grades):
    services.fetch(run=ask(cast, grades), by=cast.administrator)
    grades.refresh_from_db()
    assert (grades.title, grades.definition) == ("Ny titel", "Ny definition")
    event = Event.objects.get(object_type="indicators.indicator", object_id=grades.pk, verb="edit")
    assert (event.actor_id, event.changes["title"][1]) == (None, "Ny titel")


def test_fetching_again_changes_nothing(cast, kolada_api, grades):
    for _ in range(2):
        run = services.fetch(run=ask(cast, grades), by=cast.administrator)
        services.confirm_import(run=run, by=cast.administrator)
        run.refresh_from_db()
        services.carry_out(run=run, by=cast.administrator)
    assert (Value.objects.count(), PeerGroup.objects.count(), Node.objects.filter(kind=Kind.ELSEWHERE).count()) == (5, 1, 2)
    assert Event.objects.filter(object_type="indicators.peergroup").count() == 1


def test_skolverkets_two_publications_agree_without_a_new_revision(cast, skolverket):
    """The file says how many pupils a share rests on, the API does not: that is not another figure."""
    vocational = library.indicator(key="gr9-all-subjects")
    services.record_value(
        node=cast.unit,
        indicator=vocational,
        school_year=SchoolYear(2024),
        raw="70,8",
        denominator=24,
        source="Skolverket",
        by=SYSTEM,
    )
    run = services.fetch(run=services.ask_planned(municipality=cast.municipality, by=cast.administrator), by=cast.administrator)
    services.confirm_import(run=run, by=cast.administrator)
    run.refresh_from_db()
    services.carry_out(run=run, by=cast.administrator)
    [value] = Value.objects.filter(node=cast.unit, indicator=vocational, school_year=2024)
    assert (value.revision, value.denominator) == (1, 24)


# --- what goes wrong --------------------------------------------------------------------------------------------------


def failed(cast, run):
    run = services.fetch(run=run, by=cast.administrator)
    return run.state, run.problem


def test_an_api_that_does_not_answer(cast, open_server):
    open_server.set(LIST, of({}, status=503))
    run = services.ask_planned(municipality=cast.municipality, by=cast.administrator)
    silent = "Skolverket does not answer right now. Nothing has been changed. Try again in a while."
    assert failed(cast, run) == (State.FAILED, silent)
    assert (Value.objects.count(), bytes(ImportRun.objects.get().content)) == (0, b"")


def test_an_api_that_fails_half_way_leaves_nothing(cast, kolada_api, grades):
    kolada_api.set("data/kpi/N15419/municipality/9901,0000,9902,1287/year/2018,2019", Answer(b'{"values": ['))
    state, _problem = failed(cast, ask(cast, grades))
    grades.refresh_from_db()
    assert (state, PeerGroup.objects.count(), grades.title == "Ny titel") == (State.FAILED, 0, False)


def test_asking_again_asks_for_the_same(cast, open_server, grades, monkeypatch):
    monkeypatch.setattr(http, "ATTEMPTS", 1)
    open_server.set("municipality", of({}, status=503))
    run = services.fetch(run=ask(cast, grades), by=cast.administrator)
    again = services.ask_again(run=run, by=cast.administrator)
    assert (again.pk != run.pk, again.state, again.asked, again.file_name) == (True, State.FETCHING, run.asked, run.file_name)


def test_a_fault_of_our_own_is_told_and_raised(cast, open_server, monkeypatch):
    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr("indicators.services.fetching.planned.fetch", broken)
    run = services.ask_planned(municipality=cast.municipality, by=cast.administrator)
    with pytest.raises(RuntimeError):
        services.fetch(run=run, by=cast.administrator)
    run.refresh_from_db()
    assert (run.state, run.problem.startswith("Something went wrong while the figures were fetched.")) == (State.FAILED, True)


def test_a_run_is_fetched_once(cast, skolverket):
    run = services.ask_planned(municipality=cast.municipality, by=cast.administrator)
    shown = services.fetch(run=run, by=cast.administrator)
    asked = len(skolverket.asked)
    assert (services.fetch(run=shown, by=cast.administrator).state, len(skolverket.asked)) == (State.PREVIEW, asked)


def test_nobody_else_fetches_or_asks_again(cast, open_server):
    open_server.set(LIST, of({}, status=400))
    run = services.ask_planned(municipality=cast.municipality, by=cast.administrator)
    with pytest.raises(PermissionDenied):
        services.fetch(run=run, by=cast.rektor)
    run = services.fetch(run=run, by=cast.administrator)
    with pytest.raises(PermissionDenied):
        services.ask_again(run=run, by=cast.rektor)


def test_what_is_under_way_or_was_a_file_is_not_asked_for_again(cast):
    run = services.ask_planned(municipality=cast.municipality, by=cast.administrator)
    with pytest.raises(NotPossible):
        services.ask_again(run=run, by=cast.administrator)
    run.state, run.source = State.FAILED, Source.GRADES
    with pytest.raises(NotPossible):
        services.ask_again(run=run, by=cast.administrator)


def test_the_page_can_follow_the_fetching(cast, skolverket):
    run = services.ask_planned(municipality=cast.municipality, by=cast.administrator)
    seen = []
    skolverket.next = lambda path, next=skolverket.next: (seen.append(path), next(path))[1]
    services.fetch(run=run, by=cast.administrator)
    run.refresh_from_db()
    assert (len(seen), run.progress) == (3, 100)


def test_all_keys_of_koladas_figures_are_their_ids(db):
    library.load_national(by=SYSTEM)
    theirs = Indicator.objects.filter(source=kolada.PUBLISHER)
    assert len(theirs) == 33
    assert [one.key for one in theirs if one.key != one.official_id.lower()] == []
