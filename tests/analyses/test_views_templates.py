"""The pages on which a municipality writes its templates: who may, what they show, and that they work without JavaScript."""

import pytest
from django.urls import reverse

from analyses.models import Section, Template
from analyses.services import templates as services
from analyses.templates import add_default_templates
from journal.services import SYSTEM
from schoolplan.kit.versions import version_of
from units.models import Node

INDEX = "/templates/provkoping/"
MANAGERS = ("utvecklingsledare", "administrator")
KNOWING = ("rektor", "contributor", "verksamhetschef", "forvaltningschef", "politiker", "region")
UNKNOWING = ("foreign_rektor", "stranger")


@pytest.fixture
def written(cast, school) -> Template:
    return services.begin_version(template=school, by=cast.utvecklingsledare)


@pytest.fixture
def lead(client_of):
    return client_of("utvecklingsledare")


def url(name: str, *args: object) -> str:
    return reverse(f"analyses:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def test_the_list_is_for_those_who_manage_templates(client_of, school) -> None:
    expected = dict.fromkeys(MANAGERS, 200) | dict.fromkeys(KNOWING, 403) | dict.fromkeys(UNKNOWING, 404)
    assert {persona: client_of(persona).get(INDEX).status_code for persona in expected} == expected


@pytest.mark.parametrize(
    "page", ["template", "preview_template", "publish_template", "discard_template", "template_fields", "template_area"]
)
def test_a_version_being_written_is_unknown_to_all_others(client_of, written, page: str) -> None:
    where = url(page, written.pk, *(["norms"] if page == "template_area" else []))
    expected = dict.fromkeys(MANAGERS, 200) | dict.fromkeys((*KNOWING, *UNKNOWING), 404)
    assert {persona: client_of(persona).get(where).status_code for persona in expected} == expected


def test_a_published_version_is_read_and_not_written(lead, school) -> None:
    assert lead.get(url("template", school.pk)).status_code == 200
    pages = ["preview_template", "publish_template", "discard_template", "template_fields"]
    assert {page: lead.get(url(page, school.pk)).status_code for page in pages} == dict.fromkeys(pages, 403)
    assert lead.get(url("template_area", school.pk, "norms")).status_code == 403
    assert lead.post(url("move_area", school.pk, "norms"), {"to": "down"}).status_code == 403


def test_from_the_menu_one_comes_to_ones_own_municipality(client_of, lead) -> None:
    assert lead.get("/templates/").headers["Location"] == INDEX
    assert client_of("rektor").get("/templates/").status_code == 404
    assert "/templates/" in text(client_of("administrator").get("/indicators/"))


def test_a_municipality_without_templates_begins_with_the_default_ones(lead, cast) -> None:
    assert url("begin_template", "provkoping") in text(lead.get(INDEX))
    assert lead.post(url("begin_template", "provkoping")).headers["Location"] == INDEX
    assert Template.objects.filter(municipality=cast.municipality).count() == 6


def test_a_template_of_ones_own_is_begun_once(lead, cast, school) -> None:
    Template.objects.filter(name="Gymnasieskola").update(municipality=cast.elsewhere)
    response = lead.post(url("begin_template", "provkoping"), {"name": "Gymnasieskola"})
    new = Template.objects.get(municipality=cast.municipality, name="Gymnasieskola")
    assert response.headers["Location"] == url("template", new.pk)
    again = lead.post(url("begin_template", "provkoping"), {"name": "Gymnasieskola"}, follow=True)
    assert 'data-color="danger"' in text(again)
    assert Template.objects.filter(municipality=cast.municipality, name="Gymnasieskola").count() == 1


def test_a_new_version_is_begun_written_published_and_in_use(lead, cast, school) -> None:
    response = lead.post(url("new_version", school.pk))
    new = Template.objects.get(name="Grundskola", version=2)
    assert response.headers["Location"] == url("template", new.pk)
    assert text(lead.get(INDEX)).count(url("template", new.pk)) == 2  # among all versions, and to go on with
    assert lead.post(url("publish_template", new.pk)).headers["Location"] == url("template", new.pk)
    new.refresh_from_db()
    assert new.published_at is not None
    assert url("new_version", new.pk) in text(lead.get(url("template", new.pk)))
    older = text(lead.get(url("template", school.pk)))
    assert url("new_version", school.pk) not in older
    assert url("template", new.pk) in older


def test_publishing_says_how_many_are_begun_and_keep_theirs(lead, analysis, cast) -> None:
    written = services.begin_version(template=analysis.template, by=cast.utvecklingsledare)
    page = lead.get(url("publish_template", written.pk))
    assert page.context["page"].begun == 1
    assert "Almskolan" in text(lead.get(url("template", analysis.template_id)))


def test_a_template_without_areas_is_not_published_and_says_why(lead, written) -> None:
    written.areas.all().delete()
    response = lead.post(url("publish_template", written.pk), follow=True)
    written.refresh_from_db()
    assert written.published_at is None
    assert 'data-color="danger"' in text(response)


def test_a_version_is_thrown_away_after_one_question(lead, written, school) -> None:
    assert lead.get(url("discard_template", written.pk)).status_code == 200
    assert lead.post(url("discard_template", written.pk)).headers["Location"] == INDEX
    assert list(Template.objects.filter(name="Grundskola")) == [school]


def test_the_school_forms_are_changed_and_never_emptied(lead, written) -> None:
    lead.post(url("template_forms", written.pk), {"forms": ["GR", "GRS"]})
    written.refresh_from_db()
    assert written.forms == ["GR", "GRS"]
    for wrong in ({}, {"forms": ["NEJ"]}):
        response = lead.post(url("template_forms", written.pk), wrong)
        assert (response.status_code, "error-summary" in text(response)) == (422, True)


def test_an_area_is_added_moved_and_taken_out(lead, written) -> None:
    response = lead.post(url("add_area", written.pk), {"title": "Rörelse", "question": "I vilken grad rör sig eleverna?"})
    assert response.headers["Location"] == url("template_area", written.pk, "rorelse")
    keys = list(written.areas.values_list("key", flat=True))
    response = lead.post(url("move_area", written.pk, "rorelse"), {"to": "up"})
    assert response.headers["Location"] == f"{url('template', written.pk)}?moved=rorelse&to=up"
    assert list(written.areas.values_list("key", flat=True)) == [*keys[:-2], "rorelse", keys[-2]]
    for to, focused in (("up", ["up"]), ("down", ["down"]), ("", [])):
        page = text(lead.get(f"{url('template', written.pk)}?moved=rorelse&to={to}"))
        assert [way for way in ("up", "down") if f'value="{way}" autofocus' in page] == focused
    first, last = written.areas.first().key, written.areas.last().key
    assert 'value="down" autofocus' in text(lead.get(f"{url('template', written.pk)}?moved={first}&to=up"))
    assert 'value="up" autofocus' in text(lead.get(f"{url('template', written.pk)}?moved={last}&to=down"))
    assert lead.post(url("move_area", written.pk, "rorelse"), {"to": "aside"}).status_code == 404
    assert "Rörelse" in text(lead.get(url("remove_area", written.pk, "rorelse")))
    lead.post(url("remove_area", written.pk, "rorelse"))
    assert "rorelse" not in written.areas.values_list("key", flat=True)
    assert lead.post(url("remove_area", written.pk, "rorelse")).status_code == 404


def test_an_own_area_asks_for_its_words_and_keeps_those_typed(lead, written) -> None:
    response = lead.post(url("add_area", written.pk), {"title": "Rörelse", "question": ""})
    assert response.status_code == 422
    assert 'value="Rörelse"' in text(response)
    assert not written.areas.filter(title="Rörelse").exists()


def test_a_default_area_comes_back_and_an_unknown_one_does_not(lead, written) -> None:
    written.areas.get(key="society").delete()
    assert 'value="society"' in text(lead.get(url("template", written.pk)))
    lead.post(url("add_area", written.pk), {"key": "society"})
    assert written.areas.filter(key="society").exists()
    assert 'data-color="danger"' in text(lead.post(url("add_area", written.pk), {"key": "nonsense"}, follow=True))


def test_a_part_is_left_out_and_put_back(lead, written) -> None:
    assert lead.get(url("leave_out_section", written.pk, "health")).status_code == 200
    lead.post(url("leave_out_section", written.pk, "health"))
    assert Section.HEALTH not in written.sections.values_list("key", flat=True)
    lead.post(url("put_back_section", written.pk), {"key": "health"})
    assert [section.key for section in written.sections.all()] == Section.values
    assert 'data-color="danger"' in text(lead.post(url("put_back_section", written.pk), {"key": "health"}, follow=True))


def test_what_is_typed_saves_itself(lead, written, htmx) -> None:
    area = written.areas.get(key="norms")
    where = url("save_template", "templatearea", area.pk, "title")
    assert f'action="{where}"' in text(lead.get(url("template_area", written.pk, "norms")))
    response = lead.post(where, {"value": "Värden", "version": version_of(area.title)}, **htmx)
    assert response.status_code == 200
    area.refresh_from_db()
    assert area.title == "Värden"
    assert "<input" not in text(response).replace('<input type="hidden"', "")


def test_without_javascript_a_text_is_saved_and_one_comes_back(lead, written) -> None:
    field = written.fields.get(key="cause")
    response = lead.post(
        url("save_template", "templatefield", field.pk, "help"), {"value": "Varför?", "version": version_of(field.help)}
    )
    assert response.headers["Location"] == url("template_fields", written.pk)
    field.refresh_from_db()
    assert field.help == "Varför?"


def test_a_title_is_never_emptied_and_two_who_write_see_both(lead, written, htmx) -> None:
    area = written.areas.get(key="norms")
    where = url("save_template", "templatearea", area.pk, "title")
    assert lead.post(where, {"value": "", "version": version_of(area.title)}, **htmx).status_code == 422
    assert lead.post(where, {"value": "Mitt", "version": version_of("något annat")}, **htmx).status_code == 409
    area.refresh_from_db()
    assert area.title == "Normer och värden"


def test_only_the_words_of_a_version_being_written_are_saved(client_of, lead, written, school, htmx) -> None:
    mine, published = written.areas.get(key="norms"), school.areas.get(key="norms")
    typed = {"value": "Nytt", "version": version_of(mine.title)}
    assert lead.post(url("save_template", "templatearea", published.pk, "title"), typed, **htmx).status_code == 403
    assert lead.post(url("save_template", "templatearea", mine.pk, "key"), typed, **htmx).status_code == 404
    assert lead.post(url("save_template", "judgement", mine.pk, "title"), typed, **htmx).status_code == 404
    assert client_of("rektor").post(url("save_template", "templatearea", mine.pk, "title"), typed, **htmx).status_code == 404
    assert list(school.areas.filter(title="Nytt")) == []


def test_a_resembling_question_is_told_beside_it_and_on_the_page_of_the_version(cast, lead, written) -> None:
    for template in Template.objects.exclude(pk=written.pk):
        template.areas.filter(key="safety").delete()
    ours = written.areas.get(key="safety")
    area = services.add_own_area(
        template=written, title="Ro", question="Hur trygga är eleverna, och har de studiero?", by=cast.administrator
    )
    for where in (url("template_area", written.pk, "ro"), url("template", written.pk)):
        page = text(lead.get(where))
        assert f"/areas/safety/#field-templatearea-{ours.pk}-question" in page
    assert f"/areas/ro/#field-templatearea-{area.pk}-question" in text(lead.get(url("template_area", written.pk, "safety")))
    assert "field-templatearea-" not in text(lead.get(url("template_area", written.pk, "home"))).split('id="alike"')[1]


def test_the_preview_shows_every_word_of_the_version(lead, written) -> None:
    page = text(lead.get(url("preview_template", written.pk)))
    for part in (*written.areas.all(), *written.sections.all()):
        assert f">{part.title}</h2>" in page, part
        assert all(line in page for line in part.guidance.splitlines()), part


def test_a_version_of_another_municipality_is_unknown(lead, cast) -> None:
    add_default_templates(municipality=cast.elsewhere, by=SYSTEM)
    foreign = Template.objects.get(municipality=cast.elsewhere, name="Grundskola")
    assert lead.get(url("template", foreign.pk)).status_code == 404
    assert lead.post(url("new_version", foreign.pk)).status_code == 404
    assert lead.get(f"/templates/{Node.objects.get(pk=cast.elsewhere.pk).slug}/").status_code == 404


@pytest.mark.parametrize("page", ["template", "template_fields", "preview_template", "publish_template"])
def test_a_page_of_a_version_asks_as_often_whatever_it_holds(lead, cast, written, django_assert_num_queries, page: str) -> None:
    where = url(page, written.pk)
    lead.get(where)
    with django_assert_num_queries(QUERIES[page]):
        lead.get(where)
    for number in range(3):
        services.add_own_area(template=written, title=f"Eget {number}", question="I vilken grad?", by=cast.administrator)
        template = services.begin_version(template=Template.objects.get(name="Förskola", version=1), by=cast.administrator)
        services.add_own_area(template=template, title=f"Eget {number}", question="I vilken grad?", by=cast.administrator)
    with django_assert_num_queries(QUERIES[page]):
        lead.get(where)


QUERIES = {"template": 14, "template_fields": 14, "preview_template": 15, "publish_template": 14}
