import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.models import ImportRun, Value
from indicators.services import carry_out, confirm_import, preview_import
from journal.services import SYSTEM
from schoolplan.kit import clock
from units.models import Node
from units.services import add_node

URL = reverse("indicators:imports")
UPLOAD = reverse("indicators:upload", args=["grades"])
NOT_ADMINISTRATORS = (
    "rektor",
    "utvecklingsledare",
    "verksamhetschef",
    "forvaltningschef",
    "politiker",
    "region",
    "stranger",
    "foreign_rektor",
)


@pytest.fixture
def queued(monkeypatch):
    sent = []
    monkeypatch.setattr("indicators.services.runs.current_app.send_task", lambda _name, args: sent.append(args))
    return sent


@pytest.fixture
def run(cast, for_cast):
    content = for_cast((";112;69,6;84,8;213,9", ";112;69,6;okänt;213,9"))
    return preview_import(content=content, file_name="slutbetyg.csv", municipality=cast.municipality, by=cast.administrator)


def upload(client, municipality, content, name="slutbetyg.csv"):
    return client.post(UPLOAD, {"node": municipality.pk, "file": SimpleUploadedFile(name, content)})


def test_only_administrators_read_in_results(client_of):
    assert {name: client_of(name).get(URL).status_code for name in NOT_ADMINISTRATORS} == dict.fromkeys(NOT_ADMINISTRATORS, 403)
    assert client_of("administrator").get(URL).status_code == 200


def test_uploading_leads_to_a_preview_that_changes_nothing(cast, client_of, for_cast):
    response = upload(client_of("administrator"), cast.municipality, for_cast())
    run = ImportRun.objects.get()
    assert (response.status_code, response.url, run.state) == (302, reverse("indicators:import", args=[run.pk]), "preview")
    assert (Value.objects.count(), Node.objects.filter(name="Skolgårda skola 7-9").count()) == (0, 0)


@pytest.mark.parametrize("content", [b"x;y\n", "Valt läsår: 2024/25".encode("latin-1"), b"\x00\x01\x02"])
def test_a_wrong_file_says_why_and_is_not_kept(cast, client_of, content):
    response = upload(client_of("administrator"), cast.municipality, content)
    assert (response.status_code, list(response.context["form"].errors), ImportRun.objects.count()) == (422, ["file"], 0)


def test_no_file_and_a_huge_file(cast, client_of, settings, content):
    client = client_of("administrator")
    assert client.post(UPLOAD, {"node": cast.municipality.pk}).status_code == 422
    settings.MAX_UPLOAD_BYTES = 1000
    assert (upload(client, cast.municipality, content).status_code, ImportRun.objects.count()) == (422, 0)


def test_not_for_another_municipality(cast, client_of, content):
    response = upload(client_of("administrator"), cast.elsewhere, content)
    assert (response.status_code, list(response.context["form"].errors), ImportRun.objects.count()) == (422, ["node"], 0)


def test_the_preview_names_units_markers_and_rows_not_understood(client_of, run):
    page = client_of("administrator").get(reverse("indicators:import", args=[run.pk])).content.decode()
    assert [
        words in page
        for words in ("Skolgårda skola 7-9", "okänt", "57", "slutbetyg.csv", reverse("indicators:confirm", args=[run.pk]))
    ] == [True] * 5


