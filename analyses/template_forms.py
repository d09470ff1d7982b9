"""Input of those who write a municipality's templates and themes."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from analyses.models import TemplateArea, Theme
from units.models import SchoolForm


def _length(model: type[TemplateArea | Theme], field: str) -> int | None:
    described: Any = model._meta.get_field(field)
    length: int | None = described.max_length
    return length


class FormsForm(forms.Form):
    """The school forms that a template answers for."""

    forms = forms.MultipleChoiceField(
        label=_("School forms"),
        choices=lambda: [(value, capfirst(label)) for value, label in SchoolForm.choices],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}),
        error_messages={"required": _("Choose at least one school form.")},
    )


class OwnAreaForm(forms.Form):
    """An area of the municipality's own."""

    title = forms.CharField(
        label=_("What the area is called"),
        max_length=_length(TemplateArea, "title"),
        error_messages={"required": _("Write what the area is called.")},
    )
    question = forms.CharField(
        label=_("Question of the judgement"),
        max_length=_length(TemplateArea, "question"),
        help_text=_("It is answered in four steps, so begin with: to what degree …"),
        error_messages={"required": _("Write the question that the units judge themselves by.")},
    )


class ThemeForm(forms.Form):
    name = forms.CharField(label=_("Theme"), max_length=_length(Theme, "name"))
