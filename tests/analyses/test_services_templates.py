"""Versions of a template, and the municipality's themes: what can be done with them, and that nothing begun changes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from analyses import services as analyses
from analyses.models import Section, Template, TemplateArea, Theme
from analyses.queries.templates import begun_from, template_page, templates_page, themes_of
from analyses.services import templates as services
from analyses.services import themes
from analyses.templates import add_template, default_area, template_for
from journal.models import Event
from journal.services import SYSTEM
from schoolplan.kit.versions import Conflict, version_of
from tests.factories import LAST_YEAR, YEAR


@pytest.fixture
def written(cast, school) -> Template:
    return services.begin_version(template=school, by=cast.utvecklingsledare)


def said(template: Template) -> dict[str, list[tuple[object, ...]]]:
    """Every word of a version, to compare it by."""
    areas = template.areas.values_list("position", "key", "title", "question", "guidance", "goals")
    sections = template.sections.values_list("position", "key", "title", "question", "guidance", "example", "non_example")
    fields = template.fields.order_by("key").values_list("key", "help", "example", "non_example")
    return {"areas": list(areas), "sections": list(sections), "fields": list(fields), "forms": [tuple(template.forms)]}


def test_a_new_version_says_what_the_newest_says_until_it_is_changed(written, school) -> None:
    assert said(written) == said(school)
    assert (written.version, written.published_at) == (2, None)


def test_beginning_a_version_twice_gives_the_one_that_is_being_written(cast, written, school) -> None:
    assert services.begin_version(template=school, by=cast.administrator) == written
    assert Template.objects.filter(name="Grundskola").count() == 2


def test_a_version_copies_the_newest_also_when_it_is_asked_of_an_older_one(cast, written, school) -> None:
    services.add_own_area(template=written, title="Rörelse", question="I vilken grad rör sig eleverna?", by=cast.administrator)
    services.publish_version(template=written, by=cast.administrator)
    third = services.begin_version(template=school, by=cast.administrator)
    assert (third.version, said(third)) == (3, said(written))


def test_an_analysis_begun_keeps_every_word_whatever_is_published_after(cast, school) -> None:
    begun = analyses.start_analysis(node=cast.unit, school_year=LAST_YEAR, by=cast.rektor)
    before = said(begun.template)
    new = services.begin_version(template=school, by=cast.administrator)
    first = new.areas.first()
    for part, field in ((first, "question"), (new.sections.first(), "title"), (new.fields.first(), "help")):
        seen = version_of(getattr(part, field))
        services.save_template_text(part=part, field=field, value="Nya ord?", seen=seen, by=cast.administrator)
    services.remove_area(area=new.areas.get(key="knowledge"), by=cast.administrator)
    services.leave_out_section(section=new.sections.get(key=Section.HEALTH), by=cast.administrator)
    services.move_area(area=new.areas.get(key="home"), steps=-1, by=cast.administrator)
    services.publish_version(template=new, by=cast.administrator)
    begun.refresh_from_db()
    assert (begun.template, said(begun.template)) == (school, before)
    assert sorted(begun.judgements.values_list("area__key", flat=True)) == sorted(row[1] for row in before["areas"])
    later = analyses.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    assert later.template == new
    assert "knowledge" not in later.judgements.values_list("area__key", flat=True)


def test_nobody_begins_from_a_version_being_written(cast, written, school) -> None:
    assert template_for(cast.unit, by=SYSTEM) == school


def test_a_published_version_is_closed_to_every_deed(cast, school) -> None:
    area, section = school.areas.first(), school.sections.first()
    deeds = [
        lambda by: services.publish_version(template=school, by=by),
        lambda by: services.discard_version(template=school, by=by),
        lambda by: services.save_template_text(part=area, field="title", value="X", seen=version_of(area.title), by=by),
        lambda by: services.set_forms(template=school, forms=["GY"], by=by),
        lambda by: services.add_own_area(template=school, title="X", question="X?", by=by),
        lambda by: services.move_area(area=area, steps=1, by=by),
        lambda by: services.remove_area(area=area, by=by),
        lambda by: services.leave_out_section(section=section, by=by),
        lambda by: services.put_back_section(template=school, key="brief", by=by),
    ]
    before = said(school)
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed(cast.administrator)
    assert said(school) == before


@pytest.mark.parametrize("persona", ["rektor", "verksamhetschef", "forvaltningschef", "foreign_rektor", "politiker"])
def test_only_those_who_manage_templates_write_them(cast, written, school, persona: str) -> None:
    somebody = cast.people[persona]
    deeds = [
        lambda: services.begin_version(template=school, by=somebody),
        lambda: services.begin_template(municipality=cast.municipality, name="Gymnasieskola", by=somebody),
        lambda: services.begin_with_defaults(municipality=cast.municipality, by=somebody),
        lambda: services.publish_version(template=written, by=somebody),
        lambda: services.discard_version(template=written, by=somebody),
        lambda: themes.add_theme(municipality=cast.municipality, name="Eget", by=somebody),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()


def test_a_text_is_saved_with_one_newline_and_told_in_the_journal(cast, written) -> None:
    area = written.areas.get(key="norms")
    seen = version_of(area.guidance)
    services.save_template_text(part=area, field="guidance", value="Ett?\r\nTvå?", seen=seen, by=cast.administrator)
    assert TemplateArea.objects.get(pk=area.pk).guidance == "Ett?\nTvå?"
    event = Event.objects.filter(object_type="analyses.templatearea", object_id=area.pk).latest("pk")
    assert (event.verb, event.actor_id, event.changes["guidance"][1]) == ("edit", cast.administrator.pk, "Ett?\nTvå?")


def test_two_who_write_the_same_text_both_keep_it(cast, written) -> None:
    area = written.areas.get(key="norms")
    seen = version_of(area.title)
    services.save_template_text(part=area, field="title", value="Värden", seen=seen, by=cast.administrator)
    with pytest.raises(Conflict) as conflict:
        services.save_template_text(
            part=written.areas.get(key="norms"), field="title", value="Normer", seen=seen, by=cast.utvecklingsledare
        )
    assert (conflict.value.mine, conflict.value.theirs) == ("Normer", "Värden")


def test_a_discarded_version_is_gone_and_its_words_stay_in_the_journal(cast, written, school) -> None:
    area = services.add_own_area(template=written, title="Rörelse", question="I vilken grad?", by=cast.administrator)
    services.discard_version(template=written, by=cast.administrator)
    assert list(Template.objects.filter(name="Grundskola")) == [school]
    gone = Event.objects.get(object_type="analyses.templatearea", object_id=area.pk, verb="remove")
    assert gone.changes["question"] == ["I vilken grad?", ""]


def test_a_template_that_asks_nothing_is_not_published(cast, written) -> None:
    for area in written.areas.all():
        services.remove_area(area=area, by=cast.administrator)
    with pytest.raises(ValidationError):
        services.publish_version(template=written, by=cast.administrator)


def test_an_area_moves_a_step_and_stays_at_the_end(cast, written) -> None:
    keys = list(written.areas.values_list("key", flat=True))
    services.move_area(area=written.areas.get(key=keys[2]), steps=-1, by=cast.administrator)
    assert list(written.areas.values_list("key", flat=True)) == [keys[0], keys[2], keys[1], *keys[3:]]
    services.move_area(area=written.areas.get(key=keys[-1]), steps=1, by=cast.administrator)
    assert list(written.areas.values_list("key", flat=True))[-1] == keys[-1]


def test_an_own_area_has_a_key_of_its_own_that_is_the_same_in_every_template(cast, written, school) -> None:
    words = {"title": "Språk & läsning", "question": "I vilken grad?", "by": cast.administrator}
    other = services.begin_version(template=Template.objects.get(name="Förskola"), by=cast.administrator)
    keys = [services.add_own_area(template=template, **words).key for template in (written, other, written)]
    assert keys == ["sprak-lasning", "sprak-lasning", "sprak-lasning-2"]


def test_an_own_area_never_takes_the_key_of_a_section(cast, written) -> None:
    words = {"question": "I vilken grad?", "by": cast.administrator}
    assert services.add_own_area(template=written, title="Summary", **words).key == "summary-2"
    assert services.add_own_area(template=written, title="…", **words).key == "area"


def test_a_default_area_comes_in_the_words_of_the_school_form_and_only_once(cast, school) -> None:
    preschool = services.begin_version(template=Template.objects.get(name="Förskola"), by=cast.administrator)
    area = services.add_default_area(template=preschool, key="safety", by=cast.administrator)
    assert (area.title, area.position) == ("Trygghet och omsorg", preschool.areas.count())
    for key in ("safety", "nonsense"):
        with pytest.raises(ValidationError):
            services.add_default_area(template=preschool, key=key, by=cast.administrator)


def test_a_part_left_out_comes_back_as_it_was_last_published(cast, written) -> None:
    health = written.sections.get(key=Section.HEALTH)
    services.save_template_text(
        part=health, field="title", value="Elevhälsan säger", seen=version_of(health.title), by=cast.administrator
    )
    services.publish_version(template=written, by=cast.administrator)
    third = services.begin_version(template=written, by=cast.administrator)
    services.leave_out_section(section=third.sections.get(key=Section.HEALTH), by=cast.administrator)
    assert Section.HEALTH not in third.sections.values_list("key", flat=True)
    back = services.put_back_section(template=third, key=Section.HEALTH, by=cast.administrator)
    assert back.title == "Elevhälsan säger"
    assert [section.key for section in third.sections.all()] == Section.values
    with pytest.raises(ValidationError):
        services.put_back_section(template=third, key=Section.HEALTH, by=cast.administrator)


def test_a_part_that_was_never_there_comes_in_the_default_words(cast, school) -> None:
    preschool = services.begin_version(template=Template.objects.get(name="Förskola"), by=cast.administrator)
    back = services.put_back_section(template=preschool, key=Section.HEALTH, by=cast.administrator)
    assert back.title == "Elevhälsans bidrag"
    assert [section.key for section in preschool.sections.all()] == Section.values


def test_a_template_answers_for_at_least_one_school_form(cast, written) -> None:
    services.set_forms(template=written, forms=["GRS", "GR"], by=cast.administrator)
    assert written.forms == ["GR", "GRS"]
    with pytest.raises(ValidationError):
        services.set_forms(template=written, forms=[], by=cast.administrator)


def test_the_municipalitys_own_template_never_answers_for_units(cast, school) -> None:
    own = services.begin_version(template=Template.objects.get(name="Kommunen"), by=cast.administrator)
    with pytest.raises(ValidationError):
        services.set_forms(template=own, forms=["GR"], by=cast.administrator)


def test_a_municipality_begins_a_template_it_has_not(cast) -> None:
    add_template(municipality=cast.municipality, name="Grundskola", forms=["GR"], areas=[default_area("norms")], by=SYSTEM)
    new = services.begin_template(municipality=cast.municipality, name="Gymnasieskola", by=cast.administrator)
    assert (new.forms, new.published_at, new.version) == (["GY"], None, 1)
    assert new.sections.count() == len(Section.values)
    for name in ("Grundskola", "Gymnasieskola", "Något annat"):
        with pytest.raises(ValidationError):
            services.begin_template(municipality=cast.municipality, name=name, by=cast.administrator)


def test_a_municipality_without_templates_begins_with_the_default_ones_once(cast) -> None:
    for _ in range(2):
        services.begin_with_defaults(municipality=cast.municipality, by=cast.administrator)
    assert Template.objects.filter(municipality=cast.municipality, version=1).count() == 6
    assert not Template.objects.filter(municipality=cast.elsewhere).exists()


def test_the_list_warns_of_school_forms_that_none_or_two_answer_for(cast, school) -> None:
    page = templates_page(cast.municipality)
    assert (page.unanswered, page.doubled, page.can_begin) == ((), (), ())
    assert [line.name for line in page.lines] == [
        "Grundskola",
        "Anpassad grundskola",
        "Gymnasieskola",
        "Förskola",
        "Förskoleklass och fritidshem",
        "Kommunen",
    ]
    second = add_template(municipality=cast.municipality, name="Skola", forms=["GR"], areas=[default_area("norms")], by=SYSTEM)
    Template.objects.filter(name="Förskola").update(published_at=None)
    page = templates_page(cast.municipality)
    assert len(page.unanswered) == 1
    assert [(len(answering), answering[0]) for _form, answering in page.doubled] == [(2, second)]


def test_the_list_counts_the_analyses_of_every_version(cast, school) -> None:
    analyses.start_analysis(node=cast.unit, school_year=LAST_YEAR, by=cast.rektor)
    new = services.begin_version(template=school, by=cast.administrator)
    services.publish_version(template=new, by=cast.administrator)
    analyses.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    analyses.start_analysis(node=cast.other_unit, school_year=YEAR, by=cast.other_rektor)
    [line] = [line for line in templates_page(cast.municipality).lines if line.name == "Grundskola"]
    assert (line.begun, line.current, line.written) == (3, new, None)
    assert [(each.node.name, each.school_year) for each in begun_from(new)] == [("Almskolan", YEAR), ("Björkskolan", YEAR)]
    assert [(each.node.name, each.school_year) for each in begun_from(school)] == [("Almskolan", LAST_YEAR)]


def test_an_area_shows_the_indicators_in_use_that_fit_its_school_forms(cast, school, indicator) -> None:
    shown = {line.area.key: [placed.short_title for placed in line.indicators] for line in template_page(school).areas}
    assert shown["knowledge"] == ["Minst E i matematik"]
    assert shown["norms"] == []
    indicator.forms = ["FS"]
    indicator.save()
    assert [line.indicators for line in template_page(school).areas if line.area.key == "knowledge"] == [()]


def test_a_question_that_resembles_another_is_told_with_where_both_stand(cast, written) -> None:
    assert template_page(written).resemblances == ()
    area = services.add_own_area(
        template=written,
        title="Ro",
        question="Hur trygga är eleverna, och har de studiero?",
        by=cast.administrator,
    )
    [found] = [each for each in template_page(written).resemblances if each.other.template == "Grundskola"]
    assert (found.question.place, found.other.place) == ("area-safety", "area-ro")
    assert f"/templates/versions/{written.pk}/areas/ro/#field-templatearea-{area.pk}-question" == found.other.url
    page = template_page(written)
    assert {(each.question.title, each.other.title) for each in page.resembling("area-ro")} == {
        ("Ro", "Trygghet och studiero"),
    } | {("Ro", "Trygghet och studiero") for each in page.resemblances if each.other.template != "Grundskola"}


def test_a_theme_is_added_renamed_retired_and_brought_back(cast, finding) -> None:
    theme = themes.add_theme(municipality=cast.municipality, name="  Läs  glädje ", by=cast.utvecklingsledare)
    finding.themes.add(theme)
    themes.rename_theme(theme=theme, name="Läsglädje", by=cast.utvecklingsledare)
    assert list(finding.themes.values_list("name", flat=True)) == ["Läsglädje"]
    themes.use_theme(theme=theme, used=False, by=cast.administrator)
    assert (Theme.objects.get(pk=theme.pk).is_used, finding.themes.count()) == (False, 1)
    assert (themes_of(cast.municipality)[-1], themes_of(cast.municipality)[-1].carried) == (theme, 1)
    themes.use_theme(theme=theme, used=True, by=cast.administrator)
    assert Theme.objects.get(pk=theme.pk).is_used


def test_two_themes_do_not_share_a_name(cast) -> None:
    theme = themes.add_theme(municipality=cast.municipality, name="Läsning", by=cast.administrator)
    other = themes.add_theme(municipality=cast.municipality, name="Matematik", by=cast.administrator)
    with pytest.raises(ValidationError, match="finns redan"):
        themes.add_theme(municipality=cast.municipality, name="läsning", by=cast.administrator)
    themes.use_theme(theme=theme, used=False, by=cast.administrator)
    with pytest.raises(ValidationError, match="taget ur bruk"):
        themes.rename_theme(theme=other, name="Läsning", by=cast.administrator)
    themes.rename_theme(theme=other, name="MATEMATIK", by=cast.administrator)
    assert Theme.objects.get(pk=other.pk).name == "MATEMATIK"
