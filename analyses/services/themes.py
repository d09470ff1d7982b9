"""The themes by which a municipality gathers findings: added, renamed, retired and brought back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analyses.models import Theme
from journal.services import record
from schoolplan.kit.access import require
from units.models import Node, User

MANAGE = "analyses.manage_templates"


@transaction.atomic
def add_theme(*, municipality: Node, name: str, by: User) -> Theme:
    """A theme that findings can carry from now on. Raises ValidationError when there is one by this name, also a retired one."""
    require(by, MANAGE, municipality)
    Node.objects.select_for_update().get(pk=municipality.pk)
    theme = Theme(municipality=municipality, name=_free_name(municipality, name))
    theme.save()
    record(by=by, verb="add", obj=theme, node_id=municipality.pk)
    return theme


@transaction.atomic
def rename_theme(*, theme: Theme, name: str, by: User) -> None:
    """Another name for the same theme: findings that carry it keep it. Raises ValidationError when the name is taken."""
    require(by, MANAGE, theme)
    Node.objects.select_for_update().get(pk=theme.municipality_id)
    before, theme.name = theme.name, _free_name(theme.municipality, name, theme)
    theme.save(update_fields=["name"])
    record(by=by, verb="edit", obj=theme, node_id=theme.municipality_id, changes={"name": [before, theme.name]})


@transaction.atomic
def use_theme(*, theme: Theme, used: bool, by: User) -> None:
    """Retire a theme, which stays on the findings that carry it but can no longer be chosen, or bring it back."""
    require(by, MANAGE, theme)
    before, theme.is_used = theme.is_used, used
    theme.save(update_fields=["is_used"])
    record(by=by, verb="edit", obj=theme, node_id=theme.municipality_id, changes={"is_used": [before, used]})


def _free_name(municipality: Node, name: str, theme: Theme | None = None) -> str:
    name = " ".join(name.split())
    others = Theme.objects.filter(municipality=municipality, name__iexact=name)
    taken = (others.exclude(pk=theme.pk) if theme else others).first()
    if taken and taken.is_used:
        raise ValidationError(_("There is a theme by this name already."))
    if taken:
        raise ValidationError(_("There is a retired theme by this name. Bring it back instead."))
    return name
