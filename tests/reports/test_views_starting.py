"""The year's report, from nothing to the published one."""

import pytest
from django.urls import reverse

from reports import services
from reports.models import Rendering, Report
from schoolplan.kit.versions import version_of
from tests.reports.test_views import url

pytestmark = pytest.mark.usefixtures("quick_pdf")


def test_starting_writing_rendering_and_publishing(cast, client_of, htmx):
    office, chief = client_of("utvecklingsledare"), client_of("forvaltningschef")
    data = {
        "start-node": cast.municipality.pk,
        "start-school_year": "2025/26",
        "start-title": "Rapport",
        "start-data_date": "2026-05-15",
    }
    answer = office.post(reverse("reports:start"), data)
    report = Report.objects.get()
    assert answer.headers["Location"] == url("edit", report)
    save = reverse("reports:save", args=["report", report.pk, "summary"])
    assert office.post(save, {"value": "Hej", "version": version_of("")}, **htmx).status_code == 200
    assert office.post(save, {"value": "Nej", "version": version_of("")}, **htmx).status_code == 409
    assert chief.post(url("publish", report)).status_code == 422
    assert office.post(url("render", report)).headers["Location"] == url("edit", report)
    waiting = office.get(url("progress", report), **htmx).content.decode()
    assert ('hx-trigger="every 1s"' in waiting, "<progress" in waiting, "<html" in waiting) == (True, True, False)
    services.run_rendering(rendering_id=Rendering.objects.get().pk)
    assert "every 1s" not in office.get(url("progress", report), **htmx).content.decode()
    assert office.post(url("publish", report)).status_code == 403
    assert chief.post(url("publish", report)).headers["Location"] == url("report", report)
    report.refresh_from_db()
    assert (report.state, report.content["summary"]) == ("published", "Hej")


def test_starting_without_a_title_keeps_the_rest(cast, client_of):
    data = {
        "start-node": cast.municipality.pk,
        "start-school_year": "2025/27",
        "start-title": "",
        "start-data_date": "2026-05-15",
    }
    answer = client_of("utvecklingsledare").post(reverse("reports:start"), data)
    assert (answer.status_code, sorted(answer.context["start"].errors)) == (422, ["school_year", "title"])
    assert "2026-05-15" in answer.content.decode()
    assert client_of("politiker").post(reverse("reports:start"), data).status_code == 403
    assert Report.objects.count() == 0
