"""How small groups a municipality shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.masking import Limits
from indicators.services.limits import ANSWERS, INSIDE, PUBLIC, RESPONSE_RATE


def _field(label: Any, help_text: Any, bounds: tuple[int, int]) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=bounds[0], max_value=bounds[1])


class LimitsForm(forms.Form):
    """The bounds and what each limit does, in the words of those who set them."""

    inside = _field(
        _("Fewest children or pupils inside"),
        _("For those who work at the unit and in the administration. Never fewer than three: of two, each reads of the other."),
        INSIDE,
    )
    public = _field(
        _("Fewest children or pupils in public"),
        _("For everybody else, in reports and on the unit's page. Skolverket shows no school of fewer than ten."),
        PUBLIC,
    )
    answers = _field(
        _("Fewest answers to a survey"),
        _("For everybody. Those who publish surveys show none of fewer than five answers."),
        ANSWERS,
    )
    response_rate = _field(
        _("Lowest response rate, per cent"),
        _("When fewer have answered, two full stops stand there and say so: the answers tell too little of the others."),
        RESPONSE_RATE,
    )

    @property
    def limits(self) -> Limits:
        return Limits(**self.cleaned_data)
