"""How small groups a municipality shows."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from indicators.masking import Limits
from indicators.queries.surroundings import limits_for
from indicators.services import withholding
from journal.services import Actor, record
from schoolplan.kit.access import require
from units.models import MunicipalitySettings, Node

CHANGE = "indicators.change_limits"

# Of two pupils each reads of the other. In public nobody who publishes shows a group of fewer than five, nor a survey of fewer
# answers (domain.md §9). Beyond the upper bounds next to nothing would be shown.
INSIDE = (3, 20)
PUBLIC = (5, 50)
ANSWERS = (5, 50)
RESPONSE_RATE = (0, 100)

FIELDS = {
    "inside": "masked_below_inside",
    "public": "masked_below_public",
    "answers": "answers_at_least",
    "response_rate": "response_rate_at_least",
}


@transaction.atomic
def change_limits(*, municipality: Node, limits: Limits, by: Actor) -> None:
    """Show no smaller groups than ``limits`` says, and decide anew what must be withheld for their sake.

    Raises ValidationError for limits that could tell of single children or pupils.
    """
    require(by, CHANGE, municipality)
    for name, (least, most) in {"inside": INSIDE, "public": PUBLIC, "answers": ANSWERS, "response_rate": RESPONSE_RATE}.items():
        if not least <= getattr(limits, name) <= most:
            raise ValidationError({name: _("Choose a number from %(least)s to %(most)s.") % {"least": least, "most": most}})
    if limits.inside > limits.public:
        raise ValidationError({"public": _("The public never reads of smaller groups than those inside do.")})
    settings, _made = MunicipalitySettings.objects.select_for_update().get_or_create(municipality=municipality)
    former = limits_for(Node.objects.select_related("settings").get(pk=municipality.pk))
    changes = {
        field: [getattr(former, name), getattr(limits, name)]
        for name, field in FIELDS.items()
        if getattr(former, name) != getattr(limits, name)
    }
    if not changes:
        return
    for field, (_before, after) in changes.items():
        setattr(settings, field, after)
    settings.save(update_fields=list(changes))
    withholding.renew_all(municipality=municipality)
    record(by=by, verb="edit", obj=settings, node_id=municipality.pk, changes=changes)
