"""How figures are masked: the limits of one municipality, read and changed."""

from dataclasses import asdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators.forms.limits import LimitsForm
from indicators.queries.surroundings import limits_for
from indicators.services.limits import CHANGE, change_limits
from schoolplan.kit.access import require
from units.http import Request
from units.models import Node


@require_http_methods(["GET", "POST"])
def limits(request: Request, slug: str) -> HttpResponse:
    """What is hidden from whom, and why; the administrator changes it here."""
    known = Node.objects.municipalities().visible_to(request.user).select_related("settings")
    municipality = get_object_or_404(known, slug=slug)
    require(request.user, CHANGE, municipality)
    form = LimitsForm(request.POST or None, initial=asdict(limits_for(municipality)))
    if request.method == "POST" and form.is_valid():
        try:
            change_limits(municipality=municipality, limits=form.limits, by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Saved. What is hidden is decided anew for all figures."))
            return redirect("indicators:limits", slug)
    context = {"municipality": municipality, "form": form}
    return render(request, "indicators/limits.html", context, status=422 if form.errors else 200)
