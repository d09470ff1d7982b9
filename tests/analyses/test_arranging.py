"""Moving, splitting and merging keep everything that hangs on a part, and everything that points to it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from analyses import services
from analyses.models import Cause, Comment, Conclusion, Finding, Theme
from plans import services as plans
from schoolplan.kit.autosave import LONGEST_TEXT
from schoolplan.kit.workflow import NotPossible
from support import services as support
from tests.factories import YEAR


@pytest.fixture
def other(cast, analysis, finding):
    """Another finding of the same area, with a whole chain."""
    found = services.add_finding(
        analysis=analysis, area=finding.area, kind="challenge", title="Läxorna", text="Var tredje", by=cast.rektor
    )
    services.add_cause(finding=found, text="Ingen läxhjälp", by=cast.rektor)
    services.add_conclusion(finding=found, text="Läxhjälp varje dag", by=cast.rektor)
    return found


def again(obj):
    return type(obj).objects.get(pk=obj.pk)


@pytest.mark.parametrize(("up", "start", "order"), [(True, 2, "ACB"), (True, 0, "ABC"), (False, 0, "BAC"), (False, 2, "ABC")])
def test_a_cause_moves_a_step_and_stops_at_the_ends(cast, finding, up, start, order):
    finding.causes.all().delete()
    causes = [services.add_cause(finding=finding, text=text, by=cast.rektor) for text in "ABC"]
    services.move_a_step(obj=causes[start], up=up, by=cast.rektor)
    assert "".join(cause.text for cause in finding.causes.all()) == order


def test_a_finding_moves_among_those_of_its_area_only(cast, analysis, finding, other):
    elsewhere = services.add_finding(
        analysis=analysis, area=analysis.template.areas.get(key="safety"), kind="strength", by=cast.rektor
    )
    services.move_a_step(obj=other, up=True, by=cast.rektor)
    assert list(analysis.findings.filter(area=finding.area)) == [other, finding]
    assert again(elsewhere).position == 0


def test_a_finding_moves_to_another_area_last_with_its_comments(cast, analysis, finding):
    safety = analysis.template.areas.get(key="safety")
    there = services.add_finding(analysis=analysis, area=safety, kind="strength", by=cast.rektor)
    services.add_comment(card=finding.causes.get(), text="Hur vet vi det?", by=cast.deputy)
    services.move_to_area(finding=finding, area=safety, by=cast.rektor)
    assert list(analysis.findings.filter(area=safety)) == [there, finding]
    assert Comment.objects.get().part == "safety"


def test_an_area_of_another_template_is_refused(cast, finding):
    preschool = services.start_analysis(node=cast.preschool, school_year=YEAR, by=cast.chief)
    with pytest.raises(ValidationError):
        services.move_to_area(finding=finding, area=preschool.template.areas.first(), by=cast.rektor)
    assert again(finding).area.key == "knowledge"


def test_who_moves_between_areas_writes_in_both(cast, analysis, finding):
    services.invite(analysis=analysis, user=cast.contributor, parts=[finding.area], by=cast.rektor)
    with pytest.raises(PermissionDenied):
        services.move_to_area(finding=finding, area=analysis.template.areas.get(key="safety"), by=cast.contributor)
    assert again(finding).area.key == "knowledge"


def test_a_cause_and_a_conclusion_keep_their_ties_when_they_move(cast, finding, other):
    cause, conclusion = finding.causes.get(), finding.conclusions.get()
    goal = plans.add_goal_from(conclusion=conclusion, by=cast.rektor)
    asked = support.request_support(
        node=cast.unit, school_year=YEAR, need="Handledning", days=5, conclusions=[conclusion], by=cast.rektor
    )
    services.move_to_finding(part=conclusion, finding=other, by=cast.rektor)
    moved = Conclusion.objects.get(pk=conclusion.pk)
    assert (moved.finding, list(moved.causes.all()), list(moved.goals.all()), list(moved.support_requests.all())) == (
        other,
        [cause],
        [goal],
        [asked],
    )
    assert [each.text for each in other.conclusions.all()] == ["Läxhjälp varje dag", "Börja med kartläggning"]


def test_nothing_moves_into_another_analysis(cast, finding):
    theirs = services.start_analysis(node=cast.other_unit, school_year=YEAR, by=cast.other_rektor)
    area = theirs.template.areas.get(key="knowledge")
    other = services.add_finding(analysis=theirs, area=area, kind="challenge", by=cast.other_rektor)
    with pytest.raises(ValidationError):
        services.move_to_finding(part=finding.causes.get(), finding=other, by=cast.rektor)
    with pytest.raises(ValidationError):
        services.merge_findings(kept=finding, other=other, by=cast.rektor)
    assert (other.causes.count(), Finding.objects.filter(pk=other.pk).exists()) == (0, True)


def test_split_takes_what_is_chosen_and_leaves_the_rest(cast, analysis, finding, observation, other):
    stays = services.add_cause(finding=finding, text="Stannar", by=cast.rektor)
    ground = services.add_ground(finding=finding, observation=observation, by=cast.rektor)
    cause, conclusion = finding.causes.first(), finding.conclusions.get()
    chosen = {"causes": [cause], "conclusions": [conclusion], "grounds": [ground]}
    new = services.split_finding(finding=finding, title="Kartläggningen", by=cast.rektor, **chosen)
    assert (new.title, new.kind, new.area) == ("Kartläggningen", "challenge", finding.area)
    assert [list(new.causes.all()), list(new.conclusions.all()), list(new.grounds.all())] == [[cause], [conclusion], [ground]]
    assert [list(finding.causes.all()), list(finding.conclusions.all())] == [[stays], []]
    assert list(analysis.findings.filter(area=finding.area)) == [finding, new, other]


def test_split_takes_nothing_of_another_finding(cast, finding, other):
    with pytest.raises(ValidationError):
        services.split_finding(finding=finding, title="Ny", causes=other.causes.all(), by=cast.rektor)
    assert Finding.objects.count() == 2


def test_a_second_click_splits_nothing_off(cast, finding):
    chosen = finding.causes.filter(pk=finding.causes.get().pk)
    services.split_finding(finding=finding, title="Ny", causes=chosen, by=cast.rektor)
    with pytest.raises(NotPossible):
        services.split_finding(finding=finding, title="Ny", causes=chosen.all(), by=cast.rektor)
    assert Finding.objects.count() == 2


def test_merge_takes_everything_over_and_keeps_both_texts(cast, analysis, finding, other, observation):
    for found in (finding, other):
        services.add_ground(finding=found, observation=observation, by=cast.rektor)
    theme = Theme.objects.create(municipality=cast.municipality, name="Våra läxor")
    services.set_theme(finding=other, theme=theme, has=True, by=cast.rektor)
    services.add_comment(card=other, text="Gäller det åk 4 också?", by=cast.deputy)
    goal = plans.add_goal_from(conclusion=other.conclusions.get(), by=cast.rektor)
    services.merge_findings(kept=finding, other=other, by=cast.rektor)
    kept = Finding.objects.get()
    assert (kept.title, kept.text) == ("Vi tappar elever i matematik", "Från 87 till 78 procent\n\nLäxorna\n\nVar tredje")
    assert [cause.text for cause in kept.causes.all()] == ["Vi kartlägger inte", "Ingen läxhjälp"]
    assert [(each.text, list(each.goals.all())) for each in kept.conclusions.all()] == [
        ("Börja med kartläggning", []),
        ("Läxhjälp varje dag", [goal]),
    ]
    assert ([ground.observation for ground in kept.grounds.all()], list(kept.themes.all())) == ([observation], [theme])
    assert (Comment.objects.get().object_id, Comment.objects.get().kind) == (kept.pk, "finding")


def test_texts_too_long_for_one_field_are_not_merged(cast, finding, other):
    Finding.objects.update(text="x" * (LONGEST_TEXT - 10))
    with pytest.raises(ValidationError):
        services.merge_findings(kept=finding, other=other, by=cast.rektor)
    assert Finding.objects.count() == 2


def test_a_finding_is_not_merged_with_itself(cast, finding):
    with pytest.raises(ValidationError):
        services.merge_findings(kept=finding, other=again(finding), by=cast.rektor)
    assert Finding.objects.count() == 1


def test_a_new_conclusion_draws_on_the_loose_causes_or_on_all(cast, finding):
    first = finding.conclusions.get()
    new = services.add_cause(finding=finding, text="Ny", by=cast.rektor)
    second = services.add_conclusion(finding=finding, by=cast.rektor)
    third = services.add_conclusion(finding=finding, by=cast.rektor)
    assert [list(each.causes.order_by("pk")) for each in (first, second, third)] == [
        [Cause.objects.get(text="Vi kartlägger inte")],
        [new],
        list(finding.causes.order_by("pk")),
    ]


def test_a_theme_of_another_municipality_or_one_not_used_is_refused(cast, finding):
    foreign = Theme.objects.create(municipality=cast.elsewhere, name="Grannens")
    retired = Theme.objects.create(municipality=cast.municipality, name="Förr", is_used=False)
    for theme in (foreign, retired):
        with pytest.raises(ValidationError):
            services.set_theme(finding=finding, theme=theme, has=True, by=cast.rektor)
    assert not finding.themes.exists()


@pytest.mark.parametrize("persona", ["contributor", "other_rektor", "verksamhetschef", "politiker", "foreign_rektor"])
def test_only_those_who_write_arrange(cast, finding, other, persona):
    by = cast.people[persona]
    for deed in (
        lambda: services.move_a_step(obj=finding, up=False, by=by),
        lambda: services.split_finding(finding=finding, title="Ny", by=by),
        lambda: services.merge_findings(kept=finding, other=other, by=by),
        lambda: services.draw_on(conclusion=finding.conclusions.get(), cause=finding.causes.get(), draws=False, by=by),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_a_conclusion_that_support_is_asked_for_stays(cast, finding):
    conclusion = finding.conclusions.get()
    support.request_support(
        node=cast.unit, school_year=YEAR, need="Handledning", days=5, conclusions=[conclusion], by=cast.rektor
    )
    for obj in (conclusion, finding):
        with pytest.raises(ValidationError):
            services.remove(obj=obj, by=cast.rektor)
    assert Conclusion.objects.filter(pk=conclusion.pk).exists()
