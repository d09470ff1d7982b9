"""Opening a full analysis takes at most fifteen queries, whatever its size and whatever it has been through."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analyses import services
from analyses.models import Analysis, Finding
from plans import services as plans
from support import services as support
from tests.factories import YEAR

AT_MOST = 15


def asked(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill(cast, analysis, publish, findings):
    """Findings in every area, each with a changed figure and an observation; one leads to a goal and a request for support."""
    before = publish("75,2")
    for area in analysis.template.areas.all():
        for _ in range(findings):
            found = services.add_finding(analysis=analysis, area=area, kind="challenge", title="T", text="M", by=cast.rektor)
            seen = services.add_observation(analysis=analysis, area=area, text="Sett", by=cast.rektor)
            services.add_ground(finding=found, observation=seen, by=cast.rektor)
            services.add_ground(finding=found, value_id=before.pk, by=cast.rektor)
            services.add_cause(finding=found, text="O", by=cast.rektor)
            conclusion = services.add_conclusion(finding=found, text="S", by=cast.rektor)
            services.add_comment(card=found, text="Stämmer det?", by=cast.deputy)
    plans.add_goal_from(conclusion=conclusion, by=cast.rektor)
    need = {"need": "Handledning", "days": 5, "conclusions": [conclusion]}
    support.request_support(node=cast.unit, school_year=YEAR, by=cast.rektor, **need)
    publish("76,0")


@pytest.mark.parametrize("findings", [1, 3])
def test_a_draft_is_opened_read_and_written_in_at_most_fifteen_queries(cast, client_of, analysis, publish, findings):
    fill(cast, analysis, publish, findings)
    client, page = client_of("rektor"), reverse("analyses:area", args=[analysis.pk, "knowledge"])
    hand = Finding.objects.filter(analysis=analysis, area__key="knowledge").first()
    client.get(page)
    counted = [asked(client, url) for url in (page, f"{page}?edit={hand.pk}", reverse("analyses:overview", args=[analysis.pk]))]
    assert counted == [14, 14, 11]
    assert max(counted) <= AT_MOST


@pytest.mark.parametrize("findings", [1, 3])
def test_a_returned_one_that_is_cited_above_takes_no_more(cast, client_of, analysis, publish, findings):
    fill(cast, analysis, publish, findings)
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    own = services.start_analysis(node=cast.municipality, school_year=YEAR, by=cast.utvecklingsledare)
    area = own.template.areas.get(key="knowledge")
    above = services.add_finding(analysis=own, area=area, kind="challenge", title="Alla", by=cast.utvecklingsledare)
    services.cite(
        finding=above, cited=Finding.objects.filter(analysis=analysis, area__key="knowledge"), by=cast.utvecklingsledare
    )
    services.return_analysis(analysis=Analysis.objects.get(pk=analysis.pk), comment="Mer", by=cast.verksamhetschef)
    client, page = client_of("rektor"), reverse("analyses:area", args=[analysis.pk, "knowledge"])
    client.get(page)
    counted = [asked(client, url) for url in (page, reverse("analyses:overview", args=[analysis.pk]))]
    assert counted == [15, 12]
    assert max(counted) <= AT_MOST


@pytest.mark.parametrize("findings", [1, 3])
def test_the_municipalitys_own_that_cites_its_units_takes_as_many(cast, client_of, analysis, publish, findings):
    fill(cast, analysis, publish, findings)
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    by = cast.utvecklingsledare
    own = services.start_analysis(node=cast.municipality, school_year=YEAR, by=by)
    for area in own.template.areas.all():
        for cited in Finding.objects.filter(analysis=analysis, area__key=area.key):
            above = services.add_finding(analysis=own, area=area, kind="challenge", title="Alla", by=by)
            services.cite(finding=above, cited=[cited], by=by)
            services.add_cause(finding=above, text="O", by=by)
            conclusion = services.add_conclusion(finding=above, text="S", by=by)
            services.add_comment(card=above, text="Stämmer det?", by=by)
    plans.add_goal_from(conclusion=conclusion, by=by)
    client, page = client_of("utvecklingsledare"), reverse("analyses:area", args=[own.pk, "knowledge"])
    client.get(page)
    counted = [asked(client, url) for url in (page, f"{page}?edit={above.pk}", reverse("analyses:overview", args=[own.pk]))]
    assert counted == [15, 15, 11]
    assert max(counted) <= AT_MOST
