"""Who can be entered with one click on the demo's login page."""

from dataclasses import dataclass

from units.models import Assignment, User
from units.roles import Role

DEMO_DOMAIN = "lindvik.example"


@dataclass(frozen=True)
class DemoPerson:
    """``who`` is the first part of the invented e-mail address, and of the address that signs the person in."""

    who: str
    name: str
    role: str


def demo_people() -> list[DemoPerson]:
    """Everyone in the demo municipality, one line a person, in the order of the roles."""
    held = Assignment.objects.filter(user__email__endswith=f"@{DEMO_DOMAIN}").select_related("user").order_by("user", "pk")
    first = {assignment.user_id: assignment for assignment in reversed(held)}
    order = {role: position for position, role in enumerate(Role.values)}
    lines = sorted(first.values(), key=lambda assignment: (order[assignment.role], assignment.pk))
    return [DemoPerson(a.user.email.split("@")[0], a.user.name, str(a.get_role_display())) for a in lines]


def demo_user(who: str) -> User | None:
    return User.objects.filter(email=f"{who}@{DEMO_DOMAIN}", is_active=True).first()
