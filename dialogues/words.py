"""How dialogues speak of the two sides and of what is late: whole sentences, so that every language can inflect them."""

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogues.workflow import Side
from units.models import Kind, Node


def side_name(side: str, node: Node) -> str:
    if side == Side.ADMINISTRATION:
        return _("The administration")
    return _("The area") if node.kind == Kind.AREA else _("The unit")


def has_promised(side: str, node: Node) -> str:
    """The heading over what one side promised the other."""
    if node.kind == Kind.AREA:
        return (
            _("The administration promised the area")
            if side == Side.ADMINISTRATION
            else _("The area promised the administration")
        )
    return _("The administration promised the unit") if side == Side.ADMINISTRATION else _("The unit promised the administration")


def promises(side: str, node: Node) -> str:
    """One promise as a sentence."""
    if node.kind == Kind.AREA:
        return (
            _("The administration promises the area.")
            if side == Side.ADMINISTRATION
            else _("The area promises the administration.")
        )
    return (
        _("The administration promises the unit.") if side == Side.ADMINISTRATION else _("The unit promises the administration.")
    )


def days_late(days: int) -> str:
    """Four days late; empty when nothing is late."""
    if days <= 0:
        return ""
    words = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": apnumber(days)}
    return words[:1].upper() + words[1:]
