"""Input to reports and questions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from reports.models import Report
from units.models import Node
from units.years import SchoolYear


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _years() -> list[tuple[str, str]]:
    """The three latest school years."""
    current = SchoolYear.current()
    return [(str(year), str(year)) for year in (current, current.previous, current.previous.previous)]


class StartForm(forms.Form):
    prefix = "start"

    node = forms.ModelChoiceField(label=gettext_lazy("Municipality"), queryset=Node.objects.none(), empty_label=None)
    school_year = forms.TypedChoiceField(label=gettext_lazy("School year"), choices=_years, coerce=SchoolYear.parse)
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=120, error_messages={"required": gettext_lazy("Give the report a title.")}
    )
    data_date = forms.DateField(
        label=gettext_lazy("Figures up to and including"),
        widget=_day(),
        error_messages={"required": gettext_lazy("Choose the last day whose figures are part of the report.")},
    )

    def __init__(self, *args: Any, nodes: Iterable[Node], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Node.objects.filter(pk__in=[node.pk for node in nodes])
        self.fields["node"].queryset = found  # type: ignore[attr-defined]


class AskForm(forms.Form):
    prefix = "ask"

    report = forms.ModelChoiceField(label=gettext_lazy("The question concerns"), queryset=Report.objects.none(), empty_label=None)
    text = forms.CharField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy("Do ask what has caused a result, or what a measure has led to."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Write your question.")},
    )

    def __init__(self, *args: Any, reports: Iterable[Report], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Report.objects.filter(pk__in=[report.pk for report in reports])
        self.fields["report"].queryset = found  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Answer"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=6000,
        error_messages={"required": gettext_lazy("Write your answer.")},
    )
