"""The demo's people beside the principals: who is invited to write, and what is said of the cards."""

from typing import Any

from analyses import services
from analyses.models import Analysis
from schoolplan.home.demo import demo_user
from units.models import User


def write_together(analysis: Analysis, content: dict[str, Any], by: User) -> None:
    """Invite the colleagues of ``invited``, and let those of ``said`` speak to the team about a finding."""
    for each in content.get("invited", []):
        area = analysis.template.areas.get(key=each["area"])
        services.invite(analysis=analysis, user=_person(each["who"]), parts=[area], by=by)
    for each in content.get("said", []):
        card = analysis.findings.get(title=each["finding"])
        services.add_comment(card=card, text=each["text"], by=_person(each["who"]))


def pin(analysis: Analysis, content: dict[str, Any], by: User) -> None:
    """What the administration says of single findings when it answers."""
    for each in content.get("pins", []):
        services.pin_comment(card=analysis.findings.get(title=each["finding"]), text=each["text"], by=by)


def _person(who: str) -> User:
    person = demo_user(who)
    assert person is not None, who
    return person
