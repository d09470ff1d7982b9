"""Choosing which table to take with one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from schoolplan.kit.tables import FORMATS
from units.models import Node
from units.years import SchoolYear

YEARS = 6  # this school year and those before it that can be filled in
ENDINGS = {"xlsx": gettext_lazy("Excel"), "csv": gettext_lazy("CSV")}


class OwnTableForm(forms.Form):
    node = forms.ModelChoiceField(label=gettext_lazy("Municipality"), queryset=Node.objects.none(), empty_label=None)
    year = forms.TypedChoiceField(label=gettext_lazy("School year"), coerce=SchoolYear.parse)
    ending = forms.ChoiceField(label=gettext_lazy("Format"), choices=[(ending, ENDINGS[ending]) for ending in FORMATS])

    def __init__(self, *args: Any, municipalities: "QuerySet[Node]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = SchoolYear.current()
        self.fields["node"].queryset = municipalities  # type: ignore[attr-defined]
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (year.slug, str(year)) for year in (SchoolYear(current - back) for back in range(YEARS))
        ]
