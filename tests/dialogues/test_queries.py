import datetime as dt

import pytest

from dialogues import services
from dialogues.queries import dialogue_index, meeting_page, next_meeting, open_promises, plannable_nodes
from tests.dialogues.conftest import at
from tests.dialogues.data import add_measure, add_value, rich_area
from tests.factories import LAST_YEAR, YEAR
from units.models import User

INDEX_QUERIES = 5
PAGE_QUERIES = 15


@pytest.fixture
def area_june(cast):
    return rich_area(cast)


def fresh(user):
    """As at the beginning of a request, before anything is kept on the user."""
    return User.objects.get(pk=user.pk)


def test_what_the_area_and_the_administration_promised_since_last_time(cast, area_june):
    since = meeting_page(area_june, cast.rektor).since
    assert [
        (side.side, [(line.promise.text, line.promise.state, line.days_late) for line in side.lines]) for side in since.promises
    ] == [
        ("unit", [("Lämna behov av mattelärare för hösten", "kept", 0), ("Visa daglig läsning för Björkskolan", "open", 0)]),
        (
            "administration",
            [("Besked om obesatt tjänst i matematik", "open", 4), ("Handledning i språk på Ekens förskola", "open", 0)],
        ),
    ]
    assert (since.kept, len(since.lines), since.late_from_administration) == (1, 4, 1)
    assert since.previous.starts_at == at(2026, 5, 12)


def test_older_promises_stay_until_settled_and_once_more(cast, area_june):
    march = area_june.series.meetings.get(starts_at=at(2026, 3, 10))
    add = {"meeting": march, "side": "unit", "owner": "rektor", "due_on": dt.date(2026, 4, 1), "by": cast.rektor}
    services.add_promise(text="Fortfarande öppet", **add)
    recently = services.add_promise(text="Hållet sedan sist", **add)
    long_ago = services.add_promise(text="Hållet i april", **add)
    services.settle_promise(promise=recently, kept=True, by=cast.rektor, on=dt.date(2026, 5, 20))
    services.settle_promise(promise=long_ago, kept=True, by=cast.rektor, on=dt.date(2026, 4, 2))
    texts = [line.promise.text for line in meeting_page(area_june, cast.rektor).since.promises[0].lines]
    assert texts[:2] == ["Fortfarande öppet", "Hållet sedan sist"]
    assert "Hållet i april" not in texts


def test_promises_of_another_node_or_of_later_are_not_there(cast, area_june):
    own = services.make_series(
        node=cast.unit, school_year=YEAR, first=at(2026, 5, 12), place="", by=cast.verksamhetschef
    ).meetings.first()
    add = {"side": "unit", "owner": "rektor", "due_on": dt.date(2026, 6, 20), "by": cast.rektor}
    services.add_promise(meeting=own, text="Enhetens eget", **add)
    services.add_promise(meeting=area_june, text="Från juni", **add)
    may = area_june.series.meetings.get(starts_at=at(2026, 5, 12))
    page = meeting_page(may, cast.rektor)
    assert page.since.lines == []
    assert "Enhetens eget" not in [line.promise.text for line in page.promises]
    assert "Från juni" not in [line.promise.text for line in page.promises]


def test_new_figures_are_those_fetched_after_the_previous_meeting(cast, area_june):
    add_value(cast.foreign_unit, "studiero-i-ak-8", 99, on=dt.date(2026, 5, 25))
    figures = meeting_page(area_june, cast.verksamhetschef).since.figures
    assert [(new.node, new.figure.short_title, new.figure.latest.shown.text) for new in figures] == [
        (cast.unit, "Studiero-i-ak-8", "60\u00a0%"),
        (cast.other_unit, "Trygghet", ".."),
    ]


def test_another_units_small_figures_are_masked_for_the_public(cast, area_june):
    """Seven pupils: shown inside the unit and the administration, hidden from the other unit's principal."""
    add_value(cast.unit, "sva", 71, on=dt.date(2026, 5, 20), people=7)
    shown = {
        name: next(
            new.figure.latest.shown.masked
            for new in meeting_page(area_june, cast.people[name]).since.figures
            if new.figure.key == "sva"
        )
        for name in ("rektor", "chief", "verksamhetschef", "other_rektor")
    }
    assert shown == {"rektor": False, "chief": False, "verksamhetschef": False, "other_rektor": True}


def test_late_measures(cast, area_june):
    quiet = {"starts_on": dt.date(2026, 5, 20)}
    add_measure(cast.unit, "Nyss påbörjad", **quiet)
    add_measure(cast.unit, "Över tiden", ends_on=dt.date(2026, 6, 1), **quiet)
    add_measure(cast.unit, "Färdig", status="done", ends_on=dt.date(2026, 6, 1))
    add_measure(cast.other_unit, "I ett utkast", state="draft", starts_on=dt.date(2025, 9, 1))
    add_measure(cast.foreign_unit, "I en annan kommun", starts_on=dt.date(2025, 9, 1))
    found = meeting_page(area_june, cast.verksamhetschef).since.measures
    assert [(late.measure.text, late.past_its_day, late.last_noted) for late in found] == [
        ("Över tiden", True, None),
        ("Närvaroteamet ringer första frånvarodagen", False, None),
    ]


def test_a_note_within_a_month_is_enough(cast, area_june):
    measure = add_measure(cast.unit, "Följs upp", starts_on=dt.date(2026, 1, 1))
    measure.follow_ups.create(on=dt.date(2026, 5, 3), note="x", effect="partly", next="continue", by=cast.rektor)
    assert "Följs upp" not in [late.measure.text for late in meeting_page(area_june, cast.rektor).since.measures]


