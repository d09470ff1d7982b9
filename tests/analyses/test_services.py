import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from analyses import services
from analyses.models import Analysis, AnalysisVersion, Citation, Finding, Judgement
from journal.models import Event
from schoolplan.kit.versions import Conflict, version_of
from schoolplan.kit.workflow import NotPossible
from tests.factories import YEAR


def save(obj, field, value, by, seen=None):
    return services.save_text(
        obj=obj, field=field, value=value, seen=version_of(getattr(obj, field)) if seen is None else seen, by=by
    )


def test_starting_makes_a_judgement_for_every_area_once(cast, analysis):
    again = services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.deputy)
    assert again == analysis
    assert list(analysis.judgements.order_by("area__position").values_list("area__key", flat=True)[:3]) == [
        "norms",
        "safety",
        "knowledge",
    ]
    assert analysis.judgements.count() == 13


def test_preschool_gets_the_areas_of_preschool(cast):
    analysis = services.start_analysis(node=cast.preschool, school_year=YEAR, by=cast.chief)
    assert [j.area.title for j in analysis.judgements.order_by("area__position")][:2] == [
        "Normer och värden",
        "Omsorg, utveckling och lärande",
    ]


def test_saved_text_is_in_the_journal_with_the_old_text(cast, analysis):
    judgement = analysis.judgements.first()
    save(judgement, "reason", "Först", cast.rektor)
    save(judgement, "reason", "Sedan", cast.rektor)
    events = Event.objects.filter(object_type="analyses.judgement", object_id=judgement.pk)
    assert [event.changes for event in events] == [{"reason": ["", "Först"]}, {"reason": ["Först", "Sedan"]}]


def test_saving_the_same_text_again_changes_nothing(cast, analysis):
    judgement = analysis.judgements.first()
    save(judgement, "reason", "Text", cast.rektor)
    save(judgement, "reason", "Text", cast.rektor, seen="stale")
    assert Event.objects.filter(object_type="analyses.judgement").count() == 1


def test_two_people_in_one_field_keep_both_texts(cast, analysis):
    mine, theirs = (Judgement.objects.get(pk=analysis.judgements.first().pk) for _ in range(2))
    seen = version_of("")
    save(theirs, "reason", "Deras", cast.deputy)
    with pytest.raises(Conflict) as conflict:
        save(mine, "reason", "Min", cast.rektor, seen=seen)
    assert (conflict.value.mine, conflict.value.theirs) == ("Min", "Deras")
    assert Judgement.objects.get(pk=mine.pk).reason == "Deras"


def test_two_people_in_two_fields_of_one_row_do_not_disturb_each_other(cast, analysis):
    mine, theirs = (Judgement.objects.get(pk=analysis.judgements.first().pk) for _ in range(2))
    save(theirs, "level", 3, cast.deputy)
    save(mine, "reason", "Min", cast.rektor)
    stored = Judgement.objects.get(pk=mine.pk)
    assert (stored.level, stored.reason) == (3, "Min")


@pytest.mark.parametrize(
    "persona", ["other_rektor", "verksamhetschef", "politiker", "elevhalsa", "administrator", "foreign_rektor"]
)
def test_only_the_units_leaders_write(cast, analysis, persona):
    with pytest.raises(PermissionDenied):
        save(analysis.judgements.first(), "reason", "x", cast.people[persona])


def test_handing_in_freezes_the_text(cast, analysis, finding):
    version = services.submit_analysis(analysis=analysis, by=cast.rektor)
    Finding.objects.filter(pk=finding.pk).update(title="Ändrat efteråt")
    area = next(a for a in AnalysisVersion.objects.get(pk=version.pk).content["areas"] if a["key"] == "knowledge")
    assert [f["title"] for f in area["findings"]] == ["Vi tappar elever i matematik"]
    assert area["findings"][0]["causes"][0]["text"] == "Vi kartlägger inte"
    assert Analysis.objects.get(pk=analysis.pk).state == "submitted"


def test_nothing_is_written_after_handing_in(cast, submitted):
    with pytest.raises(PermissionDenied):
        save(submitted.judgements.first(), "reason", "x", cast.rektor)


def test_handed_in_once(cast, submitted):
    with pytest.raises(NotPossible):
        services.submit_analysis(analysis=submitted, by=cast.rektor)


def test_returned_with_a_comment_and_handed_in_again_as_the_next_version(cast, submitted):
    with pytest.raises(ValidationError):
        services.return_analysis(analysis=submitted, comment=" ", by=cast.verksamhetschef)
    services.return_analysis(analysis=submitted, comment="Skriv varför", by=cast.verksamhetschef)
    submitted.refresh_from_db()
    save(submitted.judgements.first(), "reason", "Därför", cast.rektor)
    assert services.submit_analysis(analysis=submitted, by=cast.rektor).number == 2


def test_the_unit_does_not_adopt_its_own(cast, submitted):
    with pytest.raises(PermissionDenied):
        services.adopt_analysis(analysis=submitted, by=cast.rektor)


def test_adopted(cast, submitted):
    review = services.adopt_analysis(analysis=submitted, comment="Tack", by=cast.verksamhetschef)
    submitted.refresh_from_db()
    assert (submitted.state, review.version.number, review.comment) == ("adopted", 1, "Tack")


@pytest.fixture
def own_finding(cast, submitted):
    own = services.start_analysis(node=cast.municipality, school_year=YEAR, by=cast.utvecklingsledare)
    area = own.template.areas.get(key="knowledge")
    return services.add_finding(analysis=own, area=area, kind="challenge", title="Matematiken", by=cast.utvecklingsledare)


def test_citing_takes_the_words_and_the_version(cast, finding, own_finding):
    services.cite(finding=own_finding, cited=[finding], by=cast.utvecklingsledare)
    services.cite(finding=own_finding, cited=[finding], by=cast.utvecklingsledare)
    assert [(c.quote, c.version.number) for c in Citation.objects.all()] == [("Från 87 till 78 procent", 1)]


def test_a_draft_is_never_cited(cast, own_finding):
    other = services.start_analysis(node=cast.other_unit, school_year=YEAR, by=cast.other_rektor)
    area = other.template.areas.get(key="knowledge")
    draft = services.add_finding(analysis=other, area=area, kind="strength", title="Hemligt", by=cast.other_rektor)
    with pytest.raises(ValidationError):
        services.cite(finding=own_finding, cited=[draft], by=cast.utvecklingsledare)
    assert Citation.objects.count() == 0


def test_what_is_cited_is_not_removed(cast, finding, own_finding, submitted):
    services.cite(finding=own_finding, cited=[finding], by=cast.utvecklingsledare)
    services.return_analysis(analysis=submitted, comment="Mer", by=cast.verksamhetschef)
    with pytest.raises(ValidationError):
        services.remove(obj=Finding.objects.get(pk=finding.pk), by=cast.rektor)


def test_removed_words_stay_in_the_journal(cast, finding):
    services.remove(obj=finding, by=cast.rektor)
    gone = Event.objects.get(verb="remove", object_type="analyses.finding")
    assert gone.changes["text"] == ["Från 87 till 78 procent", ""]
    assert Event.objects.get(verb="remove", object_type="analyses.cause").changes["text"] == ["Vi kartlägger inte", ""]
