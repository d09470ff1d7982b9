import datetime as dt

import pytest
from django.urls import reverse

from dialogues import services
from dialogues.models import Meeting, MinuteItem
from schoolplan.kit.versions import version_of
from tests.dialogues.conftest import at
from tests.dialogues.data import rich_area

OUTSIDE = ("other_rektor", "contributor", "politiker", "administrator", "region", "foreign_rektor", "stranger")
DUE = dt.date(2026, 6, 20)


def url(name, *args):
    return reverse(f"dialogues:{name}", args=args)


@pytest.fixture
def item(cast, may):
    return services.add_item(meeting=may, agenda=3, kind="decision", text="Hemligt beslut", by=cast.rektor)


@pytest.fixture
def promise(cast, may):
    return services.add_promise(meeting=may, side="unit", owner="rektor", text="Eget löfte", due_on=DUE, by=cast.rektor)


@pytest.fixture
def locked(cast, may, item, promise):
    services.confirm(meeting=may, side="unit", by=cast.rektor)
    return services.confirm(meeting=may, side="administration", by=cast.verksamhetschef)


def test_both_sides_read_the_page_and_nobody_else(client_of, may, item):
    for persona in ("rektor", "deputy", "chief", "utvecklingsledare", "verksamhetschef", "forvaltningschef"):
        assert "Hemligt beslut" in client_of(persona).get(url("meeting", may.pk)).content.decode()
    assert {p: client_of(p).get(url("meeting", may.pk)).status_code for p in OUTSIDE} == dict.fromkeys(OUTSIDE, 404)


def test_the_areas_page_holds_what_happened_since_last_time(cast, client_of):
    june = rich_area(cast)
    page = client_of("other_rektor").get(url("meeting", june.pk)).content.decode()
    for text in (
        "Besked om obesatt tjänst",
        "Studiero-i-ak-8",
        "Närvaroteamet",
        "Lektionerna börjar lugnt",
        "arbetar som en ledningsgrupp",
    ):
        assert text in page


def test_every_address_is_hidden_from_those_outside(client_of, may, item, promise):
    answer = may.answers.filter(side="unit").first()
    posts = [
        url("add_item", may.pk),
        url("add_promise", may.pk),
        url("correct", may.pk),
        url("move", may.pk),
        url("edit_item", item.pk),
        url("remove_item", item.pk),
        url("settle_promise", promise.pk),
        url("reopen_promise", promise.pk),
        url("remove_promise", promise.pk),
        url("confirm", may.pk, "unit"),
        url("save", "answer", answer.pk, "text"),
        url("save", "meeting", may.pk, "focus"),
    ]
    for persona in ("other_rektor", "politiker", "foreign_rektor"):
        client = client_of(persona)
        assert {(post, client.post(post, {"text": "x", "value": "x"}).status_code) for post in posts} == {
            (post, 404) for post in posts
        }
        assert {client.get(post).status_code for post in posts} == {404, 405}
    assert list(MinuteItem.objects.values_list("text", flat=True)) == ["Hemligt beslut"]


def test_addresses_of_forms_lead_back_to_the_meeting(client_of, may, item):
    forms = [url("add_item", may.pk), url("add_promise", may.pk), url("correct", may.pk), url("edit_item", item.pk)]
    assert [client_of("rektor").get(form).headers["Location"] for form in forms] == [url("meeting", may.pk)] * 4


def test_the_page_has_one_line_for_what_is_saved(client_of, may, june):
    for meeting in (may, june):
        assert client_of("rektor").get(url("meeting", meeting.pk)).content.decode().count('id="save-line-text"') == 1