def test_preparation_side_by_side_with_the_last_answer(cast, area_june):
    first = meeting_page(area_june, cast.rektor).prepared[0]
    assert [(a.side, a.answer.text, a.last_time, a.may_write) for a in first.answers] == [
        ("unit", "Fler pojkar når målen i läsning.", "Lektionerna börjar lugnt i åk 7.", True),
        ("administration", "Att området arbetar som en ledningsgrupp.", "", False),
    ]


def test_agenda_participants_and_neighbours(cast, area_june):
    may = area_june.series.meetings.get(starts_at=at(2026, 5, 12))
    page = meeting_page(may, cast.rektor)
    assert [(point.number, point.minutes, len(point.items)) for point in page.agenda] == [
        (1, 10, 1), (2, 10, 0), (3, 25, 1), (4, 5, 1), (5, 15, 1), (6, 5, 0),
    ]  # fmt: skip
    assert page.minutes == 70
    assert [len(side.roles) for side in page.participants] == [4, 3]
    assert (page.since.previous.starts_at, page.following) == (at(2026, 4, 14), area_june)


def test_confirmations_say_who_is_waited_for(cast, area_june):
    may = area_june.series.meetings.get(starts_at=at(2026, 5, 12))
    assert {
        name: [(bool(side.confirmation), side.may_confirm) for side in meeting_page(may, cast.people[name]).confirmations]
        for name in ("rektor", "verksamhetschef", "utvecklingsledare")
    } == {
        "rektor": [(True, False), (False, False)],
        "verksamhetschef": [(True, False), (False, True)],
        "utvecklingsledare": [(True, False), (False, False)],
    }
    assert [side.may_confirm for side in meeting_page(area_june, cast.rektor).confirmations] == [False, False]


def test_index_counts_promises_and_shows_only_the_readers_nodes(cast, area_june):
    services.make_series(node=cast.other_unit, school_year=YEAR, first=at(2026, 6, 16), place="", by=cast.verksamhetschef)
    page = dialogue_index(cast.rektor, YEAR)
    assert [(row.node, row.kept, row.promises, row.next.meeting, len(row.past)) for row in page.series] == [
        (cast.area, 1, 4, area_june, 9)
    ]
    assert (page.may_plan, page.other_years) == (False, [])
    everything = dialogue_index(cast.verksamhetschef, YEAR)
    assert [row.node for row in everything.coming] == [cast.area, cast.other_unit]
    assert dialogue_index(cast.verksamhetschef, LAST_YEAR).other_years == [YEAR]
    assert dialogue_index(cast.politiker, YEAR).series == []


def test_next_meeting_and_what_is_left_to_prepare(cast, area_june):
    services.make_series(node=cast.other_unit, school_year=YEAR, first=at(2026, 6, 3), place="", by=cast.verksamhetschef)
    found = {name: next_meeting(cast.people[name]) for name in ("rektor", "other_rektor", "politiker", "foreign_rektor")}
    assert (found["rektor"].meeting, found["rektor"].questions, found["rektor"].unanswered) == (area_june, 5, 4)
    assert (found["other_rektor"].node, found["other_rektor"].unanswered) == (cast.other_unit, 5)
    assert (found["politiker"], found["foreign_rektor"]) == (None, None)


def test_promises_from_both_ends(cast, area_june):
    mine, theirs = open_promises(cast.rektor), open_promises(cast.verksamhetschef)
    unit = ["Lämna behov av mattelärare för hösten", "Visa daglig läsning för Björkskolan"]
    office = ["Besked om obesatt tjänst i matematik", "Handledning i språk på Ekens förskola"]
    assert [[line.promise.text for line in lines] for lines in (mine.ours, mine.theirs)] == [unit, office]
    assert [[line.promise.text for line in lines] for lines in (theirs.ours, theirs.theirs)] == [office, unit]
    assert open_promises(cast.politiker) == open_promises(cast.foreign_rektor)
    assert open_promises(cast.politiker).ours == []


def test_nodes_to_plan_for(cast):
    assert list(plannable_nodes(cast.verksamhetschef)) == [cast.area, cast.unit, cast.other_unit, cast.preschool]
    assert list(plannable_nodes(cast.rektor)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(cast, django_assert_num_queries, count):
    nodes = [cast.area, cast.unit, cast.other_unit][:count]
    for node in nodes:
        services.make_series(node=node, school_year=YEAR, first=at(2026, 5, 12), place="", by=cast.verksamhetschef)
    may, june = nodes and cast.area.series.get().meetings.order_by("starts_at")
    due = dt.date(2026, 6, 20)
    for n in range(count):
        services.add_item(meeting=june, agenda=n + 1, kind="decision", text="x", by=cast.rektor)
        for meeting in (may, june):
            services.add_promise(meeting=meeting, side="unit", owner="x", text="x", due_on=due, by=cast.rektor)
            services.add_promise(meeting=meeting, side="administration", owner="x", text="x", due_on=due, by=cast.verksamhetschef)
        add_value(cast.unit, f"figure-{n}", 50, on=dt.date(2026, 5, 20))
        add_measure([cast.unit, cast.other_unit, cast.preschool][n], f"Sen {n}", starts_on=dt.date(2026, 1, 1))
    for query, expected in (
        (lambda user: dialogue_index(user, YEAR), INDEX_QUERIES),
        (lambda user: meeting_page(june, user), PAGE_QUERIES),
        (next_meeting, 2),
        (open_promises, 2),
    ):
        user = fresh(cast.verksamhetschef)
        with django_assert_num_queries(expected):
            query(user)
    page = meeting_page(june, cast.verksamhetschef)
    assert (len(page.since.lines), len(page.promises), len(page.since.figures), len(page.since.measures)) == (
        2 * count,
        2 * count,
        count,
        count,
    )