def test_a_run_is_hidden_from_others(cast, client_of, run, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for name in NOT_ADMINISTRATORS:
            client = client_of(name)
            read = [client.get(reverse(f"indicators:{view}", args=[run.pk])) for view in ("import", "import_progress")]
            done = [client.post(reverse(f"indicators:{view}", args=[run.pk])) for view in ("confirm", "undo")]
            assert {response.status_code for response in (*read, *done)} == {404}
    run.refresh_from_db()
    assert (run.state, queued) == ("preview", [])


def test_confirming_sends_it_to_the_worker_once(cast, client_of, run, queued, htmx, django_capture_on_commit_callbacks):
    client, url = client_of("administrator"), reverse("indicators:confirm", args=[run.pk])
    assert client.get(url).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        assert [client.post(url).status_code, client.post(url).status_code] == [302, 302]
    assert queued == [[run.pk, cast.administrator.pk]]
    page = client.get(reverse("indicators:import", args=[run.pk])).content.decode()
    part = client.get(reverse("indicators:import_progress", args=[run.pk]), **htmx).content.decode()
    assert part.strip() in page
    assert "every 1s" in part


def test_polling_stops_when_it_is_done(cast, client_of, run, htmx):
    run.state = "running"
    run.save()
    carry_out(run=run, by=cast.administrator)
    client, url = client_of("administrator"), reverse("indicators:import_progress", args=[run.pk])
    assert client.get(url, **htmx).headers["HX-Refresh"] == "true"
    assert client.get(url).url == reverse("indicators:import", args=[run.pk])
    page = client.get(reverse("indicators:import", args=[run.pk])).content.decode()
    assert Node.objects.get(name="Skolgårda skola 7-9").slug in page
    assert "every 1s" not in page


def test_a_stopped_run_tells_its_problem(client_of, run):
    run.state, run.problem = "failed", "Filen gick inte att läsa."
    run.save()
    assert (
        "Filen gick inte att läsa."
        in client_of("administrator").get(reverse("indicators:import", args=[run.pk])).content.decode()
    )


def test_the_list_has_a_fixed_number_of_queries(cast, client_of, run, for_cast, django_assert_num_queries):
    client = client_of("administrator")
    client.get(URL)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(URL)
    for _again in range(2):
        preview_import(content=for_cast(), file_name="igen.csv", municipality=cast.municipality, by=cast.administrator)
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(URL).content.decode()
    assert page.count("igen.csv") == 2


LIST_QUERIES = 6


def test_units_are_found_by_code_not_by_name(cast, client_of, for_cast):
    """A new unit may have the name of one that has another code."""
    namesake = add_node(parent=cast.area, kind="unit", name="Skolgårda skola 7-9", code="99010003", by=SYSTEM)
    renamed = add_node(parent=cast.area, kind="unit", name="Marieberg", code="87531665", by=SYSTEM)
    run = preview_import(content=for_cast(), file_name="x.csv", municipality=cast.municipality, by=cast.administrator)
    page = client_of("administrator").get(reverse("indicators:import", args=[run.pk]))
    lines = [(line.name, line.before, line.node) for line in page.context["page"].units]
    assert [line[1:] for line in lines] == [("", None)] * 3 + [("Marieberg", renamed)]
    assert reverse("reports:unit", args=[namesake.slug]) not in page.content.decode()


@pytest.fixture
def school(cast):
    """A unit with another code than the file has for it, and nearly the same name."""
    return add_node(parent=cast.area, kind="unit", name="Skolgårda skola", code="11110001", by=SYSTEM)


def place_of(response, name):
    """The select that asks about a place, by its name in the file."""
    return next(field for field in response.context["form"] if field.label.startswith(name))


def test_an_answer_is_kept_and_shown_again(cast, client_of, school, run, queued):
    client, url = client_of("administrator"), reverse("indicators:import", args=[run.pk])
    asked = place_of(client.get(url), "Skolgårda")
    assert (asked.value(), "Skolgårda skola" in asked.help_text) == ("new", True)
    response = client.post(reverse("indicators:confirm", args=[run.pk]), {asked.html_name: school.pk, "look": "1"})
    assert (response.status_code, response.url, queued) == (302, url, [])
    page = client.get(url)
    assert (place_of(page, "Skolgårda").value(), page.context["page"].preview.units_new) == (str(school.pk), 3)


def test_reading_in_keeps_the_answers_too(cast, client_of, school, run, queued, django_capture_on_commit_callbacks):
    client = client_of("administrator")
    asked = place_of(client.get(reverse("indicators:import", args=[run.pk])), "Skolgårda")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("indicators:confirm", args=[run.pk]), {asked.html_name: school.pk})
    run.refresh_from_db()
    assert (run.state, queued, list(run.summary["answers"].values())) == (
        "running",
        [[run.pk, cast.administrator.pk]],
        [str(school.pk)],
    )


