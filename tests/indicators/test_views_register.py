import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.models import ImportRun
from indicators.services.register import preview_register
from tests.indicators.registers import register_of
from units.models import Node

UPLOAD = reverse("indicators:upload", args=["register"])
ROWS = (("99010001", "Almskolan F-9", "F–9", 310), ("99010009", "Nya skolan", "F–3", 40))


@pytest.fixture
def run(cast):
    return preview_register(
        content=register_of(*ROWS), file_name="register.csv", municipality=cast.municipality, by=cast.administrator
    )


def page(run):
    return reverse("indicators:register", args=[run.pk])


def test_uploading_shows_what_differs_and_changes_nothing(cast, client_of):
    file = SimpleUploadedFile("register.csv", register_of(*ROWS))
    response = client_of("administrator").post(UPLOAD, {"node": cast.municipality.pk, "file": file})
    run = ImportRun.objects.get()
    assert (response.status_code, response.url, run.source) == (302, reverse("indicators:import", args=[run.pk]), "register")
    assert client_of("administrator").get(response.url).url == page(run)
    assert Node.objects.get(pk=cast.unit.pk).name == "Almskolan"


def test_a_wrong_file_says_why(cast, client_of):
    file = SimpleUploadedFile("register.csv", b"x;y\n")
    response = client_of("administrator").post(UPLOAD, {"node": cast.municipality.pk, "file": file})
    assert (response.status_code, list(response.context["form"].errors), ImportRun.objects.count()) == (422, ["file"], 0)


def test_choices_survive_until_they_are_carried_out(cast, client_of, run):
    client = client_of("administrator")
    chosen = {"choice:new:99010009": "leave", f"choice:gone:{cast.other_unit.pk}": "close", "on": "2026-07-01"}
    assert client.post(page(run), chosen).status_code == 302
    comparison = client.get(page(run)).context["page"].comparison
    assert [proposal.verb for proposal in comparison.proposals] == ["update", "close", "leave"]
    assert Node.objects.filter(closed_on=None).count() == Node.objects.count()
    client.post(page(run), {**chosen, "carry_out": "1"})
    assert str(Node.objects.get(pk=cast.other_unit.pk).closed_on) == "2026-07-01"
    run.refresh_from_db()
    assert (run.state, [step["verb"] for step in run.summary["done"]]) == (
        "done",
        ["forgotten", "renamed", "described", "closed"],
    )


@pytest.mark.parametrize("wrong", [{"on": "2026-13-40"}, {"on": ""}, {"on": "2026-07-01", "choice:new:99010009": "add:x"}])
def test_a_bad_choice_says_so_and_keeps_what_was_kept(client_of, run, wrong):
    response = client_of("administrator").post(page(run), {**wrong, "carry_out": "1"})
    run.refresh_from_db()
    assert (response.status_code, run.state, bool(response.context["problem"])) == (422, "preview", True)


def test_undo(cast, client_of, run):
    client = client_of("administrator")
    client.post(page(run), {"on": "2026-07-01", "carry_out": "1"})
    assert Node.objects.get(pk=cast.unit.pk).name == "Almskolan F-9"
    client.post(reverse("indicators:register_undo", args=[run.pk]))
    assert Node.objects.get(pk=cast.unit.pk).name == "Almskolan"


@pytest.mark.parametrize("persona", ["rektor", "utvecklingsledare", "verksamhetschef", "foreign_rektor", "stranger"])
def test_others_know_nothing_of_it(client_of, run, persona):
    client = client_of(persona)
    assert (client.get(page(run)).status_code, client.get(UPLOAD).status_code) == (404, 403)
    assert client.post(page(run), {"on": "2026-07-01", "carry_out": "1"}).status_code == 404


@pytest.mark.parametrize("units", [1, 3])
def test_the_queries_of_the_page_do_not_grow(cast, client_of, django_assert_num_queries, units):
    rows = [(f"9901010{n}", f"Nya skolan {n}", "F–3", 40) for n in range(units)]
    run = preview_register(
        content=register_of(*rows), file_name="register.csv", municipality=cast.municipality, by=cast.administrator
    )
    client = client_of("administrator")
    client.get(page(run))
    with django_assert_num_queries(11):
        client.get(page(run))
