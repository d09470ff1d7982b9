"""Input to follow-ups, and to what a goal rests on."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analyses.models import Conclusion, Effect, Next
from plans.models import Goal
from schoolplan.kit import clock


def _sentence_case(choices: list[tuple[Any, Any]]) -> list[tuple[str, str]]:
    return [(str(value), str(capfirst(str(words)))) for value, words in choices]


class FollowUpForm(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("Day"), initial=clock.today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=gettext_lazy("What happened, and what shows it?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    effect = forms.ChoiceField(
        label=gettext_lazy("Did it make a difference?"),
        choices=lambda: _sentence_case(Effect.choices),
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
    )
    next = forms.ChoiceField(
        label=gettext_lazy("What next?"),
        help_text=gettext_lazy("A measure that you stop or make permanent counts as done."),
        choices=lambda: _sentence_case(Next.choices),
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
    )

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > clock.today():
            raise forms.ValidationError(_("The day has not come yet."))
        return day


class RestOnForm(forms.Form):
    conclusions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Conclusions"),
        queryset=Conclusion.objects.none(),
        error_messages={"required": gettext_lazy("Tick the conclusions that the goal shall rest on.")},
    )

    def __init__(self, *args: Any, candidates: "QuerySet[Conclusion]", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conclusions"].queryset = candidates  # type: ignore[attr-defined]
        self.fields["conclusions"].required = required


class ChooseGoalForm(forms.Form):
    goal = forms.ModelChoiceField(
        label=gettext_lazy("Goal"),
        queryset=Goal.objects.none(),
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a goal.")},
    )

    def __init__(self, *args: Any, goals: "QuerySet[Goal]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = goals  # type: ignore[attr-defined]
