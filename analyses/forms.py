"""Input that is more than one field."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analyses.models import Analysis, Cause, Conclusion, Finding, TemplateArea, TemplateSection
from analyses.queries import Writer, WritingPart
from schoolplan.kit.access import may
from schoolplan.kit.guard import Hit
from units.models import User


class SentForm(forms.Form):
    """A text that is sent at once. ``hits`` are its words that look like personal data, which its author may let stand."""

    hits: tuple[Hit, ...] = ()

    @property
    def confirmed(self) -> list[str]:
        """The digests of the words that the author says may stand."""
        return [digest for digest in self.data.get("may_stand", "").split(",") if digest]

    @property
    def digests(self) -> str:
        return ",".join([*self.confirmed, *(hit.digest for hit in self.hits)])

    def ask_about(self, field: str, error: forms.ValidationError) -> None:
        """Show what is wrong, and offer to let the words stand when that is what it is."""
        self.add_error(field, error)
        self.hits = getattr(error, "hits", ())


class ReviewForm(SentForm):
    """The administration's answer to a handed-in analysis."""

    comment = forms.CharField(
        label=_("Comment to the unit"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
        help_text=_("Needed when you return the analysis without pinned comments: say what you miss, and why."),
    )


class CommentForm(SentForm):
    """What somebody says of a card."""

    text = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class AnswerForm(SentForm):
    """What the unit has done about a comment of the administration's."""

    answer = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=4000, required=False)


class InviteForm(forms.Form):
    """Who is invited to write where. Several parts at once."""

    person = forms.TypedChoiceField(label=_("Who?"), coerce=int)
    parts = forms.MultipleChoiceField(
        label=_("Parts to write in"),
        error_messages={
            "required": _("Choose at least one part."),
            "invalid_choice": _("This part does not belong to the analysis."),
        },
    )

    def __init__(self, *args: Any, people: Sequence[Writer], parts: Sequence[WritingPart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._records = {part.name: part.record for part in parts}
        self._people = {each.user.pk: each.user for each in people}
        choices = [(each.user.pk, f"{each.name}, {each.role}") for each in people]
        self.fields["person"].choices = [("", _("Choose a person")), *choices]  # type: ignore[attr-defined]
        self.fields["parts"].choices = [(part.name, part.title) for part in parts]  # type: ignore[attr-defined]

    @property
    def user(self) -> Any:
        return self._people[self.cleaned_data["person"]]

    @property
    def records(self) -> list[TemplateArea | TemplateSection]:
        return [self._records[name] for name in self.cleaned_data["parts"]]


class _Findings(forms.ModelChoiceField):
    """Findings with the area each stands in."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.area})"


class MoveForm(forms.Form):
    """Where a finding, a cause or a conclusion shall stand, of the places that the person writes in."""

    def __init__(self, *args: Any, obj: Finding | Cause | Conclusion, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        analysis, radio = obj.analysis, forms.RadioSelect(attrs={"class": "ds-input"})
        required = {"required": _("Choose where it shall stand.")}
        if isinstance(obj, Finding):
            areas = [area for area in analysis.template.areas.all() if _writes_in(user, analysis, area) and area != obj.area]
            queryset: Any = TemplateArea.objects.filter(pk__in=[area.pk for area in areas])
            self.fields["to"] = forms.ModelChoiceField(
                queryset, label=_("Area"), widget=radio, empty_label=None, error_messages=required
            )
        else:
            queryset = _other_findings(obj.finding, user)
            self.fields["to"] = _Findings(queryset, label=_("Finding"), widget=radio, empty_label=None, error_messages=required)


class MergeForm(forms.Form):
    """The finding that shall go into another one."""

    def __init__(self, *args: Any, finding: Finding, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = _Findings(
            _other_findings(finding, user),
            label=_("Finding that goes into this one"),
            widget=forms.RadioSelect(attrs={"class": "ds-input"}),
            empty_label=None,
            error_messages={"required": _("Choose a finding.")},
        )


class SplitForm(forms.Form):
    """The title of the new finding, and what goes along to it."""

    title = forms.CharField(
        label=_("The new finding in one sentence"), max_length=200, error_messages={"required": _("Write what you see.")}
    )

    def __init__(self, *args: Any, card: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [(ground.pk, ground.observation or card.quotes.get(ground.value_id)) for ground in card.chain.grounds]
        told = [(pk, getattr(ground, "words", str(ground))) for pk, ground in grounds if ground]
        self._offer("causes", _("Causes"), [(cause.pk, str(cause)) for cause in card.chain.causes])
        self._offer("conclusions", _("Conclusions"), [(step.conclusion.pk, str(step.conclusion)) for step in card.chain.steps])
        self._offer("grounds", _("What it rests on"), told)

    def _offer(self, name: str, label: Any, choices: list[tuple[int, str]]) -> None:
        self.fields[name] = forms.TypedMultipleChoiceField(
            label=label,
            choices=[(pk, words or _("Not written yet")) for pk, words in choices],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}) if choices else forms.MultipleHiddenInput(),
        )

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, Any] = super().clean() or {}
        if not any(chosen.get(name) for name in ("causes", "conclusions", "grounds")):
            raise forms.ValidationError(_("Choose what goes along to the new finding."))
        return chosen


def _other_findings(finding: Finding, user: User) -> Any:
    """The analysis's other findings, in the areas that the person writes in."""
    analysis = finding.analysis
    others = analysis.findings.exclude(pk=finding.pk).select_related("area").order_by("area__position", "position", "pk")
    areas = {other.area_id: other.area for other in others}
    return others.filter(area__in=[pk for pk, area in areas.items() if _writes_in(user, analysis, area)])


def _writes_in(user: User, analysis: Analysis, area: TemplateArea) -> bool:
    return may(user, "analyses.write_part", Finding(analysis=analysis, area=area))
