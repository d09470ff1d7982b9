"""The frame around every page: whose it is, who is reading, where they can go."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from schoolplan.home.demo import DemoPerson, demo_people
from units.access import home_nodes, places_of
from units.models import Node
from units.roles import LEADERS, OFFICE, UNIT_STAFF, Role


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Frame:
    municipality: Node | None
    administration_name: str
    role: str
    place: str
    nav: list[NavItem]
    demo: bool

    @property
    def demo_people(self) -> list[DemoPerson]:
        """For the login page of the demo: who can be entered with one click."""
        return demo_people() if self.demo else []


def page_frame(request: HttpRequest) -> dict[str, object]:
    return {
        "frame": SimpleLazyObject(lambda: build_frame(request)),
        "LANGUAGE_CODE": getattr(request, "LANGUAGE_CODE", "sv"),
        "page_address": page_address(request),
    }


def page_address(request: HttpRequest) -> str:
    """Where the page can be read again: a form that is shown once more stands at an address that only takes it."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from._replace(scheme="", netloc="", fragment="").geturl() if came_from.netloc == request.get_host() else "/"


def build_frame(request: HttpRequest) -> Frame:
    user = getattr(request, "user", None)
    places = places_of(user)
    if not places:
        return Frame(None, "", "", "", [], settings.DEMO)
    nodes = home_nodes(user)
    municipality = next((node.municipality for node in nodes if node.kind != "region"), None)
    own = getattr(municipality, "settings", None)
    roles = {place.role for place in places}
    items = [NavItem(label, url, _is_current(request.path, url)) for label, url in _links(roles)]
    place = own.administration_name.capitalize() if own and nodes[0] == municipality and roles & OFFICE else nodes[0].name
    if roles == {Role.BOARD} and own:
        place = own.political_body.capitalize()
    return Frame(
        municipality,
        own.administration_name if own else "",
        str(Role(places[0].role).label).capitalize(),
        place,
        items,
        settings.DEMO,
    )


def _links(roles: set[Role]) -> list[tuple[str, str]]:
    """The main menu, by what the person does."""
    if roles & LEADERS:
        names = [
            (_("My page"), "home"),
            (_("Analysis"), "analyses:index"),
            (_("Plan"), "plans:index"),
            (_("Dialogue"), "dialogues:index"),
            (_("Units"), "reports:units"),
            (_("Reports"), "reports:index"),
        ]
    elif roles & OFFICE:
        names = [
            (_("Start"), "home"),
            (_("Synthesis"), "analyses:current_rollup"),
            (_("Plan"), "plans:index"),
            (_("Dialogues"), "dialogues:index"),
            (_("Support"), "support:index"),
            (_("Units"), "reports:units"),
            (_("Reports"), "reports:index"),
        ]
    elif Role.ADMINISTRATOR in roles:
        names = [
            (_("Start"), "home"),
            (_("Imports"), "indicators:imports"),
            (_("Indicators"), "indicators:library"),
            (_("Templates"), "analyses:current_templates"),
            (_("Units"), "reports:units"),
        ]
    elif Role.BOARD in roles:
        names = [(_("Reports and questions"), "reports:index"), (_("Plan"), "plans:index"), (_("Units"), "reports:units")]
    elif roles & UNIT_STAFF:
        names = [(_("Analysis"), "analyses:index"), (_("Units"), "reports:units"), (_("Reports"), "reports:index")]
    else:
        names = [(_("Start"), "home"), (_("Units"), "reports:units"), (_("Reports"), "reports:index")]
    return [(label, reverse(name)) for label, name in names]


def _is_current(path: str, url: str) -> bool:
    return path == url if url == "/" else _section(path).startswith(url)


def _section(path: str) -> str:
    """The address that a page lies under in the menu, where its own does not say so: figures belong to the units."""
    if not path.startswith("/figures/"):
        return path
    return reverse("indicators:imports") if path.startswith("/figures/limits/") else reverse("reports:units")
