"""Saying how a municipality uses a national indicator, and writing one of its own."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import Indicator
from indicators.queries.library import Placed
from indicators.services.library import MEANING_IS_LOCKED, Own
from units.models import SchoolForm
from units.years import SchoolYear

MOST_DECIMALS = 3  # as many as are stored
GRADE = re.compile(r"F|\d{1,2}")
YES, NO = "yes", "no"
IN_USE = [
    (YES, gettext_lazy("Yes: it is shown with the figures and in the analysis")),
    (NO, gettext_lazy("No: it is put aside, and nothing is lost")),
]


def _capitalised(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Choices that stand by themselves begin with a capital letter."""
    return [(value, capfirst(label)) for value, label in choices]


class InUseField(forms.TypedChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Do you use it?"),
            choices=IN_USE,
            coerce=lambda answer: answer == YES,
            widget=forms.RadioSelect,
            initial=YES,
        )


class AreasField(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Areas of the analysis"),
            help_text=gettext_lazy("Where the figure stands when the analysis is written."),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class PlacementForm(forms.Form):
    """How the municipality uses a national indicator."""

    in_use = InUseField()
    short_title = forms.CharField(
        label=gettext_lazy("Your short title"),
        help_text=gettext_lazy("Leave it empty to keep the national one."),
        max_length=120,
        required=False,
    )
    area_keys = AreasField()

    def __init__(self, *args: Any, areas: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_keys"].choices = list(areas.items())  # type: ignore[attr-defined]


class OwnForm(forms.Form):
    """An indicator of the municipality's own."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Say whom it counts and how: “Pupils in grade 3 who pass all tests in Swedish, per cent”."),
        max_length=300,
    )
    short_title = forms.CharField(
        label=gettext_lazy("Short title"), help_text=gettext_lazy("As it stands over a diagram."), max_length=120
    )
    definition = forms.CharField(
        label=gettext_lazy("Definition"),
        help_text=gettext_lazy("How it is counted, and what is left out, so that a colleague would get the same number."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), help_text=gettext_lazy("Who collects it: “Own survey to guardians”."), max_length=120
    )
    measure = forms.ChoiceField(label=gettext_lazy("Unit of measure"), choices=_capitalised(Indicator.Measure.choices))
    decimals = forms.IntegerField(label=gettext_lazy("Decimals"), min_value=0, max_value=MOST_DECIMALS, initial=0)
    basis = forms.ChoiceField(
        label=gettext_lazy("What it rests on"),
        help_text=gettext_lazy("Decides how small a group may be and still be shown."),
        choices=_capitalised(Indicator.Basis.choices),
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"),
        help_text=gettext_lazy("Choose “neither” where more is not simply better, such as reports of degrading treatment."),
        choices=_capitalised(Indicator.Direction.choices),
        widget=forms.RadioSelect,
        initial=Indicator.Direction.HIGHER,
    )
    comparison = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        help_text=gettext_lazy("Decides what the figure is compared with."),
        choices=_capitalised(Indicator.Comparison.choices),
        widget=forms.RadioSelect,
        initial=Indicator.Comparison.RESULT,
    )
    counterpart = forms.ModelChoiceField(
        label=gettext_lazy("Same measure for the municipality and the country"),
        help_text=gettext_lazy("A national indicator that it can be compared with, if there is one."),
        queryset=Indicator.objects.none(),
        empty_label=gettext_lazy("None"),
        required=False,
    )
    expected = forms.ModelChoiceField(
        label=gettext_lazy("Expected value"),
        help_text=gettext_lazy("The indicator that holds what is expected, if there is one."),
        queryset=Indicator.objects.none(),
        empty_label=gettext_lazy("None"),
        required=False,
    )
    school_forms = forms.MultipleChoiceField(
        label=gettext_lazy("School forms"),
        choices=_capitalised(SchoolForm.choices),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    grade = forms.CharField(
        label=gettext_lazy("Grade"), help_text=gettext_lazy("F or a number, if it is about one grade."), required=False
    )
    area_keys = AreasField()
    in_use = InUseField()

    def __init__(
        self, *args: Any, areas: dict[str, str], others: "QuerySet[Indicator]", locked: bool = False, **kwargs: Any
    ) -> None:
        """``others`` are those it can be compared with; ``locked`` when values are stored, whose meaning must stay."""
        super().__init__(*args, **kwargs)
        self.fields["area_keys"].choices = list(areas.items())  # type: ignore[attr-defined]
        for name in ("counterpart", "expected"):
            self.fields[name].queryset = others  # type: ignore[attr-defined]
        for name in ("measure", "basis") if locked else ():
            self.fields[name].disabled = True
            self.fields[name].help_text = MEANING_IS_LOCKED

    def clean_grade(self) -> str:
        grade: str = self.cleaned_data["grade"].strip().upper()
        if grade and not GRADE.fullmatch(grade):
            raise ValidationError(_("Write F or the number of the grade."))
        return grade

    def own(self) -> Own:
        """What the person wrote."""
        data = dict(self.cleaned_data)
        return Own(**data | {"forms": tuple(data.pop("school_forms")), "area_keys": tuple(data.pop("area_keys"))})


class BreakForm(forms.Form):
    """From which school year the figures of an own indicator cannot be compared with those before."""

    school_year = forms.CharField(
        label=gettext_lazy("First school year after the break"), help_text=gettext_lazy("Such as 2025/26."), max_length=9
    )
    reason = forms.CharField(
        label=gettext_lazy("What changed"), help_text=gettext_lazy("In a sentence, for those who see the gap."), max_length=300
    )

    def clean_school_year(self) -> SchoolYear:
        return SchoolYear.parse(self.cleaned_data["school_year"])


def placement_of(placed: Placed, own_short_title: str) -> dict[str, Any]:
    """What the form of how a national indicator is used begins with."""
    return {"in_use": _yes_or_no(placed.in_use), "short_title": own_short_title, "area_keys": placed.area_keys}


def _yes_or_no(in_use: bool) -> str:
    return YES if in_use else NO


def initial_of(indicator: Indicator) -> dict[str, Any]:
    """What the form of an own indicator begins with."""
    same = ("title", "short_title", "definition", "source", "measure", "decimals", "basis", "direction", "comparison", "grade")
    initial = {name: getattr(indicator, name) for name in (*same, "area_keys", "counterpart", "expected")}
    return initial | {"school_forms": indicator.forms, "in_use": _yes_or_no(indicator.in_use)}