def test_who_may_look_but_not_touch(client_of, may, promise):
    own = may.answers.filter(side="unit").first()
    attempts = {
        ("verksamhetschef", url("settle_promise", promise.pk)): {"kept": "yes"},
        ("verksamhetschef", url("remove_promise", promise.pk)): {},
        ("verksamhetschef", url("save", "answer", own.pk, "text")): {"value": "x", "version": version_of("")},
        ("verksamhetschef", url("confirm", may.pk, "unit")): {},
        ("verksamhetschef", url("add_promise", may.pk)): {"side": "unit", "text": "x", "owner": "x", "due_on": "2026-06-20"},
        ("deputy", url("confirm", may.pk, "unit")): {},
        ("rektor", url("move", may.pk)): {},
        ("rektor", url("correct", may.pk)): {"text": "x"},
    }
    assert {key: client_of(key[0]).post(key[1], data).status_code for key, data in attempts.items()} == dict.fromkeys(
        attempts, 403
    )


def test_unknown_parts_are_not_there(client_of, may):
    client = client_of("rektor")
    for address in (
        url("save", "series", may.pk, "focus"),
        url("save", "meeting", may.pk, "state"),
        url("confirm", may.pk, "board"),
    ):
        assert client.post(address, {"value": "x"}).status_code == 404


def test_an_answer_saves_itself_and_the_other_side_reads_it(client_of, june, htmx):
    answer = june.answers.get(side="unit", question__number=2)
    response = client_of("rektor").post(
        url("save", "answer", answer.pk, "text"), {"value": "Frånvaron", "version": version_of("")}, **htmx
    )
    assert response.status_code == 200
    assert "Frånvaron" in client_of("verksamhetschef").get(url("meeting", june.pk)).content.decode()
    stale = client_of("deputy").post(
        url("save", "answer", answer.pk, "text"), {"value": "Annat", "version": version_of("")}, **htmx
    )
    assert (stale.status_code, "Frånvaron" in stale.content.decode(), "Annat" in stale.content.decode()) == (409, True, True)


def test_composer_without_javascript(client_of, may):
    response = client_of("rektor").post(url("add_item", may.pk), {"agenda": "4", "kind": "spread", "text": "Läsningen"})
    assert (response.status_code, response["Location"]) == (302, url("meeting", may.pk) + "#anteckningar")
    assert list(may.items.values_list("agenda", "kind", "text")) == [(4, "spread", "Läsningen")]


def test_composer_with_htmx_answers_the_minutes_as_a_reload_would(client_of, may, htmx):
    client = client_of("rektor")
    part = client.post(url("add_item", may.pk), {"agenda": "4", "kind": "spread", "text": "Läsningen"}, **htmx).content.decode()
    whole = client.get(url("meeting", may.pk)).content.decode()
    noted = part.split('<div class="minutes">')[1].split('<form class="composer"')[0]
    assert _without_token(noted) in _without_token(whole)
    assert "data-focus" in part
    assert '<option value="4" selected>' in part
    assert 'hx-swap-oob="true"' in part
    assert "<html" not in part


