"""Asking for figures from the open APIs."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator
from indicators.queries.fetching import KeyFigures
from indicators.services.fetching import MOST_YEARS
from units.models import Node
from units.years import SchoolYear

SHOWN_YEARS = 5  # that are chosen when the page opens


class PlannedForm(forms.Form):
    node = forms.ModelChoiceField(label=_("Municipality"), queryset=Node.objects.none(), empty_label=None)

    def __init__(self, *args: Any, municipalities: "QuerySet[Node]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = municipalities  # type: ignore[attr-defined]


class KoladaForm(PlannedForm):
    first = forms.TypedChoiceField(label=_("First school year"), coerce=lambda year: SchoolYear(int(year)))
    last = forms.TypedChoiceField(label=_("Last school year"), coerce=lambda year: SchoolYear(int(year)))
    indicators = forms.ModelMultipleChoiceField(
        label=_("Key figures"),
        queryset=Indicator.objects.none(),
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one of Kolada's key figures.")},
    )

    def __init__(self, *args: Any, key_figures: KeyFigures, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key_figures = key_figures
        current = SchoolYear.current()
        years = [(int(year), str(year)) for year in (SchoolYear(current - back) for back in range(MOST_YEARS))]
        for name, chosen in (("first", SchoolYear(current - SHOWN_YEARS + 1)), ("last", current)):
            self.fields[name].choices = years  # type: ignore[attr-defined]
            self.initial.setdefault(name, int(chosen))
        self.initial.setdefault("indicators", [placed.indicator.key for placed in key_figures.all if placed.in_use])
        field = self.fields["indicators"]
        field.queryset = Indicator.objects.filter(pk__in=[placed.indicator.pk for placed in key_figures.all])  # type: ignore[attr-defined]

    def visible_fields(self) -> list[forms.BoundField]:
        """The fields that stand one after another; the page itself groups the key figures."""
        return [field for field in super().visible_fields() if field.name != "indicators"]

    def groups(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """The key figures to tick, under the titles of their areas."""
        ticked = {str(value) for value in self["indicators"].value() or []}
        for number, (title, group) in enumerate(self.key_figures.groups):
            yield (
                title,
                [
                    {"placed": placed, "id": f"id_indicators_{number}_{place}", "ticked": placed.indicator.key in ticked}
                    for place, placed in enumerate(group)
                ],
            )
