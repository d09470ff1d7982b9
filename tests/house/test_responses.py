"""The guards that look through every answer of every test (tests/conftest.py) see what they shall see."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template import engines

from tests.helpers.guards import OUR_TEMPLATES, UndefinedVariable, faults
from units.models import User

GOOD = '<!doctype html><html lang="sv"><head><title>Planer</title></head><body><main><h1>Planer</h1>{}</main></body></html>'


def answer(html: str, **headers: str) -> HttpResponse:
    return HttpResponse(html, headers={"Content-Security-Policy": "default-src 'none'"} | headers)


def test_a_good_page_passes() -> None:
    assert faults(answer(GOOD.format('<script src="/static/a.js"></script><p id="a">fem</p>'))) == []


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ('<a onclick="go()">x</a>', "<a onclick>: inline handler"),
        ('<p hx-on:click="go()">x</p>', "<p hx-on:click>: inline handler"),
        ('<p style="color: red">x</p>', "<p>: inline style"),
        ("<style>p { color: red }</style>", "<style>: inline style"),
        ("<script>go()</script>", "<script>: inline script"),
        ('<a href="JavaScript:go()">x</a>', "<a>: script in an address"),
        ('<p id="a"></p><p id="a"></p>', "id='a' stands 2 times"),
        ("<h1>En till</h1>", "2 <h1>"),
        ("<p>{{ plan.title }}</p>", "template markup left:"),
    ],
)
def test_a_fault_is_found(part: str, fault: str) -> None:
    [found] = faults(answer(GOOD.replace("{}", part)))
    assert found.startswith(fault)


def test_every_page_has_a_language_and_every_answer_a_policy() -> None:
    assert faults(answer(GOOD.replace(' lang="sv"', ""))) == ["no language"]
    assert faults(HttpResponse(GOOD)) == ["no Content-Security-Policy"]


def test_an_undefined_variable_stops_our_template_but_not_a_question() -> None:
    asking = engines["django"].from_string('{% if maybe %}x{% endif %}{{ maybe|default:"nej" }}')
    assert asking.render() == "nej"
    printing = engines["django"].from_string("{{ maybe }}")
    printing.template.origin.name = f"{OUR_TEMPLATES}/x.html"
    with pytest.raises(UndefinedVariable, match="maybe"):
        printing.render()


def test_what_has_no_order_comes_the_other_way_around(cast) -> None:
    in_order = [user.pk for user in User.objects.order_by("pk")]
    assert [user.pk for user in User.objects.order_by()] != in_order
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM units_user")
        assert sorted(row[0] for row in cursor.fetchall()) == in_order
