import io

import pytest
from django.core.management import CommandError, call_command

from units.models import Assignment, User


def add(*arguments: str) -> str:
    said = io.StringIO()
    call_command("add_person", *arguments, stdout=said)
    return said.getvalue()


def roles_of(email: str) -> list[tuple[str, str]]:
    return list(Assignment.objects.filter(user__email=email).order_by("pk").values_list("role", "node__slug"))


def test_a_new_person_gets_a_role_and_no_password(cast):
    assert "administrator" in add("Anna@Example.se", "Anna Alm", "administrator", cast.municipality.slug)
    assert roles_of("anna@example.se") == [("administrator", cast.municipality.slug)]
    assert not User.objects.get(email="anna@example.se").has_usable_password()


def test_a_known_person_gets_one_more_role(cast):
    add("anna@example.se", "Anna Alm", "principal", cast.unit.slug)
    add("anna@example.se", "Anna Alm", "principal", cast.other_unit.slug)
    assert roles_of("anna@example.se") == [("principal", cast.unit.slug), ("principal", cast.other_unit.slug)]


def test_a_password_is_asked_for_twice(cast, monkeypatch):
    monkeypatch.setattr("units.management.commands.add_person.getpass", lambda prompt: "en lång mening om Almskolan")
    add("anna@example.se", "Anna Alm", "principal", cast.unit.slug, "--ask-password")
    assert User.objects.get(email="anna@example.se").check_password("en lång mening om Almskolan")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("anna@example.se", "Anna", "principal", "nowhere"), "There is no node “nowhere”"),
        (("anna", "Anna", "principal", "provkoping"), "“anna” is no e-mail address"),
        (("anna@example.se", "Anna", "king", "provkoping"), "invalid choice: 'king'"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_added(cast, arguments, words):
    with pytest.raises(CommandError, match=words):
        add(*arguments)
    assert not User.objects.filter(name="Anna").exists()


def test_a_weak_password_adds_nobody(cast, monkeypatch):
    monkeypatch.setattr("units.management.commands.add_person.getpass", lambda prompt: "kort")
    with pytest.raises(CommandError, match="12"):
        add("anna@example.se", "Anna", "principal", cast.unit.slug, "--ask-password")
    assert not User.objects.filter(name="Anna").exists()
