"""Inviting, ending, delegating, and being here: what a person who is no leader may write, and for how long."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from analyses import queries, services
from analyses.models import Invitation, Presence, SectionText
from journal.models import Event
from journal.services import SYSTEM
from schoolplan.kit import clock
from schoolplan.kit.access import may
from schoolplan.kit.versions import version_of
from tests.factories import YEAR, person
from units import services as units
from units.models import Assignment, User
from units.roles import GRANTS, Role


def anew(user):
    """The person in a request of their own, in which nothing is remembered of the last one."""
    return User.objects.get(pk=user.pk)


def writes(user, obj):
    return may(anew(user), "analyses.write_part", type(obj)._default_manager.get(pk=obj.pk))


@pytest.fixture
def area(analysis):
    return lambda key: analysis.template.areas.get(key=key)


@pytest.fixture
def judgement(analysis):
    return lambda key: analysis.judgements.get(area__key=key)


@pytest.fixture
def invitation(cast, analysis, area):
    [made] = services.invite(analysis=analysis, user=cast.contributor, parts=[area("safety")], by=cast.rektor)
    return made


def save(obj, value, by):
    field = "reason" if hasattr(obj, "reason") else "text"
    services.save_text(obj=obj, field=field, value=value, seen=version_of(getattr(obj, field)), by=anew(by))


def test_who_is_invited_to_the_sources_names_them_and_leaves_the_summary_alone(cast, analysis):
    section = analysis.template.sections.get(key="sources")
    services.invite(analysis=analysis, user=cast.contributor, parts=[section], by=cast.rektor)

    def save(field, value):
        seen = version_of(getattr(analysis, field))
        services.save_text(obj=analysis, field=field, value=value, seen=seen, by=anew(cast.contributor))

    save("other_sources", "Enkäten i mars")
    save("sources", ["surveys"])
    with pytest.raises(PermissionDenied):
        save("summary", "Ett gott år")
    analysis.refresh_from_db()
    assert (analysis.other_sources, analysis.sources, analysis.summary) == ("Enkäten i mars", ["surveys"], "")
    with pytest.raises(PermissionDenied):
        services.save_text(obj=analysis, field="other_sources", value="x", seen="", by=anew(cast.elevhalsa))


# --- inviting ----------------------------------------------------------------------------------------------


def test_an_invited_person_writes_in_her_part_and_nowhere_else(cast, analysis, judgement, invitation, finding):
    save(judgement("safety"), "Lugnt på rasterna", cast.contributor)
    assert judgement("safety").reason == "Lugnt på rasterna"
    for elsewhere in (judgement("norms"), finding, finding.causes.get(), finding.conclusions.get(), analysis):
        assert not writes(cast.contributor, elsewhere)
    with pytest.raises(PermissionDenied):
        save(judgement("norms"), "Inte min del", cast.contributor)
    assert judgement("norms").reason == ""


def test_what_changes_the_structure_asks_for_the_same_part(cast, analysis, area, invitation, finding):
    invited = anew(cast.contributor)
    mine = services.add_finding(analysis=analysis, area=area("safety"), kind="strength", by=invited)
    seen = services.add_observation(analysis=analysis, area=area("safety"), text="Vi ser", by=invited)
    services.add_ground(finding=mine, observation=seen, by=invited)
    cause = services.add_cause(finding=mine, by=invited)
    services.add_conclusion(finding=mine, by=invited)
    services.remove(obj=cause, by=invited)
    knowledge = area("knowledge")
    acts = [
        lambda: services.add_finding(analysis=analysis, area=knowledge, kind="strength", by=invited),
        lambda: services.add_observation(analysis=analysis, area=knowledge, by=invited),
        lambda: services.add_cause(finding=finding, by=invited),
        lambda: services.add_conclusion(finding=finding, by=invited),
        lambda: services.remove(obj=finding, by=invited),
        lambda: services.remove(obj=finding.causes.get(), by=invited),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert [each.area.key for each in analysis.findings.order_by("pk")] == ["knowledge", "safety"]
    assert finding.causes.count() == finding.conclusions.count() == 1


def test_arranging_asks_for_every_part_concerned(cast, analysis, area, invitation, finding):
    """Out of her part, or into it, she moves nothing; inside it she arranges as she likes."""
    invited = anew(cast.contributor)
    mine, beside = (
        services.add_finding(analysis=analysis, area=area("safety"), kind="strength", title=title, by=invited)
        for title in ("Lugn", "Trygghet")
    )
    foreign_cause = finding.causes.get()
    acts = [
        lambda: services.move_to_area(finding=mine, area=area("norms"), by=invited),
        lambda: services.move_to_area(finding=finding, area=area("safety"), by=invited),
        lambda: services.move_to_finding(part=foreign_cause, finding=mine, by=invited),
        lambda: services.merge_findings(kept=mine, other=finding, by=invited),
        lambda: services.merge_findings(kept=finding, other=mine, by=invited),
        lambda: services.split_finding(finding=finding, title="Ny", by=invited),
        lambda: services.move_a_step(obj=finding, by=invited, up=True),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    services.merge_findings(kept=mine, other=beside, by=invited)
    found = analysis.findings.order_by("pk").values_list("area__key", "title", "causes")
    assert list(found) == [("knowledge", finding.title, foreign_cause.pk), ("safety", "Lugn", None)]


def test_several_parts_at_once_and_twice_changes_nothing(cast, analysis, area, invitation):
    new = services.invite(analysis=analysis, user=cast.contributor, parts=[area("safety"), area("norms")], by=cast.deputy)
    assert [each.area.key for each in new] == ["norms"]
    assert Invitation.objects.filter(ended_at=None).count() == 2
    told = Event.objects.filter(verb="invite").values_list("actor_id", flat=True)
    assert list(told) == [cast.rektor.pk, cast.deputy.pk]


def test_the_database_holds_one_standing_invitation_a_part(cast, analysis, invitation):
    again = Invitation(analysis=analysis, user=cast.contributor, area=invitation.area, at=clock.now(), by=cast.rektor)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


@pytest.mark.parametrize(
    "who", ["other_rektor", "politiker", "utvecklingslarare", "verksamhetschef", "stranger", "foreign_rektor"]
)
def test_nobody_who_does_not_read_the_draft_is_invited(cast, analysis, area, who):
    with pytest.raises(ValidationError):
        services.invite(analysis=analysis, user=cast.people[who], parts=[area("safety")], by=cast.rektor)
    assert not Invitation.objects.exists()


def test_nobody_who_writes_everywhere_is_invited(cast, analysis, area):
    with pytest.raises(ValidationError):
        services.invite(analysis=analysis, user=cast.deputy, parts=[area("safety")], by=cast.rektor)


def test_nobody_is_invited_to_another_templates_part(cast, analysis):
    preschool = services.start_analysis(node=cast.preschool, school_year=YEAR, by=cast.chief)
    with pytest.raises(ValidationError):
        services.invite(analysis=analysis, user=cast.contributor, parts=[preschool.template.areas.first()], by=cast.rektor)


@pytest.mark.parametrize("who", ["contributor", "elevhalsa", "other_rektor", "verksamhetschef"])
def test_only_those_who_lead_invite_and_end(cast, analysis, area, invitation, who):
    with pytest.raises(PermissionDenied):
        services.invite(analysis=analysis, user=cast.elevhalsa, parts=[area("safety")], by=anew(cast.people[who]))
    with pytest.raises(PermissionDenied):
        services.end_invitation(invitation=invitation, by=anew(cast.people[who]))
    assert Invitation.objects.get().ended_at is None


# --- what ends it ------------------------------------------------------------------------------------------


def test_an_ended_invitation_stops_the_writing_and_keeps_the_words(cast, judgement, invitation):
    save(judgement("safety"), "Lugnt", cast.contributor)
    services.end_invitation(invitation=invitation, by=cast.rektor)
    services.end_invitation(invitation=invitation, by=cast.rektor)
    assert Event.objects.filter(verb="end_invitation").count() == 1
    with pytest.raises(PermissionDenied):
        save(judgement("safety"), "Mer", cast.contributor)
    assert judgement("safety").reason == "Lugnt"


def test_one_who_was_invited_can_be_invited_again(cast, analysis, area, judgement, invitation):
    services.end_invitation(invitation=invitation, by=cast.rektor)
    services.invite(analysis=analysis, user=cast.contributor, parts=[area("safety")], by=cast.rektor)
    assert writes(cast.contributor, judgement("safety"))


def test_a_lost_role_stops_the_writing_though_the_invitation_stands(cast, judgement, invitation):
    Assignment.objects.filter(user=cast.contributor).update(ends_on=clock.today() - dt.timedelta(days=1))
    assert Invitation.objects.filter(ended_at=None).count() == 1
    assert not writes(cast.contributor, judgement("safety"))


def test_handing_in_stops_the_writing_and_returning_opens_it(cast, analysis, judgement, invitation):
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    with pytest.raises(PermissionDenied):
        save(judgement("safety"), "För sent", cast.contributor)
    with pytest.raises(PermissionDenied):
        services.end_invitation(invitation=invitation, by=cast.rektor)
    services.return_analysis(analysis=analysis, comment="Mer, tack", by=cast.verksamhetschef)
    assert writes(cast.contributor, judgement("safety"))


def test_an_invitation_is_to_one_years_analysis(cast, judgement, invitation):
    last = services.start_analysis(node=cast.unit, school_year=YEAR.previous, by=cast.rektor)
    assert not writes(cast.contributor, last.judgements.get(area__key="safety"))


# --- student health ----------------------------------------------------------------------------------------


def test_student_health_writes_in_its_own_area_and_section_without_being_asked(cast, analysis, judgement):
    section = SectionText.objects.get(analysis=analysis, section__key="health")
    assert writes(cast.elevhalsa, judgement("health"))
    assert writes(cast.elevhalsa, section)
    others = [*analysis.judgements.exclude(area__key="health"), *analysis.section_texts.exclude(section__key="health"), analysis]
    assert {str(each) for each in others if writes(cast.elevhalsa, each)} == set()
    assert not writes(cast.contributor, judgement("health"))


def test_an_area_and_a_section_of_one_name_are_two_parts(cast, analysis, area, judgement):
    """Who is invited to the area of student health is not thereby invited to its section."""
    services.invite(analysis=analysis, user=cast.contributor, parts=[area("health")], by=cast.rektor)
    assert writes(cast.contributor, judgement("health"))
    assert not writes(cast.contributor, analysis.section_texts.get(section__key="health"))


# --- handing in --------------------------------------------------------------------------------------------


def test_the_deputy_hands_in_when_the_principal_has_said_so(cast, analysis):
    with pytest.raises(PermissionDenied):
        services.submit_analysis(analysis=analysis, by=anew(cast.deputy))
    services.delegate_submission(analysis=analysis, allowed=True, by=cast.rektor)
    for who in ("chief", "contributor", "elevhalsa", "verksamhetschef"):
        assert not may(anew(cast.people[who]), "analyses.submit_analysis", analysis)
    services.delegate_submission(analysis=analysis, allowed=False, by=cast.rektor)
    with pytest.raises(PermissionDenied):
        services.submit_analysis(analysis=analysis, by=anew(cast.deputy))
    services.delegate_submission(analysis=analysis, allowed=True, by=cast.rektor)
    services.submit_analysis(analysis=analysis, by=anew(cast.deputy))
    assert analysis.versions.get().made_by == cast.deputy
    changes = Event.objects.filter(verb="delegate").values_list("changes", flat=True)
    assert [each["deputy_may_submit"] for each in changes] == [[False, True], [True, False], [False, True]]


def test_the_deputy_does_not_delegate_to_herself(cast, analysis):
    with pytest.raises(PermissionDenied):
        services.delegate_submission(analysis=analysis, allowed=True, by=anew(cast.deputy))


# --- who is here -------------------------------------------------------------------------------------------


def test_who_else_is_here_and_where(cast, analysis):
    services.be_present(analysis=analysis, place="safety", by=cast.rektor)
    services.be_present(analysis=analysis, place="parts/health", by=cast.elevhalsa)
    services.be_present(analysis=analysis, place="norms", by=cast.deputy)
    services.be_present(analysis=analysis, place="", by=cast.deputy)
    titles = {each.name: each.title for each in queries.others_here(analysis, cast.rektor)}
    health = analysis.template.sections.get(key="health").title
    assert titles == {"Deputy": "", "Elevhalsa": health}
    assert [(each.name, each.title) for each in queries.others_here(analysis, cast.deputy)] == [
        ("Elevhalsa", health),
        ("Rektor", "Trygghet och studiero"),
    ]
    assert Presence.objects.count() == 3
    assert not Event.objects.filter(object_type="analyses.presence").exists()


def test_one_who_has_not_been_heard_of_for_a_while_is_gone(cast, analysis):
    services.be_present(analysis=analysis, place="safety", by=cast.deputy)
    Presence.objects.update(seen_at=clock.now() - dt.timedelta(seconds=46))
    assert queries.others_here(analysis, cast.rektor) == []


@pytest.mark.parametrize("who", ["verksamhetschef", "other_rektor", "politiker"])
def test_only_the_team_is_seen(cast, submitted, who):
    with pytest.raises(PermissionDenied):
        services.be_present(analysis=submitted, place="safety", by=cast.people[who])


# --- lists -------------------------------------------------------------------------------------------------


def test_the_people_of_a_permission_are_those_who_hold_it(cast):
    """``people_with`` is ``holds`` asked the other way around, for every permission, place and person."""
    from units.access import holds, people_with

    nodes = [cast.municipality, cast.area, cast.unit, cast.preschool, cast.elsewhere, cast.foreign_unit]
    for permission in GRANTS:
        for node in nodes:
            expected = {name for name, user in cast.people.items() if holds(user, permission, node)}
            assert {user.email.split("@")[0] for user in people_with(permission, node)} == expected, (permission, node)


def test_a_person_who_has_left_is_nobody_to_invite(cast, analysis):
    cast.contributor.is_active = False
    cast.contributor.save()
    page = queries.people_page(analysis)
    assert [each.name for each in page.candidates] == ["Elevhalsa"]
    assert [(each.name, each.role) for each in page.leaders] == [
        ("Rektor", "rektor"),
        ("Deputy", "biträdande rektor"),
        ("Chief", "administrativ chef"),
    ]


def test_who_writes_in_a_part(cast, analysis, area, invitation):
    services.end_invitation(invitation=invitation, by=cast.rektor)
    services.invite(analysis=analysis, user=cast.contributor, parts=[area("norms")], by=cast.rektor)
    leaders = [cast.rektor, cast.deputy, cast.chief]
    assert queries.writers_of(analysis, "safety") == leaders
    assert queries.writers_of(analysis, "norms") == [*leaders, cast.contributor]
    assert queries.writers_of(analysis, "parts/health") == [*leaders, cast.elevhalsa]


def test_what_somebody_is_invited_to_write(cast, analysis, area, invitation):
    assert [(each.analysis, [part.name for part in each.parts]) for each in queries.parts_to_write(cast.contributor)] == [
        (analysis, ["safety"])
    ]
    assert [[part.name for part in each.parts] for each in queries.parts_to_write(cast.elevhalsa)] == [["health", "parts/health"]]
    assert queries.parts_to_write(cast.rektor) == []
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    assert queries.parts_to_write(cast.contributor) == queries.parts_to_write(cast.elevhalsa) == []


def test_the_areas_own_contributor_is_nobody_at_the_unit_of_another(cast, analysis):
    """A colleague of another unit who has the same role is not among those who can be invited."""
    units.assign(user=person("other"), node=cast.other_unit, role=Role.CONTRIBUTOR, by=SYSTEM)
    assert [each.name for each in queries.people_page(analysis).candidates] == ["Contributor", "Elevhalsa"]
