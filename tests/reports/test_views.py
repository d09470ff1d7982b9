"""The pages of reports: who reads what, and that nothing of a draft leaks."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from analyses import services as analyses
from journal.services import SYSTEM
from reports import services
from reports.models import Question
from reports.queries.content import gather
from schoolplan.kit.versions import version_of
from tests.reports.story import HANDED_IN, SECRET, adopt_plan, make_pdf, write_analysis
from units import services as units
from units.models import Kind, Node, SchoolForm
from units.roles import Role

INDEX = reverse("reports:index")


def url(name: str, report) -> str:
    return reverse(f"reports:{name}", args=[report.pk])


def statuses(client_of, address: str, *personas: str, method: str = "get") -> dict[str, int]:
    return {persona: getattr(client_of(persona), method)(address).status_code for persona in personas}


pytestmark = pytest.mark.usefixtures("quick_pdf")
OUTSIDERS = {"foreign_rektor": 404, "stranger": 404, "administrator": 404}


# --- Units ---------------------------------------------------------------------------------------


def test_the_list_holds_the_units_of_ones_own_municipality(client_of, story):
    text = client_of("politiker").get(reverse("reports:units")).content.decode()
    assert [name in text for name in ("Almskolan", "Björkskolan", "Ekens förskola", "Rektorsområde Norr", "Gransskolan")] == [
        True
    ] * 4 + [False]


def test_a_unit_of_another_municipality_is_not_known(cast, client_of, story):
    address = reverse("reports:unit", args=[cast.unit.slug])
    assert statuses(
        client_of, address, "rektor", "other_rektor", "politiker", "region", "administrator", "foreign_rektor", "stranger"
    ) == {
        "rektor": 200,
        "other_rektor": 200,
        "politiker": 200,
        "region": 200,
        "administrator": 200,
        "foreign_rektor": 404,
        "stranger": 404,
    }
    assert client_of("rektor").get(reverse("reports:unit", args=[cast.area.slug])).status_code == 404


@pytest.mark.parametrize(
    ("reader", "analysis", "plan", "dialogue"),
    [
        ("rektor", True, True, True),
        ("other_rektor", True, True, False),
        ("verksamhetschef", True, True, True),
        ("politiker", True, True, False),
        ("region", False, False, False),
    ],
)
def test_everyone_reads_of_a_unit_what_is_open_to_them(cast, client_of, story, reader, analysis, plan, dialogue):
    text = client_of(reader).get(reverse("reports:unit", args=[cast.unit.slug])).content.decode()
    found = (
        "Daglig läsning lyfter alla klasser" in text,
        "Studiero vid lektionsstart" in text,
        "Tre prioriteringar i stället för fem" in text,
    )
    assert found == (analysis, plan, dialogue)


def test_handed_in_is_read_by_the_administration_and_not_by_politicians(cast, client_of, story):
    address = reverse("reports:unit", args=[cast.other_unit.slug])
    assert {
        who: HANDED_IN in client_of(who).get(address).content.decode()
        for who in ("other_rektor", "verksamhetschef", "rektor", "politiker")
    } == {
        "other_rektor": True,
        "verksamhetschef": True,
        "rektor": False,
        "politiker": False,
    }


def test_drafts_stay_with_their_unit(cast, client_of, story):
    address = reverse("reports:unit", args=[cast.preschool.slug])
    assert [SECRET in client_of(who).get(address).content.decode() for who in ("verksamhetschef", "rektor", "politiker")] == [
        False
    ] * 3


def test_small_groups_are_masked_by_who_reads(cast, client_of, story):
    address = reverse("reports:unit", args=[cast.other_unit.slug])
    assert {
        who: "75\u00a0%" in client_of(who).get(address).content.decode()
        for who in ("other_rektor", "verksamhetschef", "rektor", "politiker")
    } == {
        "other_rektor": True,
        "verksamhetschef": True,
        "rektor": False,
        "politiker": False,
    }


def test_how_many_there_are_is_masked_by_who_reads(cast, client_of, story):
    Node.objects.filter(pk=cast.other_unit.pk).update(pupils=7)
    address = reverse("reports:unit", args=[cast.other_unit.slug])
    assert {who: client_of(who).get(address).context["page"].people for who in ("other_rektor", "rektor", "politiker")} == {
        "other_rektor": "7",
        "rektor": "..",
        "politiker": "..",
    }
    assert "<dd>7</dd>" not in client_of("politiker").get(address).content.decode()
    assert [unit["pupils"] for unit in gather(story.report)["units"]] == ["300", "..", "60"]


# --- Reports -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["report", "edit", "progress", "pdf"])
def test_a_draft_is_known_to_the_office_alone(client_of, story, name):
    make_pdf(story.report, story.cast.utvecklingsledare)
    readers = ("utvecklingsledare", "verksamhetschef", "forvaltningschef", "politiker", "rektor", "region", *OUTSIDERS)
    assert statuses(client_of, url(name, story.report), *readers) == {
        "utvecklingsledare": 200,
        "verksamhetschef": 200,
        "forvaltningschef": 200,
        "politiker": 404,
        "rektor": 404,
        "region": 404,
        **OUTSIDERS,
    }
    assert story.report.title not in client_of("politiker").get(INDEX).content.decode()


@pytest.mark.parametrize(("name", "board"), [("report", 200), ("progress", 200), ("pdf", 200), ("edit", 403)])
def test_a_published_report_is_open_to_its_municipality(client_of, published, name, board):
    found = statuses(client_of, url(name, published), "politiker", "rektor", "region", *OUTSIDERS)
    assert found == {"politiker": board, "rektor": board, "region": board, **OUTSIDERS}


def test_the_pdf_has_a_name_and_a_type(client_of, published):
    answer = client_of("politiker").get(url("pdf", published))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf",
        'inline; filename="kvalitetsrapport-2026-provkoping.pdf"',
    )
    assert answer.content.startswith(b"%PDF-")


def test_a_draft_pdf_is_not_the_published_one(cast, client_of, story):
    make_pdf(story.report, cast.utvecklingsledare)
    services.publish_report(report=story.report, by=cast.forvaltningschef)
    assert client_of("politiker").get(url("pdf", story.report)).headers["Location"] == url("report", story.report)


def test_published_content_stands_on_the_page(client_of, published):
    published.node.values.filter(marker="").update(number=11)
    text = client_of("politiker").get(url("report", published)).content.decode()
    assert ("73\u00a0%" in text, "11\u00a0%" in text) == (True, False)


def test_the_three_latest_school_years_can_be_chosen(client_of, story):
    form = client_of("utvecklingsledare").get(INDEX).context["start"]
    assert [value for value, _words in form.fields["school_year"].choices] == ["2025/26", "2024/25", "2023/24"]
    assert 'value="2025/26" selected' in str(form["school_year"])


def test_addresses_that_are_posted_to_lead_back_to_their_page(client_of, story):
    board, office = client_of("politiker"), client_of("utvecklingsledare")
    found = {name: board.get(reverse(f"reports:{name}")).headers["Location"] for name in ("start", "ask")}
    assert found == {"start": INDEX, "ask": INDEX}
    assert office.get(url("publish", story.report)).headers["Location"] == url("report", story.report)
    assert board.get(url("publish", story.report)).status_code == 404


def test_a_second_report_of_the_year_is_refused_with_a_sentence(cast, client_of, story):
    data = {
        "start-node": cast.municipality.pk,
        "start-school_year": "2025/26",
        "start-title": "Igen",
        "start-data_date": "2026-05-15",
    }
    answer = client_of("utvecklingsledare").post(reverse("reports:start"), data)
    assert (answer.status_code, list(answer.context["start"].errors)) == (422, ["__all__"])


@pytest.mark.parametrize(("name", "reader"), [("render", 403), ("publish", 403)])
def test_readers_do_not_make_or_publish(client_of, published, name, reader):
    found = statuses(client_of, url(name, published), "politiker", "rektor", *OUTSIDERS, method="post")
    assert found == {"politiker": reader, "rektor": reader, **OUTSIDERS}


def test_only_texts_are_saved(client_of, story):
    office = client_of("utvecklingsledare")
    address = reverse("reports:save", args=["report", story.report.pk, "state"])
    assert office.post(address, {"value": "published", "version": version_of("draft")}).status_code == 404
    assert office.post(reverse("reports:save", args=["node", story.report.pk, "title"]), {"value": "x"}).status_code == 404
    address = reverse("reports:save", args=["report", story.report.pk, "summary"])
    assert statuses(client_of, address, "politiker", "rektor", "foreign_rektor", method="post") == {
        "politiker": 404,
        "rektor": 404,
        "foreign_rektor": 404,
    }


# --- Questions -----------------------------------------------------------------------------------


def test_a_question_comes_back_with_its_answer(cast, client_of, published):
    board, office = client_of("politiker"), client_of("utvecklingsledare")
    assert board.post(reverse("reports:ask"), {"ask-report": published.pk, "ask-text": ""}).status_code == 422
    assert (
        board.post(reverse("reports:ask"), {"ask-report": published.pk, "ask-text": "Vad har läxhjälpen lett till?"}).headers[
            "Location"
        ]
        == INDEX
    )
    question = Question.objects.get()
    answer_url = reverse("reports:answer", args=[question.pk])
    assert answer_url in office.get(INDEX).content.decode()
    assert answer_url not in board.get(INDEX).content.decode()
    assert office.post(answer_url, {"text": " "}).status_code == 422
    assert office.post(answer_url, {"text": "Fler blir klara i tid."}).headers["Location"] == INDEX
    assert "Fler blir klara i tid." in board.get(INDEX).content.decode()
    assert office.get(answer_url).status_code == 403


def test_questions_are_read_by_the_political_body_and_the_office(cast, client_of, published):
    question = services.ask(report=published, text="Vad har läxhjälpen lett till?", by=cast.politiker)
    assert {
        who: question.text in client_of(who).get(INDEX).content.decode()
        for who in ("politiker", "verksamhetschef", "rektor", "region", "foreign_rektor")
    } == {
        "politiker": True,
        "verksamhetschef": True,
        "rektor": False,
        "region": False,
        "foreign_rektor": False,
    }
    assert statuses(
        client_of, reverse("reports:answer", args=[question.pk]), "verksamhetschef", "politiker", "rektor", "foreign_rektor"
    ) == {
        "verksamhetschef": 200,
        "politiker": 403,
        "rektor": 404,
        "foreign_rektor": 404,
    }


def test_nobody_asks_about_a_draft(cast, client_of, story):
    assert (
        client_of("politiker").post(reverse("reports:ask"), {"ask-report": story.report.pk, "ask-text": "Varför?"}).status_code
        == 403
    )
    assert (
        client_of("rektor").post(reverse("reports:ask"), {"ask-report": story.report.pk, "ask-text": "Varför?"}).status_code
        == 403
    )
    assert Question.objects.count() == 0


def test_a_question_of_the_report_fills_the_form(client_of, published):
    published.questions = "Vad krävs? Läxhjälpen når inte alla.\nHur vet vi & när?"
    published.save()
    board = client_of("politiker")
    page = board.get(INDEX).content.decode()
    assert 'href="/reports/?question=Vad%20kr%C3%A4vs%3F#id_ask-text">Vad krävs?</a>' in page
    assert "Läxhjälpen når inte alla" not in page
    asked = board.get(INDEX, {"question": "Hur vet vi & när?"})
    assert (asked.status_code, asked.context["ask"]["text"].value()) == (200, "Hur vet vi & när?")


def test_only_those_who_can_ask_are_told_to(client_of, published):
    ask = gettext("Read what the units and the administration have come to. Ask when something is unclear.")
    assert {who: ask in client_of(who).get(INDEX).content.decode() for who in ("politiker", "rektor")} == {
        "politiker": True,
        "rektor": False,
    }


# --- As many queries for many as for few -----------------------------------------------------------


def more_units(cast) -> None:
    for name in ("Granskolan", "Hasselskolan"):
        node = units.add_node(
            parent=Node.objects.get(pk=cast.area.pk), kind=Kind.UNIT, name=name, forms=[SchoolForm.COMPULSORY], by=SYSTEM
        )
        node = Node.objects.get(pk=node.pk)
        units.assign(user=cast.rektor, node=node, role=Role.PRINCIPAL, by=SYSTEM)
        cast.rektor.__dict__.pop("_places", None)
        analysis = write_analysis(node, cast.rektor, strength="Styrka", challenge="Utmaning")
        analyses.submit_analysis(analysis=analysis, by=cast.rektor)
        adopt_plan(node, cast.rektor, "Mål")


@pytest.mark.parametrize("name", ["units", "unit", "report", "index"])
def test_as_many_queries_for_many_units_as_for_few(cast, client_of, story, name, django_assert_max_num_queries):
    address = {
        "units": reverse("reports:units"),
        "unit": reverse("reports:unit", args=[cast.other_unit.slug]),
        "report": url("report", story.report),
        "index": INDEX,
    }[name]

    def count() -> int:
        client = client_of("verksamhetschef")
        with django_assert_max_num_queries(60) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = count()
    more_units(cast)
    assert (few, count()) == (QUERIES[name], QUERIES[name])


QUERIES = {"units": 4, "unit": 10, "report": 29, "index": 9}


def test_as_many_queries_for_many_questions_as_for_one(cast, client_of, published, django_assert_max_num_queries):
    def count() -> int:
        client = client_of("utvecklingsledare")
        with django_assert_max_num_queries(60) as captured:
            client.get(INDEX)
        return len(captured)

    services.ask(report=published, text="Ett?", by=cast.politiker)
    one = count()
    for text in ("Två?", "Tre?"):
        question = services.ask(report=published, text=text, by=cast.politiker)
        services.answer(question=question, text="Ja.", by=cast.utvecklingsledare)
    assert count() == one
