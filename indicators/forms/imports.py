"""Choosing a file to read in, and saying whom its unknown places are about."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from indicators.models import Source
from indicators.queries.imports import choices
from indicators.queries.previews import LEFT_OUT, MADE, UNDECIDED, Preview
from units.models import Node

# what is asked for, per source that comes as a file: label, help, what the browser offers to choose among
FILES = {
    Source.GRADES: (
        gettext_lazy("Skolverket's file"),
        gettext_lazy("“Grundskola – Slutbetyg årskurs 9, samtliga elever”, as the CSV file was downloaded."),
        ".csv,text/csv",
    ),
    Source.SHEET: (
        gettext_lazy("Your table"),
        gettext_lazy("The Excel or CSV file that you took from here and filled in."),
        ".xlsx,.csv,text/csv",
    ),
    Source.REGISTER: (
        gettext_lazy("The register as CSV"),
        gettext_lazy("The list of school units that Skolverket publishes, as it was downloaded."),
        ".csv,text/csv",
    ),
}


class UploadForm(forms.Form):
    node = forms.ModelChoiceField(label=gettext_lazy("Municipality"), queryset=Node.objects.none(), empty_label=None)
    file = forms.FileField()

    def __init__(self, *args: Any, source: str, municipalities: "QuerySet[Node]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, help_text, accept = FILES[Source(source)]
        self.fields["node"].queryset = municipalities  # type: ignore[attr-defined]
        self.fields["file"].label, self.fields["file"].help_text = label, help_text
        self.fields["file"].widget = forms.FileInput(attrs={"accept": accept})

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_UPLOAD_BYTES:
            limit = settings.MAX_UPLOAD_BYTES // 1_000_000
            raise ValidationError(_("The file is larger than %(limit)s MB, so it can not be this export.") % {"limit": limit})
        return file


class PlacesForm(forms.Form):
    """Whom the places that no code leads to are about: a select for each, whose answer so far is chosen.

    The selects and the buttons stand in different columns of the page, so each says which form it belongs to.
    """

    ID = "places"

    def __init__(self, *args: Any, preview: Preview, municipality: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = (
            {node.pk: node.name for node in choices(municipality) if node.pk not in preview.taken} if preview.questions else {}
        )
        self.keys: dict[str, str] = {}
        for number, asked in enumerate(preview.questions):
            name = f"place-{number}"
            self.keys[name] = asked["key"]
            self.fields[name] = forms.ChoiceField(
                label=_label(asked),
                help_text=_help(asked, units),
                choices=_choices(units),
                initial=asked["answer"],
                required=False,
                widget=forms.Select(attrs={"form": self.ID}),
            )

    def answers(self) -> dict[str, str]:
        """What was answered; a select that did not come with the request has no answer."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items() if name in self.data}


def _label(asked: dict[str, Any]) -> str:
    """Vasaskolan, code 12345678."""
    if not asked["name"] or asked["name"] == asked["code"]:
        return str(asked["code"])
    return _("%(name)s, code %(code)s") % {"name": asked["name"], "code": asked["code"]}


def _help(asked: dict[str, Any], units: dict[int, str]) -> str:
    rows = ngettext("%(n)s row is about it.", "%(n)s rows are about it.", asked["rows"]) % {"n": asked["rows"]}
    if asked["settled"]:
        return _("%(rows)s Answered in an earlier import.") % {"rows": rows}
    if asked["suggested"] in units:
        return _("%(rows)s The name is like that of %(unit)s.") % {"rows": rows, "unit": units[asked["suggested"]]}
    return rows


def _choices(units: dict[int, str]) -> list[tuple[str, Any]]:
    return [
        (UNDECIDED, _("Say later, leave it out this time")),
        (MADE, _("It is a new unit")),
        (LEFT_OUT, _("Leave it out, now and in later imports")),
        (_("It is the same unit as"), [(str(pk), name) for pk, name in units.items()]),
    ]
