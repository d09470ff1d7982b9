import pytest
from django.urls import reverse

from analyses import services as analyses
from journal.services import SYSTEM
from support.models import SupportRequest
from support.services import request_support
from tests.factories import YEAR
from units import services as units
from units.roles import Role

URL = reverse("support:index")


@pytest.fixture
def asked(cast):
    return request_support(node=cast.unit, school_year=YEAR, need="Handledning i matematik", days=20, by=cast.rektor)


def test_the_unit_reads_its_request(client_of, asked):
    assert "Handledning i matematik" in client_of("rektor").get(URL).content.decode()


def test_another_unit_does_not(client_of, asked):
    assert "Handledning i matematik" not in client_of("other_rektor").get(URL).content.decode()


def test_asking_without_need_shows_what_is_missing_and_keeps_the_rest(cast, client_of):
    response = client_of("rektor").post(reverse("support:request"), {"node": cast.unit.pk, "need": "", "days": "20"})
    assert response.status_code == 422
    assert response.context["form"].errors == {"need": ["Skriv vad ni behöver stöd med."]}
    assert 'value="20"' in response.content.decode()
    assert SupportRequest.objects.count() == 0


def test_the_address_of_asking_leads_back_to_the_page(client_of):
    assert {p: client_of(p).get(reverse("support:request")).headers["Location"] for p in ("rektor", "politiker")} == {
        "rektor": URL,
        "politiker": URL,
    }


def test_a_unit_to_choose_among_is_chosen_only_when_there_are_several(cast, client_of):
    hidden = f'<input type="hidden" name="node" value="{cast.unit.pk}">'
    assert hidden in client_of("rektor").get(URL).content.decode()
    units.assign(user=cast.rektor, node=cast.other_unit, role=Role.PRINCIPAL, by=SYSTEM)
    page = client_of("rektor").get(URL).content.decode()
    assert (hidden in page, page.count("<option")) == (False, 2)


def test_the_decision_begins_with_what_is_asked_for_and_where_it_comes_from(cast, client_of, asked):
    address, chief = reverse("support:decide", args=[asked.pk]), client_of("verksamhetschef")
    draft = analyses.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    page = chief.get(address)
    assert (page.context["form"]["days"].value(), page.context["analysis"]) == (20, None)
    analyses.submit_analysis(analysis=draft, by=cast.rektor)
    page = chief.get(address).content.decode()
    assert reverse("analyses:version", args=[draft.pk, 1]) in page


def test_a_decision_without_words_is_asked_for_them(client_of, asked):
    response = client_of("verksamhetschef").post(reverse("support:decide", args=[asked.pk]), {"days": "20"})
    assert (response.status_code, response.context["form"].errors) == (
        422,
        {"grant": ["Välj bevilja eller avslå."], "decision": ["Skriv skälet, enheten läser det."]},
    )


def test_asking_for_another_unit_is_refused(cast, client_of):
    response = client_of("rektor").post(reverse("support:request"), {"node": cast.other_unit.pk, "need": "x", "days": "20"})
    assert response.status_code == 422
    assert SupportRequest.objects.count() == 0


def test_decision_page_is_hidden_from_strangers_and_closed_to_readers(client_of, asked):
    url = reverse("support:decide", args=[asked.pk])
    assert {
        p: client_of(p).get(url).status_code for p in ("verksamhetschef", "rektor", "other_rektor", "politiker", "foreign_rektor")
    } == {
        "verksamhetschef": 200,
        "rektor": 403,
        "other_rektor": 404,
        "politiker": 404,
        "foreign_rektor": 404,
    }
