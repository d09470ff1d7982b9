"""Choosing a file to read in."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from units.models import Node


class UploadForm(forms.Form):
    node = forms.ModelChoiceField(label=gettext_lazy("Municipality"), queryset=Node.objects.none(), empty_label=None)
    file = forms.FileField(
        label=gettext_lazy("Skolverket's file"),
        help_text=gettext_lazy("“Grundskola – Slutbetyg årskurs 9, samtliga elever”, as the CSV file was downloaded."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, *args: Any, municipalities: "QuerySet[Node]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = municipalities  # type: ignore[attr-defined]

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_UPLOAD_BYTES:
            limit = settings.MAX_UPLOAD_BYTES // 1_000_000
            raise ValidationError(_("The file is larger than %(limit)s MB, so it can not be this export.") % {"limit": limit})
        return file
