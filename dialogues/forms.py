"""Input to a series of meetings, to minutes and to promises."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.models import Agenda, Meeting, MinuteItem
from dialogues.workflow import Side
from units.models import Kind, Node
from units.years import SchoolYear


class NodeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, node: Any) -> str:
        return node.name if node.kind == Kind.AREA else node.label  # type: ignore[no-any-return]


class TimeAndPlaceForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120, required=False)

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        current = SchoolYear.current()
        if not current.previous.starts <= day <= current.next.ends:
            raise forms.ValidationError(_("Choose a day in this school year, the last one or the next one."))
        return day

    @property
    def starts_at(self) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        at = timezone.localtime(meeting.starts_at)
        return {"day": at.date(), "time": at.time(), "place": meeting.place}


class SeriesForm(TimeAndPlaceForm):
    node = NodeField(label=gettext_lazy("Area or unit"), queryset=Node.objects.none(), empty_label=None)
    field_order = ["node", "day", "time", "place"]

    def __init__(self, *args: Any, nodes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = nodes  # type: ignore[attr-defined]
        self.fields["day"].label = _("First meeting")
        self.fields["day"].help_text = _(
            "The others are made on the same weekday of each month until June. You can move each one afterwards."
        )


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, capfirst(str(kind.label))) for kind in MinuteItem.Kind]


_NOTE_MISSING = {"required": gettext_lazy("Write what is to be noted.")}


class ItemEditForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_kinds)
    text = forms.CharField(label=gettext_lazy("Note"), max_length=2000, error_messages=_NOTE_MISSING)


class ItemForm(forms.Form):
    agenda = forms.TypedChoiceField(label=gettext_lazy("Point of the agenda"), choices=Agenda.choices, coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_kinds)
    text = forms.CharField(
        label=gettext_lazy("New note"),
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=_NOTE_MISSING,
    )


class PromiseForm(forms.Form):
    side = forms.ChoiceField(label=gettext_lazy("Who promises"), choices=Side.choices)
    text = forms.CharField(
        label=gettext_lazy("Promise"),
        max_length=1000,
        error_messages={"required": gettext_lazy("Write what is promised.")},
    )
    owner = forms.CharField(
        label=gettext_lazy("Responsible"),
        max_length=120,
        help_text=gettext_lazy("A role, for example principal."),
        error_messages={"required": gettext_lazy("Write who is responsible.")},
    )
    due_on = forms.DateField(
        label=gettext_lazy("By"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Choose the day by which it is done.")},
    )

    def __init__(self, *args: Any, sides: list[tuple[Side, str]], meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        # Only the sides the person acts for are offered; the service refuses the others.
        self.fields["side"].widget.choices = sides
        if len(sides) == 1:
            self.fields["side"].widget = forms.HiddenInput()
            self.initial["side"] = sides[0][0].value

    def clean_due_on(self) -> dt.date:
        due_on: dt.date = self.cleaned_data["due_on"]
        if due_on < timezone.localtime(self.meeting.starts_at).date():
            raise forms.ValidationError(_("Choose a day after the meeting."))
        return due_on


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Correction"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what is to be corrected.")},
    )
