import gzip
import json
import time
from email.utils import formatdate

import pytest
from django.utils import translation

from indicators.sources import http
from indicators.sources.cells import FileProblem
from indicators.sources.http import NotThere, OpenData
from tests.indicators.sources.server import Answer, of

SILENT = "Kolada does not answer right now. Nothing has been changed. Try again in a while."
BROKEN = "The answer from Kolada is cut off or broken. Nothing has been changed. Try again in a while."


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def client(open_server):
    with OpenData("Kolada", open_server.base) as client:
        yield client


def problem_of(client, path="kpi"):
    with pytest.raises(FileProblem) as raised:
        client.get(path)
    return raised.value.messages


def test_an_answer_and_who_asks(open_server, client):
    open_server.set("kpi?title=%C3%85k+9", of({"values": ["å"]}))
    assert client.get("kpi", {"title": "Åk 9"}) == {"values": ["å"]}
    sent = open_server.headers[0]
    assert (sent["User-Agent"].split()[0], sent["Accept"]) == ("schoolplan", "application/json")


def test_busy_and_then_an_answer_after_as_long_as_it_asked_for(open_server, client):
    open_server.set("kpi", of({}, status=429, headers={"Retry-After": "1"}), of({"values": [1]}))
    assert client.get("kpi") == {"values": [1]}
    first, second = open_server.times
    assert 1.0 <= second - first < 2.0


def test_a_date_to_come_back_on(open_server, client):
    open_server.set("kpi", of({}, status=429, headers={"Retry-After": formatdate(time.time() + 2, usegmt=True)}), of([1]))
    assert client.get("kpi") == [1]
    first, second = open_server.times
    assert 0.9 <= second - first < 2.5


def test_nobody_waits_longer_than_we_are_willing_to(open_server, client, monkeypatch):
    monkeypatch.setattr(http, "LONGEST_WAIT", 0.05)
    open_server.set("kpi", of({}, status=429, headers={"Retry-After": "86400"}), of([1]))
    before = time.monotonic()
    assert (client.get("kpi"), time.monotonic() - before < 1) == ([1], True)


@pytest.mark.parametrize("text", ["", "soon", "-5", "Wed, 99 Foo"])
def test_what_is_no_time_to_wait_is_our_own(open_server, client, text):
    open_server.set("kpi", of({}, status=503, headers={"Retry-After": text}), of([1]))
    assert client.get("kpi") == [1]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_busy_for_ever(open_server, client, status):
    open_server.set("kpi", of({}, status=status))
    assert (problem_of(client), len(open_server.asked)) == ([SILENT], http.ATTEMPTS)


@pytest.mark.parametrize(("status", "attempts"), [(400, 1), (401, 1), (406, 1), (422, 1), (500, 1), (301, 1)])
def test_what_another_attempt_would_not_help(open_server, client, status, attempts):
    open_server.set("kpi", of({}, status=status, headers={"Location": "/api/other"}))
    said = f"Kolada did not answer the question (status {status}). Nothing has been changed."
    assert (problem_of(client), len(open_server.asked)) == ([said], attempts)


def test_nothing_there(client):
    with pytest.raises(NotThere):
        client.get("kpi/N0")


def test_an_api_that_is_not_reached(open_server, monkeypatch):
    base = open_server.base
    open_server.shutdown()
    open_server.server_close()
    with OpenData("Kolada", base) as client:
        assert problem_of(client) == [SILENT]


def test_an_answer_that_never_comes(open_server, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT", http.httpx.Timeout(0.1))
    open_server.set("kpi", of({}, delay=0.5))
    with OpenData("Kolada", open_server.base) as client:
        assert (problem_of(client), len(open_server.asked)) == ([SILENT], http.ATTEMPTS)


def test_an_answer_slower_than_anyone_waits_for(open_server, client, monkeypatch):
    monkeypatch.setattr(http, "LONGEST_ANSWER", -1.0)
    open_server.set("kpi", of({}))
    assert problem_of(client) == [SILENT]


def test_patience_has_an_end_for_all_questions_together(open_server, monkeypatch):
    monkeypatch.setattr(http, "PATIENCE", -1.0)
    with OpenData("Kolada", open_server.base) as client:
        said = "Kolada takes too long. Nothing has been changed. Ask for less at a time, or try again in a while."
        assert (problem_of(client), open_server.asked) == ([said], [])


@pytest.mark.parametrize("body", [b'{"values": [{"id": "N15', b"", b"\xff\xfe", b'{"value": NaN}'])
def test_cut_off_or_broken(open_server, client, body):
    open_server.set("kpi", Answer(body))
    assert (problem_of(client), len(open_server.asked)) == ([BROKEN], 1)


def test_an_answer_shorter_than_it_says_is_asked_for_again(open_server, client):
    whole = json.dumps({"values": [1]}).encode()
    open_server.set("kpi", Answer(whole[:5], headers={"Content-Length": str(len(whole))}), Answer(whole))
    assert client.get("kpi") == {"values": [1]}


def test_not_packed_as_it_says(open_server, client):
    open_server.set("kpi", of({}, headers={"Content-Encoding": "gzip"}))
    assert problem_of(client) == [BROKEN]


def test_a_page_for_people(open_server, client):
    open_server.set("kpi", Answer(b"<h1>Underh\xc3\xa5ll</h1>", content_type="text/html; charset=utf-8"))
    assert problem_of(client) == [
        "Kolada answered with something else than figures. Nothing has been changed. Try again in a while."
    ]


TOO_MUCH = ["Kolada answered with more than can be read in at a time. Ask for fewer years or key figures."]


def test_a_huge_answer(open_server, client, monkeypatch):
    monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
    open_server.set("kpi", of(["x" * 1000]))
    assert problem_of(client) == TOO_MUCH


def test_a_small_answer_that_unpacks_to_a_huge_one(open_server, client, monkeypatch):
    monkeypatch.setattr(http, "LARGEST_ANSWER", 100_000)
    packed = gzip.compress(json.dumps(["x" * 1_000_000]).encode())
    open_server.set("kpi", Answer(packed, headers={"Content-Encoding": "gzip"}))
    assert (len(packed) < 10_000, problem_of(client)) == (True, TOO_MUCH)


def test_many_answers_are_too_much_together(open_server, client, monkeypatch):
    monkeypatch.setattr(http, "LARGEST_BUNDLE", 1500)
    open_server.set("kpi", of(["x" * 996]))
    client.get("kpi")
    assert problem_of(client) == TOO_MUCH


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/api/kpi",
        "https://example.org/api/kpi",
        "//example.org/api/kpi",
        "http://localhost/api/kpi",
        "http://127.0.0.1.example.org/api/kpi",
        "http://example.org@127.0.0.1.example.org/api/kpi",
        "/admin",
        "../admin",
        "file:///etc/passwd",
    ],
)
def test_an_answer_leads_nowhere_else(open_server, client, address):
    assert problem_of(client, address) == ["Kolada refers to another address, which is not followed. Nothing has been changed."]
    assert open_server.asked == []


def test_the_next_page_is_asked_for_at_our_own_address_however_it_is_written(open_server, client):
    """An API behind a proxy may write http or leave out its port."""
    open_server.set("kpi?page=2", of([2]))
    assert client.get("http://127.0.0.1/api/kpi?page=2") == [2]
    assert client.get(f"{open_server.base}/kpi?page=2") == [2]
