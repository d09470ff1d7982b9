import pytest
from django.core.exceptions import PermissionDenied

from journal.models import Event
from schoolplan.kit.workflow import NotPossible
from support.models import SupportRequest
from support.services import decide, request_support
from tests.factories import YEAR


@pytest.fixture
def asked(cast):
    return request_support(node=cast.unit, school_year=YEAR, need="Handledning i matematik", days=20, by=cast.rektor)


def test_request_is_recorded(cast, asked):
    assert (asked.need, asked.days_requested, asked.state) == ("Handledning i matematik", 20, "requested")
    assert list(Event.objects.filter(object_type="support.supportrequest").values_list("verb", "actor_name")) == [
        ("request_support", "Rektor")
    ]


def test_only_the_units_leaders_ask(cast):
    for user in (cast.other_rektor, cast.verksamhetschef, cast.politiker, cast.stranger):
        with pytest.raises(PermissionDenied):
            request_support(node=cast.unit, school_year=YEAR, need="x", days=1, by=user)
    assert SupportRequest.objects.count() == 0


def test_granted_with_days_and_reason(cast, asked):
    decided = decide(request=asked, grant=True, days=15, decision="Från vecka 33", by=cast.verksamhetschef)
    assert (decided.state, decided.days_granted, decided.decision, decided.decided_by) == (
        "granted",
        15,
        "Från vecka 33",
        cast.verksamhetschef,
    )


def test_decided_once(cast, asked):
    decide(request=asked, grant=False, days=None, decision="Inte i år", by=cast.verksamhetschef)
    with pytest.raises(NotPossible):
        decide(request=asked, grant=True, days=5, decision="Jo", by=cast.verksamhetschef)
    asked.refresh_from_db()
    assert (asked.state, asked.decision) == ("declined", "Inte i år")


def test_unit_does_not_decide_for_itself(cast, asked):
    with pytest.raises(PermissionDenied):
        decide(request=asked, grant=True, days=20, decision="Ja", by=cast.rektor)
