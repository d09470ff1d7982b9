"""Add a person, or a role to one who is there already: the way in for the first administrator."""

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from journal.services import SYSTEM
from units import services
from units.models import Node, User
from units.roles import Role


class Command(BaseCommand):
    help = "Add a person with a role at a municipality, an area or a unit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("node", help="the node's short name, as in the address of its page")
        parser.add_argument("--ask-password", action="store_true", help="else the person makes one by “Forgot the password?”")

    @transaction.atomic
    def handle(self, *, email: str, name: str, role: str, node: str, ask_password: bool, **options: Any) -> None:
        email = email.strip().lower()
        place = _node(node)
        user = User.objects.filter(email=email).first()
        if user is None:
            password = _password() if ask_password else None
            user = services.add_person(email=_checked(email), name=name, by=SYSTEM, password=password)
        services.assign(user=user, node=place, role=Role(role), by=SYSTEM)
        self.stdout.write(f"{user} is {Role(role).value} at {place.name}.")


def _node(slug: str) -> Node:
    node = Node.objects.filter(slug=slug).first()
    if node is None:
        tops = ", ".join(Node.objects.filter(depth__lte=2).values_list("slug", flat=True))
        tops = tops or "none; import_results makes a municipality"
        raise CommandError(f"There is no node “{slug}”. At the top there are: {tops}.")
    return node


def _checked(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"“{email}” is no e-mail address.") from error
    return email


def _password() -> str:
    password = getpass("Password: ")
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    if getpass("The same again: ") != password:
        raise CommandError("The two were not the same.")
    return password