def test_answers_that_cannot_be_are_told_and_nothing_is_lost(cast, client_of, school, run, queued):
    client = client_of("administrator")
    form = client.get(reverse("indicators:import", args=[run.pk])).context["form"]
    same = {field.html_name: str(school.pk) for field in list(form)[:2]}
    response = client.post(reverse("indicators:confirm", args=[run.pk]), same)
    assert (response.status_code, bool(response.context["form"].non_field_errors()), queued) == (422, True, [])
    assert [field.value() for field in list(response.context["form"])[:2]] == [str(school.pk)] * 2
    of_others = {next(iter(same)): str(cast.foreign_unit.pk)}
    response = client.post(reverse("indicators:confirm", args=[run.pk]), of_others)
    assert (response.status_code, list(response.context["form"].errors), queued) == (422, [next(iter(same))], [])
    assert cast.foreign_unit.name not in client.get(reverse("indicators:import", args=[run.pk])).content.decode()


@pytest.fixture
def done(cast, run):
    run.state = "running"
    run.save()
    return carry_out(run=run, by=cast.administrator)


def test_undoing_from_the_page(cast, client_of, done):
    client, url = client_of("administrator"), reverse("indicators:import", args=[done.pk])
    undo = reverse("indicators:undo", args=[done.pk])
    assert (undo in client.get(url).content.decode(), client.get(undo).status_code) == (True, 405)
    assert [client.post(undo).url, client.post(undo).url] == [url, url]
    done.refresh_from_db()
    assert (done.state, done.undone_by, Value.objects.current().count()) == ("undone", cast.administrator, 0)
    assert undo not in client.get(url).content.decode()


def test_every_row_stands_on_the_page(client_of, run):
    page = client_of("administrator").get(reverse("indicators:import", args=[run.pk])).context["page"]
    assert (sum(line.count for line in page.rows), page.preview.rows_total) == (82, 82)


@pytest.mark.parametrize("state", ["preview", "running", "done", "failed", "undone", "fetching"])
def test_each_state_has_its_page(client_of, run, state):
    run.state = state
    run.save()
    client = client_of("administrator")
    assert client.get(reverse("indicators:import", args=[run.pk])).status_code == client.get(URL).status_code == 200


@pytest.mark.parametrize("source", ["kolada", "planned", "nonsense"])
def test_only_files_are_uploaded(client_of, source):
    assert client_of("administrator").get(reverse("indicators:upload", args=[source])).status_code == 404


def test_the_page_of_an_import_has_a_fixed_number_of_queries(cast, client_of, for_cast, run, django_assert_num_queries, queued):
    """For one unknown place as for four, for one changed figure as for many."""
    client = client_of("administrator")
    carry_out(run=confirm_import(run=run, by=cast.administrator), by=cast.administrator)
    for changes in (
        [(";124;45,2;69,4;195,9", ";124;45,3;69,4;195,9"), (";82224915;", ";82220001;"), (";87963970;", ";87960001;")],
        [(";124;45,2;69,4;195,9", ";125;45,3;69,5;196,0"), (";82224915;", ";82220001;")],
    ):
        again = preview_import(
            content=for_cast(*changes), file_name="x.csv", municipality=cast.municipality, by=cast.administrator
        )
        client.get(URL)
        with django_assert_num_queries(PAGE_QUERIES):
            client.get(reverse("indicators:import", args=[again.pk]))


PAGE_QUERIES = 10


def test_the_history_comes_in_pages(cast, client_of, run, monkeypatch):
    monkeypatch.setattr("indicators.views.imports.RUNS_A_PAGE", 1)
    ImportRun.objects.create(
        node=cast.municipality, file_name="senare.csv", uploaded_by=cast.administrator, uploaded_at=clock.now()
    )
    client = client_of("administrator")
    pages = [client.get(URL, {"page": page}).content.decode() for page in (1, 2, "x")]
    names = [[name in page for name in ("slutbetyg.csv", "senare.csv")] for page in pages]
    assert names[0] != names[1] == [not there for there in names[0]]
    assert (names[2], "?page=2" in pages[0], "?page=1" in pages[1]) == (names[0], True, True)
