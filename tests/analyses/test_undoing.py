"""Every deed that changes the shape of an analysis can be taken back, and taken back again, without a word being lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from analyses import queries, services
from analyses.models import Analysis, Cause, Citation, Comment, Conclusion, Finding, Ground, Observation, Theme
from analyses.services.undoing import _rows_of
from journal.models import Event
from plans import services as plans
from schoolplan.kit.versions import version_of
from tests.factories import YEAR


@pytest.fixture
def full(cast, analysis, finding, observation):
    """The finding with two causes, what it rests on, a theme and a comment; and another one in the same area."""
    services.add_cause(finding=finding, text="Tillfällig personal", by=cast.rektor)
    services.add_ground(finding=finding, observation=observation, by=cast.rektor)
    theme = Theme.objects.create(municipality=cast.municipality, name="Våra övergångar")
    services.set_theme(finding=finding, theme=theme, has=True, by=cast.rektor)
    services.add_comment(card=finding, text="Stämmer det för alla klasser?", by=cast.deputy)
    other = services.add_finding(
        analysis=analysis, area=finding.area, kind="challenge", title="Läxorna", text="Var tredje", by=cast.rektor
    )
    cause = services.add_cause(finding=other, text="Ingen läxhjälp", by=cast.rektor)
    services.add_conclusion(finding=other, text="Läxhjälp varje dag", by=cast.rektor)
    services.add_ground(finding=other, observation=observation, by=cast.rektor)
    return {"other": other, "cause": cause, "theme": theme}


def deeds(cast, analysis, finding, full):
    """Every kind of deed, as a function that does it."""
    by = {"by": cast.rektor}
    cause, conclusion = finding.causes.first(), finding.conclusions.get()
    area = analysis.template.areas.get(key="safety")
    return {
        "add a finding": lambda: services.add_finding(analysis=analysis, area=area, kind="strength", **by),
        "add an observation": lambda: services.add_observation(analysis=analysis, area=area, text="Ny", **by),
        "add a cause": lambda: services.add_cause(finding=finding, **by),
        "add a conclusion": lambda: services.add_conclusion(finding=finding, **by),
        "remove a finding": lambda: services.remove(obj=Finding.objects.get(pk=finding.pk), **by),
        "remove an observation": lambda: services.remove(obj=Observation.objects.get(), **by),
        "remove a cause": lambda: services.remove(obj=cause, **by),
        "remove a conclusion": lambda: services.remove(obj=conclusion, **by),
        "move a finding up": lambda: services.move_a_step(obj=full["other"], up=True, **by),
        "move a finding to an area": lambda: services.move_to_area(finding=finding, area=area, **by),
        "move a cause": lambda: services.move_to_finding(part=cause, finding=full["other"], **by),
        "move a conclusion": lambda: services.move_to_finding(part=conclusion, finding=full["other"], **by),
        "split": lambda: services.split_finding(
            finding=finding, title="Ny", causes=[cause], conclusions=[conclusion], grounds=finding.grounds.all(), **by
        ),
        "merge": lambda: services.merge_findings(kept=finding, other=full["other"], **by),
        "take a ground": lambda: services.remove_ground(ground=finding.grounds.get(), **by),
        "take a theme": lambda: services.set_theme(finding=finding, theme=full["theme"], has=False, **by),
        "draw on another": lambda: services.draw_on(conclusion=conclusion, cause=full["cause"], draws=True, **by),
    }


KINDS_OF_DEEDS = [
    "add a finding",
    "add an observation",
    "add a cause",
    "add a conclusion",
    "remove a finding",
    "remove an observation",
    "remove a cause",
    "remove a conclusion",
    "move a finding up",
    "move a finding to an area",
    "move a cause",
    "move a conclusion",
    "split",
    "merge",
    "take a ground",
    "take a theme",
    "draw on another",
]


def latest(analysis, user):
    return queries.latest_deed(analysis, user).event


@pytest.mark.parametrize("kind", KINDS_OF_DEEDS)
def test_every_deed_is_undone_and_done_again(cast, analysis, finding, full, kind):
    before = _rows_of(analysis)
    deeds(cast, analysis, finding, full)[kind]()
    after = _rows_of(analysis)
    assert after != before
    undoing = services.undo(event=latest(analysis, cast.rektor), analysis=analysis, by=cast.rektor)
    assert _rows_of(analysis) == before
    services.undo(event=undoing, analysis=analysis, by=cast.rektor)
    assert _rows_of(analysis) == after


def test_every_kind_of_deed_is_tried(cast, analysis, finding, full):
    assert list(deeds(cast, analysis, finding, full)) == KINDS_OF_DEEDS


@pytest.mark.parametrize("kind", KINDS_OF_DEEDS)
def test_undone_twice_changes_nothing_and_says_so(cast, analysis, finding, full, kind):
    deeds(cast, analysis, finding, full)[kind]()
    event = latest(analysis, cast.rektor)
    services.undo(event=event, analysis=analysis, by=cast.rektor)
    stands = _rows_of(analysis)
    with pytest.raises(ValidationError):
        services.undo(event=event, analysis=analysis, by=cast.rektor)
    assert _rows_of(analysis) == stands


def test_a_removed_finding_comes_back_with_its_number_and_all_that_hung_on_it(cast, analysis, finding, full):
    numbers = [sorted(kind.objects.values_list("pk", flat=True)) for kind in (Finding, Cause, Conclusion, Ground, Comment)]
    services.remove(obj=Finding.objects.get(pk=finding.pk), by=cast.rektor)
    assert Cause.objects.count() == 1
    services.undo(event=latest(analysis, cast.rektor), analysis=analysis, by=cast.rektor)
    again = [sorted(kind.objects.values_list("pk", flat=True)) for kind in (Finding, Cause, Conclusion, Ground, Comment)]
    assert again == numbers
    assert [theme.name for theme in Finding.objects.get(pk=finding.pk).themes.all()] == ["Våra övergångar"]


def save(obj, field, value, by):
    services.save_text(obj=obj, field=field, value=value, seen=version_of(getattr(obj, field)), by=by)


def test_words_written_since_stay(cast, analysis, finding, full):
    services.merge_findings(kept=finding, other=full["other"], by=cast.rektor)
    event = latest(analysis, cast.rektor)
    merged = Finding.objects.get(pk=finding.pk)
    save(merged, "text", "Skrivet efteråt", cast.deputy)
    services.undo(event=event, analysis=analysis, by=cast.rektor)
    texts = dict(Finding.objects.values_list("title", "text"))
    assert texts == {"Vi tappar elever i matematik": "Skrivet efteråt", "Läxorna": "Var tredje"}


def test_what_was_added_and_written_in_since_is_not_taken_away(cast, analysis, finding):
    cause = services.add_cause(finding=finding, by=cast.rektor)
    event = latest(analysis, cast.rektor)
    save(cause, "text", "Ord som någon skrev", cast.deputy)
    with pytest.raises(ValidationError):
        services.undo(event=event, analysis=analysis, by=cast.rektor)
    assert Cause.objects.get(pk=cause.pk).text == "Ord som någon skrev"


def test_what_something_has_been_hung_on_since_is_not_taken_away(cast, analysis):
    area = analysis.template.areas.get(key="knowledge")
    new = services.add_finding(analysis=analysis, area=area, kind="strength", by=cast.rektor)
    event = latest(analysis, cast.rektor)
    cause = services.add_cause(finding=new, by=cast.deputy)
    with pytest.raises(ValidationError):
        services.undo(event=event, analysis=analysis, by=cast.rektor)
    assert list(Finding.objects.get(pk=new.pk).causes.all()) == [cause]


def test_a_conclusion_that_a_goal_rests_on_since_is_not_taken_away(cast, analysis, finding):
    conclusion = services.add_conclusion(finding=finding, by=cast.rektor)
    event = latest(analysis, cast.rektor)
    goal = plans.add_goal_from(conclusion=conclusion, by=cast.rektor)
    with pytest.raises(ValidationError):
        services.undo(event=event, analysis=analysis, by=cast.rektor)
    assert list(goal.conclusions.all()) == [conclusion]


def test_a_cause_whose_finding_is_gone_does_not_come_back(cast, analysis, finding):
    services.remove(obj=finding.causes.get(), by=cast.rektor)
    event = latest(analysis, cast.rektor)
    services.remove(obj=Finding.objects.get(pk=finding.pk), by=cast.rektor)
    with pytest.raises(ValidationError):
        services.undo(event=event, analysis=analysis, by=cast.rektor)
    assert Cause.objects.count() == 0


def test_what_has_been_moved_on_since_is_not_moved_back(cast, analysis, finding, full):
    cause = finding.causes.first()
    services.move_to_finding(part=cause, finding=full["other"], by=cast.rektor)
    event = latest(analysis, cast.rektor)
    third = services.add_finding(analysis=analysis, area=finding.area, kind="strength", by=cast.rektor)
    services.move_to_finding(part=Cause.objects.get(pk=cause.pk), finding=third, by=cast.deputy)
    with pytest.raises(ValidationError):
        services.undo(event=event, analysis=analysis, by=cast.rektor)
    assert Cause.objects.get(pk=cause.pk).finding == third


@pytest.mark.parametrize("persona", ["contributor", "elevhalsa", "other_rektor", "verksamhetschef", "foreign_rektor"])
def test_who_does_not_write_undoes_nothing(cast, analysis, finding, persona):
    services.remove(obj=finding.causes.get(), by=cast.rektor)
    with pytest.raises(PermissionDenied):
        services.undo(event=latest(analysis, cast.rektor), analysis=analysis, by=cast.people[persona])
    assert Cause.objects.count() == 0


def test_an_invited_person_undoes_in_the_own_part_and_not_in_another(cast, analysis, finding):
    area = finding.area
    services.invite(analysis=analysis, user=cast.contributor, parts=[area], by=cast.rektor)
    services.remove(obj=finding.causes.get(), by=cast.rektor)
    services.undo(event=latest(analysis, cast.rektor), analysis=analysis, by=cast.contributor)
    assert Cause.objects.count() == 1
    safety = analysis.template.areas.get(key="safety")
    services.move_to_area(finding=Finding.objects.get(pk=finding.pk), area=safety, by=cast.rektor)
    again = type(cast.contributor).objects.get(pk=cast.contributor.pk)
    with pytest.raises(PermissionDenied):
        services.undo(event=latest(analysis, cast.rektor), analysis=analysis, by=again)
    assert Finding.objects.get(pk=finding.pk).area == safety


def test_an_invited_person_does_not_undo_what_has_been_moved_to_another_part_since(cast, analysis, finding):
    services.invite(analysis=analysis, user=cast.contributor, parts=[finding.area], by=cast.rektor)
    cause = services.add_cause(finding=finding, by=cast.contributor)
    event = latest(analysis, cast.contributor)
    safety = analysis.template.areas.get(key="safety")
    elsewhere = services.add_finding(analysis=analysis, area=safety, kind="challenge", by=cast.rektor)
    services.move_to_finding(part=Cause.objects.get(pk=cause.pk), finding=elsewhere, by=cast.rektor)
    with pytest.raises(PermissionDenied):
        services.undo(event=event, analysis=analysis, by=cast.contributor)
    assert list(elsewhere.causes.all()) == [cause]


def test_nothing_is_undone_after_handing_in(cast, analysis, finding):
    services.remove(obj=finding.causes.get(), by=cast.rektor)
    event = latest(analysis, cast.rektor)
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    with pytest.raises(PermissionDenied):
        services.undo(event=event, analysis=Analysis.objects.get(pk=analysis.pk), by=cast.rektor)


def test_a_deed_of_another_analysis_is_not_found(cast, analysis, finding):
    other = services.start_analysis(node=cast.other_unit, school_year=YEAR, by=cast.other_rektor)
    services.add_observation(analysis=other, area=other.template.areas.first(), by=cast.other_rektor)
    event = latest(other, cast.other_rektor)
    assert queries.deed_of(analysis, str(event.pk)) is None
    assert queries.deed_of(other, str(event.pk)).event == event
    assert [queries.deed_of(other, odd) for odd in ("", "x", "9" * 30)] == [None] * 3


def test_the_list_of_deeds_is_newest_first_and_says_what_is_undone(cast, analysis, finding):
    services.remove(obj=finding.causes.get(), by=cast.rektor)
    undoing = services.undo(event=latest(analysis, cast.rektor), analysis=analysis, by=cast.deputy)
    found = queries.deeds_of(analysis)
    assert [(deed.event.verb, deed.is_undone) for deed in found] == [
        ("undo", False),
        ("remove", True),
        ("add", False),
        ("add", False),
        ("add", False),
    ]
    services.undo(event=undoing, analysis=analysis, by=cast.rektor)
    assert [deed.is_undone for deed in queries.deeds_of(analysis)[:3]] == [False, True, False]


def test_citations_of_both_go_on_after_a_merge_and_come_back_after_it_is_undone(cast, analysis, finding, full):
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    own = services.start_analysis(node=cast.municipality, school_year=YEAR, by=cast.utvecklingsledare)
    area = own.template.areas.get(key="knowledge")
    above = services.add_finding(analysis=own, area=area, kind="challenge", title="Matematiken", by=cast.utvecklingsledare)
    services.cite(finding=above, cited=[finding, full["other"]], by=cast.utvecklingsledare)
    services.return_analysis(analysis=analysis, comment="Slå ihop dem.", by=cast.verksamhetschef)
    open_again = Analysis.objects.get(pk=analysis.pk)
    kept, other = (Finding.objects.get(pk=each.pk) for each in (finding, full["other"]))
    services.merge_findings(kept=kept, other=other, by=cast.rektor)
    told = Citation.objects.order_by("pk").values_list("cited", "number_in_version", "quote")
    assert list(told) == [
        (finding.pk, finding.pk, "Från 87 till 78 procent"),
        (finding.pk, full["other"].pk, "Var tredje"),
    ]
    services.undo(event=latest(open_again, cast.rektor), analysis=open_again, by=cast.rektor)
    assert list(Citation.objects.order_by("pk").values_list("cited", flat=True)) == [finding.pk, full["other"].pk]


def test_citing_and_citing_no_more_are_undone_and_done_again(cast, submitted, finding):
    by = {"by": cast.utvecklingsledare}
    own = services.start_analysis(node=cast.municipality, school_year=YEAR, **by)
    above = services.add_finding(analysis=own, area=own.template.areas.get(key="knowledge"), kind="challenge", **by)
    for deed, cited in (
        (lambda: services.cite(finding=above, cited=[finding], **by), [finding]),
        (lambda: services.cite_no_more(citation=Citation.objects.get(), **by), []),
    ):
        before = _rows_of(own)
        deed()
        after = _rows_of(own)
        assert [citation.cited for citation in above.citations.all()] == cited
        undoing = services.undo(event=latest(own, cast.utvecklingsledare), analysis=own, **by)
        assert _rows_of(own) == before
        services.undo(event=undoing, analysis=own, **by)
        assert _rows_of(own) == after


def test_a_finding_made_by_citing_is_gone_when_that_is_undone(cast, submitted, finding):
    by = {"by": cast.utvecklingsledare}
    own = services.start_analysis(node=cast.municipality, school_year=YEAR, **by)
    before = _rows_of(own)
    area = own.template.areas.get(key="knowledge")
    above = services.cite_anew(analysis=own, area=area, kind="challenge", cited=[finding], **by)
    assert [(deed.event.verb, deed.about) for deed in queries.deeds_of(own)] == [("cite", str(above))]
    after = _rows_of(own)
    undoing = services.undo(event=latest(own, cast.utvecklingsledare), analysis=own, **by)
    assert (_rows_of(own), own.findings.count()) == (before, 0)
    services.undo(event=undoing, analysis=own, **by)
    assert _rows_of(own) == after


def test_an_undoing_says_what_was_undone_and_what_was_done_again(cast, analysis, finding):
    services.remove(obj=finding.causes.get(), by=cast.rektor)
    first = services.undo(event=latest(analysis, cast.rektor), analysis=analysis, by=cast.rektor)
    second = services.undo(event=first, analysis=analysis, by=cast.rektor)
    services.undo(event=second, analysis=analysis, by=cast.rektor)
    assert [(deed.words, deed.about) for deed in queries.deeds_of(analysis)[:4]] == [
        ("Ångrat: Orsaken är borttagen.", "Vi kartlägger inte"),
        ("Gjort igen: Orsaken är borttagen.", "Vi kartlägger inte"),
        ("Ångrat: Orsaken är borttagen.", "Vi kartlägger inte"),
        ("Orsaken är borttagen.", "Vi kartlägger inte"),
    ]


def test_undoing_leads_to_what_the_thing_stood_in_when_it_is_gone(cast, client_of, analysis, finding):
    client = client_of("rektor")
    area = reverse("analyses:area", args=[analysis.pk, "knowledge"])

    def undone() -> str:
        event = latest(analysis, cast.rektor)
        return client.post(reverse("analyses:undo", args=[analysis.pk, event.pk])).url

    services.add_cause(finding=finding, by=cast.rektor)
    assert undone().startswith(f"{area}?edit={finding.pk}&done=")
    services.add_finding(analysis=analysis, area=finding.area, kind="strength", by=cast.rektor)
    assert undone().startswith(f"{area}?done=")


def test_nothing_done_is_nothing_told(cast, analysis, finding):
    events = Event.objects.count()
    cause, conclusion = finding.causes.get(), finding.conclusions.get()
    services.draw_on(conclusion=conclusion, cause=cause, draws=True, by=cast.rektor)
    services.move_a_step(obj=cause, up=True, by=cast.rektor)
    assert Event.objects.count() == events
