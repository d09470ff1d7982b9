import pytest
from django.urls import reverse

from support.models import SupportRequest
from support.services import request_support
from tests.factories import YEAR

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
    assert response.context["form"].errors == {"need": ["Detta fält måste fyllas i."]}
    assert 'value="20"' in response.content.decode()
    assert SupportRequest.objects.count() == 0


def test_asking_for_another_unit_is_refused(cast, client_of):
    response = client_of("rektor").post(reverse("support:request"), {"node": cast.other_unit.pk, "need": "x", "days": "20"})
    assert response.status_code == 422
    assert SupportRequest.objects.count() == 0


def test_decision_page_is_hidden_from_strangers_and_closed_to_readers(client_of, asked):
    url = reverse("support:decide", args=[asked.pk])
    assert {p: client_of(p).get(url).status_code for p in ("verksamhetschef", "rektor", "other_rektor", "politiker", "foreign_rektor")} == {
        "verksamhetschef": 200, "rektor": 403, "other_rektor": 404, "politiker": 404, "foreign_rektor": 404,
    }
