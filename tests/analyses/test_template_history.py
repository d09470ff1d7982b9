"""What a municipality's templates have said before, through their versions, and what has been done with them."""

import pytest
from django.urls import reverse

from analyses.models import Template, TemplateArea
from analyses.queries.template_history import happened, template_events
from analyses.queries.wordings import wordings_of_template
from analyses.services import templates as services
from schoolplan.kit.versions import version_of
from tests.helpers.html import Page


@pytest.fixture
def written(cast, school) -> TemplateArea:
    """Knowledge in a second version, with another question."""
    return ask(cast, services.begin_version(template=school, by=cast.utvecklingsledare), "Andra frågan?")


def ask(cast, template: Template, question: str) -> TemplateArea:
    area = template.areas.get(key="knowledge")
    services.save_template_text(
        part=area, field="question", value=question, seen=version_of(area.question), by=cast.utvecklingsledare
    )
    return area


def told(area: TemplateArea) -> list[str]:
    history = wordings_of_template(TemplateArea.objects.get(pk=area.pk), "question")
    read = history.read(history.sittings)
    return [*(each.text for each in read), history.origin(read)]


def test_a_text_is_followed_through_the_versions_up_to_its_own(cast, school, written) -> None:
    services.publish_version(template=written.template, by=cast.utvecklingsledare)
    third = ask(cast, services.begin_version(template=school, by=cast.administrator), "Tredje frågan?")
    origin = school.areas.get(key="knowledge").question
    assert told(third)[0] == "Tredje frågan?"
    assert told(third)[-1] == origin
    assert told(written) == ["Andra frågan?", origin]
    assert told(school.areas.get(key="knowledge")) == [origin]


def test_what_stood_there_from_the_beginning_is_brought_back(client_of, school, written) -> None:
    origin = school.areas.get(key="knowledge").question
    url = reverse("analyses:template_wordings", args=["templatearea", written.pk, "question"])
    client = client_of("utvecklingsledare")
    [form] = [each for each in Page(client.get(url)).forms() if each.get("value") == origin]
    save = reverse("analyses:save_template", args=["templatearea", written.pk, "question"])
    assert client.post(save, form).url == url
    assert TemplateArea.objects.get(pk=written.pk).question == origin


def test_the_wordings_of_a_published_version_are_read_and_not_brought_back(cast, client_of, written) -> None:
    services.publish_version(template=written.template, by=cast.utvecklingsledare)
    url = reverse("analyses:template_wordings", args=["templatearea", written.pk, "question"])
    page = Page(client_of("utvecklingsledare").get(url))
    assert [form for form in page.forms() if "value" in form] == []


def test_a_text_that_nobody_has_changed_says_what_stands_there(client_of, school, written) -> None:
    url = reverse("analyses:template_wordings", args=["templatearea", written.pk, "title"])
    page = client_of("utvecklingsledare").get(url).content.decode()
    assert "Från början" in page
    assert "Står där nu" in page
    assert "Inget är skrivet här än" not in page


def test_what_is_thrown_away_can_be_read_in_the_history(cast, client_of, school, written) -> None:
    services.discard_version(template=written.template, by=cast.utvecklingsledare)
    lines = happened(template_events(cast.municipality))
    assert [(line.event.verb, line.version) for line in lines[:4]] == [
        ("discard", None),
        ("remove", None),
        ("edit", None),
        ("begin_version", None),
    ]
    assert lines[1].about == "27 delar"
    assert "Andra frågan?" in [text for _label, text in lines[1].gone]
    assert [text for _label, text in lines[2].gone] == ["Andra frågan?"]
    page = client_of("utvecklingsledare").get(reverse("analyses:template_history", args=[cast.municipality.slug]))
    assert "Andra frågan?" in page.content.decode()


def test_what_one_wrote_in_one_go_is_one_line_that_leads_to_the_wordings(cast, written) -> None:
    ask(cast, written.template, "Andra frågan, en gång till?")
    [line] = [line for line in happened(template_events(cast.municipality)) if line.event.verb == "edit"]
    url = reverse("analyses:template_wordings", args=["templatearea", written.pk, "question"])
    assert (line.version, [address for _label, address in line.fields], line.gone) == (written.template, [url], ())


def test_another_municipality_sees_nothing_of_it(cast, written) -> None:
    assert not template_events(cast.elsewhere).filter(changes__question__isnull=False).exists()


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_history_takes_as_many_queries_whatever_has_happened(
    cast, client_of, written, django_assert_num_queries, rounds
) -> None:
    for number in range(rounds):
        ask(cast, written.template, f"Fråga {number}?")
        services.add_own_area(template=written.template, title=f"Område {number}", question="?", by=cast.administrator)
    client = client_of("utvecklingsledare")
    url = reverse("analyses:template_history", args=[cast.municipality.slug])
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)
