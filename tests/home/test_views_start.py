import pytest
from django.urls import reverse

from analyses import services
from tests.factories import YEAR

HOME = reverse("home")


def test_each_role_has_a_start_page(client_of):
    expected = {
        "rektor": "home/my_page.html",
        "chief": "home/my_page.html",
        "verksamhetschef": "home/office.html",
        "utvecklingsledare": "home/office.html",
        "stranger": "home/nothing_yet.html",
    }
    assert {persona: client_of(persona).get(HOME).templates[0].name for persona in expected} == expected


@pytest.mark.parametrize(
    ("persona", "address"), [("administrator", "indicators:imports"), ("politiker", "reports:index"), ("region", "reports:index")]
)
def test_the_others_begin_where_their_work_is(client_of, persona, address):
    assert client_of(persona).get(HOME).url == reverse(address)


def test_a_leader_sees_only_own_units(cast, client_of):
    services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    services.start_analysis(node=cast.other_unit, school_year=YEAR, by=cast.other_rektor)
    page = client_of("rektor").get(HOME).context["page"]
    assert [whole.analysis.node for whole in page.analyses] == [cast.unit]


def test_the_office_sees_what_waits_for_its_answer(cast, client_of):
    analysis = services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    assert client_of("verksamhetschef").get(HOME).context["page"].to_read == ()
    version = services.submit_analysis(analysis=analysis, by=cast.rektor)
    assert client_of("verksamhetschef").get(HOME).context["page"].to_read == (version,)
    assert "Ett svar behövs från dig: en analys är inlämnad." in client_of("verksamhetschef").get(HOME).content.decode()


def test_those_who_do_not_answer_read_what_waits_for_others(cast, client_of):
    analysis = services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    version = services.submit_analysis(analysis=analysis, by=cast.rektor)
    answer = client_of("utvecklingsledare").get(HOME)
    assert answer.context["page"].to_read == (version,)
    assert ("väntar på svar." in answer.content.decode(), "ditt svar" in answer.content.decode()) == (True, False)


def test_an_address_that_only_does_something_says_so_to_who_comes_to_read(client_of):
    answer = client_of("rektor").get(reverse("set_language"))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "har inget att läsa" in answer.content.decode()


def test_the_language_is_changed_on_the_page_where_a_refused_form_stood(cast, client_of):
    analysis = services.start_analysis(node=cast.unit, school_year=YEAR, by=cast.rektor)
    services.submit_analysis(analysis=analysis, by=cast.rektor)
    page, client = reverse("analyses:version", args=[analysis.pk, 1]), client_of("verksamhetschef")
    refused = client.post(reverse("analyses:return", args=[analysis.pk]), {}, HTTP_REFERER=f"http://testserver{page}?x=1#a")
    assert (refused.status_code, refused.context["page_address"]) == (422, f"{page}?x=1")
    elsewhere = client.post(reverse("analyses:return", args=[analysis.pk]), {}, HTTP_REFERER="https://example.com/a")
    assert elsewhere.context["page_address"] == "/"


def test_the_demo_is_entered_with_one_click_only_in_the_demo(db, client, settings):
    from journal.services import SYSTEM
    from units.services import add_person

    add_person(email="rektor@lindvik.example", name="Rektor", by=SYSTEM)
    url = reverse("enter_demo", args=["rektor"])
    settings.DEMO = False
    assert client.post(url).status_code == 404
    settings.DEMO = True
    assert client.get(url).status_code == 405
    assert client.post(url, {"next": "https://example.com/"}).url == HOME


def test_language_is_swedish_until_somebody_chooses(client_of):
    client = client_of("rektor")
    assert 'lang="sv"' in client.get(HOME, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": HOME})
    assert 'lang="en"' in client.get(HOME).content.decode()


def test_the_year_wheel_begins_in_august_and_marks_the_month():
    from schoolplan.home.wheel import year_wheel

    wheel = year_wheel(6)
    assert [slice.is_now for slice in wheel.slices].index(True) == 10
    assert len(wheel.slices) == 12
