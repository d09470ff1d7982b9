"""Every earlier wording of every text, and all that has happened in an analysis."""

import datetime as dt

import pytest
from django.urls import reverse

from analyses import queries, services
from analyses.models import Finding
from schoolplan.kit import clock
from schoolplan.kit.versions import version_of
from tests.helpers.html import Page

MORNING = dt.datetime(2036, 5, 4, 9, 0)  # after all that the fixtures do


def write(finding, value, by, minute=0):
    fresh = Finding.objects.get(pk=finding.pk)
    with clock.standing_at(MORNING + dt.timedelta(minutes=minute)):
        services.save_text(obj=fresh, field="text", value=value, seen=version_of(fresh.text), by=by)


@pytest.fixture
def url(finding) -> str:
    return reverse("analyses:wordings", args=["finding", finding.pk, "text"])


@pytest.fixture
def written(cast, finding):
    """Three texts by the principal in one sitting, then one by the deputy, then one by the principal the day after."""
    write(finding, "Första", cast.rektor)
    write(finding, "Första tanken", cast.rektor, 1)
    write(finding, "Första tanken här", cast.rektor, 2)
    write(finding, "Biträdandes tanke", cast.deputy, 3)
    write(finding, "Slutlig tanke", cast.rektor, 24 * 60)
    return finding


def test_every_text_is_there_by_sitting_and_by_step(cast, written):
    history = queries.Wordings(Finding.objects.get(pk=written.pk), "text")
    told = history.read(history.sittings)
    assert [(each.text, each.step.actor, len(each.sitting.steps)) for each in told] == [
        ("Slutlig tanke", "Rektor", 1),
        ("Biträdandes tanke", "Deputy", 1),
        ("Första tanken här", "Rektor", 3),
        ("Från 87 till 78 procent", "Rektor", 1),
    ]
    assert [each.is_current for each in told] == [True, False, False, False]
    steps = history.read_steps(told[2].sitting.steps)
    assert [each.text for each in steps] == ["Första", "Första tanken", "Första tanken här"]


def test_the_difference_to_the_one_before_is_marked(cast, written):
    history = queries.Wordings(Finding.objects.get(pk=written.pk), "text")
    latest = history.read(history.sittings[:1])[0]
    assert [(piece.words, piece.is_changed) for piece in latest.before] == [("Biträdandes", True), (" tanke", False)]
    assert [(piece.words, piece.is_changed) for piece in latest.after] == [("Slutlig", True), (" tanke", False)]


def test_bringing_a_wording_back_is_a_new_wording(cast, client_of, written, url):
    client = client_of("rektor")
    back = next(form for form in Page(client.get(url)).forms() if form.get("value") == "Första tanken här")
    done = client.post(reverse("analyses:save", args=["finding", written.pk, "text"]), back)
    assert (done.status_code, done["Location"]) == (302, url)
    fresh = Finding.objects.get(pk=written.pk)
    history = queries.Wordings(fresh, "text")
    assert (fresh.text, len(history.sittings)) == ("Första tanken här", 5)


def test_bringing_back_over_what_somebody_has_just_written_shows_both(cast, client_of, written, url):
    client = client_of("rektor")
    back = next(form for form in Page(client.get(url)).forms() if form.get("value") == "Första tanken här")
    write(written, "Nyss skrivet", cast.deputy, 25 * 60)
    answer = client.post(reverse("analyses:save", args=["finding", written.pk, "text"]), back)
    assert answer.status_code == 409
    assert Finding.objects.get(pk=written.pk).text == "Nyss skrivet"


def test_words_that_came_by_merging_are_wordings_too(cast, written):
    other = services.add_finding(
        analysis=written.analysis, area=written.area, kind="challenge", title="Annan", text="Ur den andra", by=cast.rektor
    )
    with clock.standing_at(MORNING + dt.timedelta(days=3)):
        services.merge_findings(kept=Finding.objects.get(pk=written.pk), other=other, by=cast.rektor)
    fresh = Finding.objects.get(pk=written.pk)
    history = queries.Wordings(fresh, "text")
    newest, before = history.read(history.sittings[:2])
    assert (newest.text, newest.is_current, before.text) == (fresh.text, True, "Slutlig tanke")
    assert "Ur den andra" in fresh.text


