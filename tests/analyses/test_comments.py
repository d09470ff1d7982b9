"""Comments on cards: the team's are its own; the administration's go with its answer and come back answered."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analyses import queries, services
from analyses.models import Analysis, Comment
from journal.models import Event
from units.models import User

SECRET = "Vi är oeniga om hur det ska sägas"
ASKED = "Hur vet ni det?"
READS_TEAM = ["rektor", "deputy", "chief", "contributor", "elevhalsa"]
OFFICE = ["utvecklingsledare", "verksamhetschef", "forvaltningschef"]


def anew(user):
    return User.objects.get(pk=user.pk)


def who_sees(cast, comment):
    return {name for name, user in cast.people.items() if Comment.objects.visible_to(anew(user)).filter(pk=comment.pk).exists()}


@pytest.fixture
def said(cast, finding):
    """What the team says among themselves of the finding in Kunskaper."""
    return services.add_comment(card=finding, text=SECRET, by=cast.contributor)


@pytest.fixture
def pin(cast, finding, submitted):
    return services.pin_comment(card=finding, text=ASKED, by=cast.verksamhetschef)


@pytest.fixture
def returned(cast, pin):
    services.return_analysis(analysis=pin.analysis, comment="", by=cast.verksamhetschef)
    return Analysis.objects.get(pk=pin.analysis_id)


def fresh(comment):
    return Comment.objects.get(pk=comment.pk)


# --- the team ----------------------------------------------------------------------------------------------


def test_every_card_can_be_commented(cast, analysis, finding, observation):
    cards = [
        analysis,
        analysis.section_texts.get(section__key="health"),
        analysis.judgements.get(area__key="safety"),
        observation,
        finding,
        finding.causes.get(),
        finding.conclusions.get(),
    ]
    for number, card in enumerate(cards):
        services.add_comment(card=card, text=f"Om {number}", by=cast.contributor)
    threads = queries.threads(analysis, cast.rektor)
    assert [[c.text for c in threads.of(card._meta.model_name, card.pk).comments] for card in cards] == [
        [f"Om {number}"] for number in range(len(cards))
    ]
    parts = ["parts/summary", "parts/health", "safety", *["knowledge"] * 4]
    assert list(Comment.objects.values_list("part", flat=True)) == parts


@pytest.mark.parametrize("text", ["", "  \r\n "])
def test_an_empty_comment_is_no_comment(cast, finding, text):
    with pytest.raises(ValidationError):
        services.add_comment(card=finding, text=text, by=cast.rektor)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("who", ["verksamhetschef", "other_rektor", "politiker", "utvecklingslarare", "stranger"])
def test_only_the_team_comments_on_its_draft(cast, finding, who):
    with pytest.raises(PermissionDenied):
        services.add_comment(card=finding, text="Hej", by=cast.people[who])


def test_the_teams_comments_are_seen_by_the_team_alone_in_every_state(cast, analysis, said):
    assert who_sees(cast, said) == set(READS_TEAM)
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    assert who_sees(cast, said) == set(READS_TEAM)
    services.return_analysis(analysis=analysis, comment="Mer, tack", by=cast.verksamhetschef)
    assert who_sees(cast, said) == set(READS_TEAM)
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    services.adopt_analysis(analysis=analysis, by=cast.verksamhetschef)
    assert who_sees(cast, said) == set(READS_TEAM)


def test_resolving_and_opening_again(cast, said):
    services.resolve_comment(comment=said, by=cast.deputy)
    assert (fresh(said).resolved_by, fresh(said).resolved_at is not None) == (cast.deputy, True)
    services.reopen_comment(comment=said, by=cast.contributor)
    assert (fresh(said).resolved_by, fresh(said).resolved_at) == (None, None)
    assert list(Event.objects.filter(object_type="analyses.comment").values_list("verb", flat=True)) == [
        "comment",
        "resolve",
        "reopen",
    ]


def test_one_takes_back_what_one_has_said_oneself_and_nothing_else(cast, said):
    with pytest.raises(PermissionDenied):
        services.remove_comment(comment=said, by=cast.rektor)
    services.remove_comment(comment=said, by=cast.contributor)
    assert not Comment.objects.exists()
    assert Event.objects.filter(object_type="analyses.comment", verb="remove").get().changes == {"text": [SECRET, ""]}


def test_nothing_is_said_or_settled_in_what_is_handed_in(cast, analysis, finding, said):
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    acts = [
        lambda: services.add_comment(card=finding, text="Mer", by=cast.rektor),
        lambda: services.resolve_comment(comment=said, by=cast.rektor),
        lambda: services.remove_comment(comment=said, by=cast.contributor),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


# --- cards that go and come --------------------------------------------------------------------------------


def test_what_waits_for_an_answer_stays_when_its_card_is_removed(cast, analysis, finding, said):
    of_cause = services.add_comment(card=finding.causes.get(), text="Är det säkert?", by=cast.rektor)
    settled = services.add_comment(card=finding.conclusions.get(), text="Bra", by=cast.rektor)
    services.resolve_comment(comment=settled, by=cast.rektor)
    assert queries.threads(analysis, cast.rektor).of_removed("knowledge") == []
    services.remove(obj=finding, by=cast.rektor)
    threads = queries.threads(analysis, cast.rektor)
    assert [thread.comments for thread in threads.of_removed("knowledge")] == [(said,), (of_cause,)]
    assert [thread.about for thread in threads.of_removed("knowledge")] == ["Vi tappar elever i matematik", "Vi kartlägger inte"]
    assert threads.of_removed("safety") == []


def test_comments_follow_when_cards_are_merged(cast, analysis, finding, said):
    area = analysis.template.areas.get(key="safety")
    other = services.add_finding(analysis=analysis, area=area, kind="challenge", title="Lugn", by=cast.rektor)
    services.move_comments(source=finding, target=other, by=cast.rektor)
    threads = queries.threads(analysis, cast.rektor)
    assert threads.of("finding", finding.pk).comments == ()
    assert [(each, each.part) for each in threads.of("finding", other.pk).comments] == [(said, "safety")]


# --- the administration ------------------------------------------------------------------------------------


def test_pinned_comments_are_the_administrations_until_they_are_sent(cast, pin):
    assert who_sees(cast, pin) == set(OFFICE)
    assert fresh(pin).review is None
    services.return_analysis(analysis=pin.analysis, comment="", by=cast.verksamhetschef)
    assert who_sees(cast, pin) == set(OFFICE) | set(READS_TEAM)
    assert fresh(pin).review == pin.analysis.reviews.get()


def test_pinned_comments_go_with_adoption_too(cast, pin):
    services.adopt_analysis(analysis=pin.analysis, by=cast.verksamhetschef)
    assert who_sees(cast, pin) == set(OFFICE) | set(READS_TEAM)


def test_a_return_says_something(cast, submitted):
    with pytest.raises(ValidationError):
        services.return_analysis(analysis=submitted, comment=" ", by=cast.verksamhetschef)
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_another_years_pin_does_not_let_a_return_say_nothing(cast, submitted, finding, pin):
    services.return_analysis(analysis=submitted, comment="", by=cast.verksamhetschef)
    services.submit_analysis(analysis=submitted, by=cast.rektor)
    with pytest.raises(ValidationError):
        services.return_analysis(analysis=submitted, comment="", by=cast.verksamhetschef)


@pytest.mark.parametrize("who", ["rektor", "utvecklingsledare", "other_rektor", "politiker"])
def test_only_who_answers_pins(cast, submitted, finding, who):
    with pytest.raises(PermissionDenied):
        services.pin_comment(card=finding, text="Hej", by=cast.people[who])


def test_nothing_is_pinned_to_a_draft(cast, finding):
    with pytest.raises(PermissionDenied):
        services.pin_comment(card=finding, text="Hej", by=cast.verksamhetschef)


def test_a_pin_is_taken_back_until_it_is_sent(cast, submitted, finding, pin):
    services.remove_comment(comment=pin, by=cast.verksamhetschef)
    sent = services.pin_comment(card=finding, text="En till", by=cast.verksamhetschef)
    services.return_analysis(analysis=submitted, comment="", by=cast.verksamhetschef)
    with pytest.raises(PermissionDenied):
        services.remove_comment(comment=fresh(sent), by=cast.verksamhetschef)


def test_the_unit_answers_and_the_next_version_shows_it(cast, pin, returned):
    with pytest.raises(PermissionDenied):
        services.resolve_comment(comment=fresh(pin), by=anew(cast.verksamhetschef))
    services.resolve_comment(comment=fresh(pin), answer="Vi har lagt till provet.\r\n", by=cast.rektor)
    assert fresh(pin).answer == "Vi har lagt till provet."
    [told] = queries.threads(returned, anew(cast.verksamhetschef)).asked
    assert (told.answer, told.resolved_at, told.resolved_by) == ("", None, None), "while the unit writes it is the unit's own"
    assert queries.threads(returned, anew(cast.rektor)).asked[0].answer == "Vi har lagt till provet."
    second = services.submit_analysis(analysis=returned, by=cast.rektor)
    threads = queries.threads(returned, anew(cast.verksamhetschef))
    assert [(each.answer, each.resolved_by) for each in threads.asked_before(second)] == [
        ("Vi har lagt till provet.", cast.rektor)
    ]
    assert threads.asked_before(returned.versions.get(number=1)) == []


def test_who_is_not_invited_does_not_answer_the_administration(cast, pin, returned):
    with pytest.raises(PermissionDenied):
        services.resolve_comment(comment=fresh(pin), by=anew(cast.contributor))
    area = returned.template.areas.get(key="knowledge")
    services.invite(analysis=returned, user=cast.contributor, parts=[area], by=cast.rektor)
    services.resolve_comment(comment=fresh(pin), by=anew(cast.contributor))
    assert fresh(pin).resolved_by == cast.contributor


def test_the_team_reads_of_a_card_what_was_sent_and_its_own(cast, finding, said, submitted, pin):
    unsent = queries.threads(submitted, anew(cast.verksamhetschef))
    assert unsent.of("finding", finding.pk).comments == ()
    assert unsent.pinned == [pin]
    latest = submitted.versions.get()
    assert unsent.pinned_to("finding", finding.pk, latest).comments == (pin,)
    services.return_analysis(analysis=submitted, comment="", by=cast.verksamhetschef)
    returned = Analysis.objects.get(pk=submitted.pk)
    assert queries.threads(returned, anew(cast.rektor)).of("finding", finding.pk).comments == (said, pin)
    assert queries.threads(returned, anew(cast.rektor)).pinned_to("finding", finding.pk, latest).comments == (pin,)
    second = services.submit_analysis(analysis=returned, by=cast.rektor)
    assert queries.threads(returned, anew(cast.rektor)).pinned_to("finding", finding.pk, second).comments == ()


def test_one_query_however_many_cards_have_comments(cast, analysis, finding):
    user = anew(cast.rektor)
    asked = []
    for card in (finding, finding.causes.get(), finding.conclusions.get()):
        services.add_comment(card=card, text="Hej", by=cast.contributor)
        with CaptureQueriesContext(connection) as captured:
            threads = queries.threads(analysis, user)
            [thread.about for thread in threads.of_removed("knowledge")]
            [(each.by.name, each.resolved_by) for each in threads.comments]
        asked.append(len(captured))
    assert asked == [2, 1, 1], "the first also asks which roles the person holds"
