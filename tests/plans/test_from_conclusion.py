"""From a conclusion straight to a goal, and what of it a reader of the analysis sees."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from analyses import services as analyses
from analyses.models import Conclusion
from plans import services
from plans.dead_ends import Kind, dead_ends
from plans.models import Goal, Plan
from schoolplan.kit.versions import version_of
from support import services as support
from tests.factories import YEAR

SECRET = "Mål som bara vi själva ser"


@pytest.fixture
def conclusion(cast):
    analysis = analyses.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    area = analysis.template.areas.get(key="knowledge")
    finding = analyses.add_finding(
        analysis=analysis, area=area, kind="challenge", title="Matematiken", text="Tapp", by=cast.rektor
    )
    analyses.add_cause(finding=finding, text="Vi kartlägger inte", by=cast.rektor)
    return analyses.add_conclusion(finding=finding, text="Börja med kartläggning", by=cast.rektor)


def named(goal, title, by):
    services.save_text(obj=goal, field="title", value=title, seen=version_of(""), by=by)
    return goal


def area_page(conclusion):
    return reverse("analyses:area", args=[conclusion.analysis.pk, "knowledge"])


def test_one_press_begins_next_years_plan_with_a_goal_to_write(client_of, conclusion):
    answer = client_of("rektor").post(reverse("plans:goal_from", args=[conclusion.pk]))
    plan, goal = Plan.objects.get(), Goal.objects.get()
    assert (plan.node, plan.school_year, list(goal.conclusions.all())) == (conclusion.node, YEAR.next, [conclusion])
    assert answer.url == reverse("plans:plan", args=[plan.pk]) + f"#goal-{goal.pk}"


def test_the_plan_that_is_begun_already_gets_the_goal(cast, conclusion):
    plan = services.start_plan(node=cast.unit, school_year=YEAR.next, by=cast.deputy)
    assert services.add_goal_from(conclusion=conclusion, by=cast.rektor).plan == plan


def adopted(cast, conclusion):
    goal = named(services.add_goal_from(conclusion=conclusion, by=cast.rektor), "Kartläggning", cast.rektor)
    services.save_text(obj=goal, field="target", value="88 procent", seen=version_of(""), by=cast.rektor)
    services.adopt_plan(plan=goal.plan, by=cast.rektor)
    return goal


def test_an_adopted_plan_is_opened_for_changes_first(cast, client_of, conclusion):
    adopted(cast, conclusion)
    with pytest.raises(ValidationError):
        services.add_goal_from(conclusion=conclusion, by=cast.rektor)
    answer = client_of("rektor").post(reverse("plans:goal_from", args=[conclusion.pk]))
    assert (Goal.objects.count(), answer.url) == (1, reverse("plans:plan", args=[Plan.objects.get().pk]))


@pytest.mark.parametrize("persona", ["contributor", "other_rektor", "verksamhetschef", "foreign_rektor"])
def test_only_those_who_write_the_plan_begin_one(cast, conclusion, persona):
    with pytest.raises(PermissionDenied):
        services.add_goal_from(conclusion=conclusion, by=cast.people[persona])
    assert not Plan.objects.exists()


def test_a_goal_that_there_is_can_be_chosen(cast, client_of, conclusion):
    goal = named(services.add_goal_from(conclusion=conclusion, by=cast.rektor), "Kartläggning", cast.rektor)
    other = analyses.add_conclusion(finding=conclusion.finding, text="Dela upp gruppen", by=cast.rektor)
    page = reverse("plans:lead_on", args=[other.pk])
    client = client_of("rektor")
    assert "Kartläggning" in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"goal": goal.pk}).status_code == 302
    assert set(goal.conclusions.all()) == {conclusion, other}


def test_goals_of_others_cannot_be_chosen(cast, client_of, conclusion):
    plan = services.start_plan(node=cast.other_unit, school_year=YEAR.next, by=cast.other_rektor)
    theirs = services.add_goal(plan=plan, title=SECRET, by=cast.other_rektor)
    page = reverse("plans:lead_on", args=[conclusion.pk])
    assert SECRET not in client_of("rektor").get(page).content.decode()
    assert client_of("rektor").post(page, {"goal": theirs.pk}).status_code == 422
    assert not theirs.conclusions.exists()


def test_the_chain_shows_the_goal_with_its_measures_to_the_own_team(cast, client_of, conclusion):
    goal = named(services.add_goal_from(conclusion=conclusion, by=cast.rektor), SECRET, cast.rektor)
    measure = services.add_measure(goal=goal, by=cast.rektor)
    services.save_text(obj=measure, field="text", value="Två vuxna i klassen", seen=version_of(""), by=cast.rektor)
    for persona in ("rektor", "deputy", "contributor"):
        page = client_of(persona).get(area_page(conclusion)).content.decode()
        assert (SECRET in page, "Två vuxna i klassen" in page) == (True, True)


@pytest.mark.parametrize("persona", ["verksamhetschef", "other_rektor", "politiker"])
def test_a_draft_of_a_plan_does_not_leak_through_an_adopted_analysis(cast, client_of, conclusion, persona):
    named(services.add_goal_from(conclusion=conclusion, by=cast.rektor), SECRET, cast.rektor)
    need = {"need": "Hemligt behov av stöd", "days": 5, "conclusions": [conclusion]}
    support.request_support(node=cast.unit, school_year=YEAR, by=cast.rektor, **need)
    analysis = conclusion.analysis
    analyses.submit_analysis(analysis=analysis, by=cast.rektor)
    analyses.adopt_analysis(analysis=analysis, by=cast.verksamhetschef)
    page = client_of(persona).get(area_page(conclusion)).content.decode()
    sees_support = persona == "verksamhetschef"
    assert ("Börja med kartläggning" in page, SECRET in page, "Hemligt behov" in page) == (True, False, sees_support)


def ends(cast):
    return [(end.kind, end.title) for end in dead_ends(cast.rektor, [cast.unit], YEAR)]


def test_support_leads_on_as_a_goal_does(cast, conclusion):
    assert ends(cast) == [(Kind.NO_GOAL, "Börja med kartläggning")]
    need = {"need": "Handledning", "days": 5, "conclusions": [conclusion]}
    support.request_support(node=cast.unit, school_year=YEAR, by=cast.rektor, **need)
    assert ends(cast) == []


def test_a_cause_that_no_conclusion_draws_on_is_a_dead_end(cast, conclusion):
    services.add_goal_from(conclusion=conclusion, by=cast.rektor)
    assert ends(cast) == []
    analyses.add_cause(finding=conclusion.finding, text="En till", by=cast.rektor)
    assert ends(cast) == [(Kind.NO_CONCLUSION, "Matematiken")]


def test_asking_for_support_begins_with_the_conclusions_words(cast, client_of, conclusion):
    client = client_of("rektor")
    page = client.get(reverse("support:index"), {"conclusion": conclusion.pk})
    assert (page.context["form"].initial["need"], page.context["form"].initial["node"]) == (
        "Börja med kartläggning",
        cast.unit.pk,
    )
    posted = {"node": cast.unit.pk, "need": "Handledning", "days": 5, "conclusion": conclusion.pk}
    client.post(reverse("support:request"), posted)
    assert Conclusion.objects.get(support_requests__need="Handledning") == conclusion


@pytest.mark.parametrize("number", ["x", "999999"])
def test_an_odd_conclusion_is_no_conclusion(client_of, conclusion, number):
    page = client_of("rektor").get(reverse("support:index"), {"conclusion": number})
    assert (page.status_code, page.context["form"].initial) == (200, {})


def test_the_conclusion_of_another_unit_is_never_told_nor_rested_on(cast, client_of, conclusion):
    client = client_of("other_rektor")
    page = client.get(reverse("support:index"), {"conclusion": conclusion.pk})
    assert "Börja med kartläggning" not in page.content.decode()
    posted = {"node": cast.other_unit.pk, "need": "Handledning", "days": 5, "conclusion": conclusion.pk}
    assert client.post(reverse("support:request"), posted).status_code == 422
    with pytest.raises(ValidationError):
        support.request_support(
            node=cast.other_unit, school_year=YEAR, need="x", days=1, conclusions=[conclusion], by=cast.other_rektor
        )
    assert not conclusion.support_requests.exists()