@pytest.mark.parametrize(
    ("persona", "status"),
    [("rektor", 200), ("contributor", 200), ("other_rektor", 404), ("verksamhetschef", 403), ("utvecklingsledare", 403)],
)
def test_only_the_own_team_reads_what_was_never_handed_in(cast, client_of, written, url, persona, status):
    services.submit_analysis(analysis=written.analysis, by=cast.rektor)
    answer = client_of(persona).get(url)
    assert answer.status_code == status
    assert ("Biträdandes tanke" in answer.content.decode()) == (status == 200)


def test_a_draft_is_unknown_to_the_administration(client_of, written, url):
    assert client_of("verksamhetschef").get(url).status_code == 404


@pytest.mark.parametrize("field", ["kind", "position", "nothing"])
def test_only_texts_have_wordings(client_of, finding, field):
    address = reverse("analyses:wordings", args=["finding", finding.pk, field])
    assert client_of("rektor").get(address).status_code == 404


# --- the history of an analysis --------------------------------------------------------------------------


def lines_of(analysis):
    return queries.told(queries.happenings(analysis), analysis)


def test_the_history_tells_all_that_happened_newest_first(cast, written, analysis):
    with clock.standing_at(MORNING + dt.timedelta(days=3)):
        services.submit_analysis(analysis=analysis, by=cast.rektor)
    told = [(line.words, line.event.actor_name) for line in lines_of(analysis)]
    assert told[0] == ("Analysen är inlämnad.", "Rektor")
    assert ("Analysen är påbörjad.", "Rektor") in told
    assert told.count(("Texten är ändrad.", "Rektor")) == 2
    assert told.count(("Texten är ändrad.", "Deputy")) == 1


def test_what_was_removed_can_be_read_and_brought_back(cast, client_of, written, analysis):
    number = written.pk
    with clock.standing_at(MORNING + dt.timedelta(days=3)):
        services.remove(obj=Finding.objects.get(pk=number), by=cast.rektor)
    line = next(line for line in lines_of(analysis) if line.deed and line.event.verb == "remove")
    assert "Slutlig tanke" in [text for _label, text in line.removed]
    page = client_of("rektor").get(reverse("analyses:history", args=[analysis.pk])).content.decode()
    assert "Slutlig tanke" in page
    client_of("rektor").post(reverse("analyses:undo", args=[analysis.pk, line.event.pk]))
    assert Finding.objects.get(pk=number).text == "Slutlig tanke"


def test_another_years_and_another_units_history_is_not_told(cast, written, analysis):
    other = services.start_analysis(node=cast.other_unit, school_year=analysis.school_year, by=cast.other_rektor)
    services.add_finding(analysis=other, area=other.template.areas.first(), kind="strength", title="Annans", by=cast.other_rektor)
    next_year = services.start_analysis(node=cast.unit, school_year=analysis.school_year.next, by=cast.rektor)
    area = next_year.template.areas.first()
    services.add_finding(analysis=next_year, area=area, kind="strength", title="Nästa års", by=cast.rektor)
    assert {line.about for line in lines_of(analysis)} & {"Annans", "Nästa års"} == set()
    assert "Nästa års" in {line.about for line in lines_of(next_year)}


def test_a_long_history_costs_as_many_queries(cast, client_of, written, analysis, django_assert_num_queries):
    client, url = client_of("rektor"), reverse("analyses:history", args=[analysis.pk])
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)
    for minute in range(3):
        write(written, f"Text {minute}", (cast.deputy, cast.rektor)[minute % 2], 3000 + minute)
    with django_assert_num_queries(8):
        client.get(url)


def test_many_wordings_cost_as_many_queries(cast, client_of, written, url, django_assert_num_queries):
    client = client_of("rektor")
    client.get(url)
    with django_assert_num_queries(6):
        client.get(url)
    for minute in range(3):
        write(written, f"Text {minute}", (cast.deputy, cast.rektor)[minute % 2], 3000 + minute)
    with django_assert_num_queries(6):
        client.get(url)