def _without_token(html):
    return "".join(line for line in html.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_an_empty_note_is_asked_for(client_of, may, headers):
    response = client_of("rektor").post(url("add_item", may.pk), {"agenda": "4", "kind": "spread", "text": " "}, **headers)
    assert (response.status_code, "Skriv det som ska antecknas." in response.content.decode()) == (422, True)
    assert may.items.count() == 0


def test_a_note_is_changed_and_taken_away(client_of, may, item):
    client = client_of("verksamhetschef")
    wrong = client.post(url("edit_item", item.pk), {"kind": "action", "text": ""})
    assert (wrong.status_code, wrong.context["edit_form"].errors) == (422, {"text": ["Skriv det som ska antecknas."]})
    assert client.post(url("edit_item", item.pk), {"kind": "action", "text": "Nya ord"}).status_code == 302
    assert list(may.items.values_list("kind", "text")) == [("action", "Nya ord")]
    assert client.post(url("remove_item", item.pk)).status_code == 302
    assert may.items.count() == 0


def test_a_promise_is_made_settled_and_opened_again(client_of, may):
    client = client_of("verksamhetschef")
    data = {"side": "administration", "text": "Besked", "owner": "verksamhetschef", "due_on": "2026-06-11"}
    wrong = client.post(url("add_promise", may.pk), data | {"due_on": "2026-05-01"})
    assert (wrong.status_code, list(wrong.context["promise_form"].errors), "Besked" in wrong.content.decode()) == (
        422,
        ["due_on"],
        True,
    )
    assert client.post(url("add_promise", may.pk), data)["Location"] == url("meeting", may.pk) + "#loften"
    promise = may.promises.get()
    page = url("meeting", may.pk) + "#loften"
    assert client.post(url("settle_promise", promise.pk), {"kept": "no", "page": page})["Location"] == page
    assert may.promises.get().state == "broken"
    client.post(url("reopen_promise", promise.pk), {"page": "https://evil.example/"})
    assert may.promises.get().state == "open"
    client.post(url("remove_promise", promise.pk))
    assert may.promises.count() == 0


def test_settling_leads_only_to_our_own_pages(client_of, may, promise):
    response = client_of("rektor").post(url("settle_promise", promise.pk), {"kept": "yes", "page": "https://evil.example/"})
    assert response["Location"] == url("meeting", may.pk) + "#sedan-sist"


def test_both_confirm_and_the_page_is_locked(client_of, may, item):
    client_of("rektor").post(url("confirm", may.pk, "unit"))
    assert Meeting.objects.get(pk=may.pk).state == "open"
    client_of("verksamhetschef").post(url("confirm", may.pk, "administration"))
    assert Meeting.objects.get(pk=may.pk).state == "locked"
    page = client_of("rektor").get(url("meeting", may.pk)).content.decode()
    assert "Hemligt beslut" in page
    assert [word for word in ("composer", "data-autosave", url("edit_item", item.pk), "/confirm/") if word in page] == []


def test_locked_minutes_say_so_and_take_corrections(client_of, may, locked, item, htmx):
    client = client_of("rektor")
    for address, data in (
        (url("add_item", may.pk), {"agenda": "1", "kind": "decision", "text": "För sent"}),
        (url("edit_item", item.pk), {"kind": "decision", "text": "För sent"}),
        (url("remove_item", item.pk), {}),
        (url("add_promise", may.pk), {"side": "unit", "text": "För sent", "owner": "x", "due_on": "2026-06-20"}),
        (url("confirm", may.pk, "unit"), {}),
    ):
        response = client.post(address, data, follow=True)
        assert (response.status_code, [message.tags for message in response.context["messages"]]) == (200, ["error"])
        assert "För sent" not in response.content.decode()
    late = client.post(url("add_item", may.pk), {"agenda": "1", "kind": "decision", "text": "För sent"}, **htmx)
    assert (late.status_code, late["HX-Refresh"]) == (200, "true")
    answer = may.answers.filter(side="unit").first()
    typed = client.post(url("save", "answer", answer.pk, "text"), {"value": "För sent", "version": version_of("")}, **htmx)
    assert typed.status_code == 422
    assert client.post(url("correct", may.pk), {"text": ""}).status_code == 422
    assert client.post(url("correct", may.pk), {"text": "Vecka 35"})["Location"] == url("meeting", may.pk) + "#rattelser"
    assert "Vecka 35" in client_of("verksamhetschef").get(url("meeting", may.pk)).content.decode()
    assert list(may.items.values_list("text", flat=True)) == ["Hemligt beslut"]


def test_a_meeting_is_moved(client_of, june, may):
    client = client_of("utvecklingsledare")
    page = client.get(url("move", june.pk)).content.decode()
    assert 'value="2026-06-09"' in page
    assert 'value="13:00"' in page
    taken = client.post(url("move", june.pk), {"day": "2026-05-12", "time": "13:00", "place": ""})
    assert (taken.status_code, list(taken.context["form"].errors)) == (422, ["__all__"])
    assert client.post(url("move", june.pk), {"day": "2026-06-10", "time": "09:30", "place": "Biblioteket"}).status_code == 302
    june.refresh_from_db()
    assert (june.starts_at, june.place) == (at(2026, 6, 10, 9) + dt.timedelta(minutes=30), "Biblioteket")
