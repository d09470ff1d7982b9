"""Input to a request for support and to the decision."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analyses.models import Conclusion
from units.models import Node


class RequestForm(forms.Form):
    node = forms.ModelChoiceField(label=gettext_lazy("Unit"), queryset=Node.objects.none(), empty_label=None)
    need = forms.CharField(
        label=gettext_lazy("What do you need support with, and why?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": gettext_lazy("Write what you need support with.")},
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days with a development teacher"),
        min_value=1,
        max_value=200,
        error_messages={"required": gettext_lazy("Write how many days you need.")},
    )

    conclusion = forms.ModelChoiceField(queryset=Conclusion.objects.none(), widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, nodes: list[Node], conclusions: "QuerySet[Conclusion]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conclusion"].queryset = conclusions  # type: ignore[attr-defined]
        self.fields["node"].queryset = Node.objects.filter(pk__in=[node.pk for node in nodes])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        conclusion, node = data.get("conclusion"), data.get("node")
        if conclusion and node and conclusion.node != node:
            self.add_error("node", _("The conclusion belongs to another unit."))
        return data


class DecisionForm(forms.Form):
    grant = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Grant")), ("no", gettext_lazy("Decline"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose to grant or to decline.")},
    )
    days = forms.IntegerField(label=gettext_lazy("Days granted"), min_value=1, max_value=200, required=False)
    decision = forms.CharField(
        label=gettext_lazy("Reason, read by the unit"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Write the reason, the unit reads it.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("grant") and not data.get("days"):
            self.add_error("days", _("Say how many days are granted."))
        return data
