"""The municipality's themes: what findings of different units are gathered by."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analyses.models import Theme
from analyses.queries.templates import themes_of
from analyses.services import themes as services
from analyses.template_forms import ThemeForm
from analyses.views.templates import MANAGE, known_municipality, municipality_of
from schoolplan.kit.access import require
from units.http import Request


@require_http_methods(["GET", "POST"])
def themes(request: Request, slug: str) -> HttpResponse:
    """All of them, and a form that adds one."""
    municipality = municipality_of(request, slug)
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_theme(municipality=municipality, name=form.cleaned_data["name"], by=request.user)
        except ValidationError as problem:
            form.add_error("name", problem)
        else:
            messages.success(request, _("The theme can be chosen from now on."))
            return redirect("analyses:themes", slug)
    context = {"municipality": municipality, "themes": themes_of(municipality), "form": form}
    return render(request, "analyses/templates/themes.html", context, status=422 if form.errors else 200)


def _theme_of(request: Request, slug: str, pk: int) -> Theme:
    theme = get_object_or_404(known_municipality(request, slug).themes, pk=pk)
    require(request.user, MANAGE, theme)
    return theme


@require_http_methods(["GET", "POST"])
def rename(request: Request, slug: str, pk: int) -> HttpResponse:
    theme = _theme_of(request, slug, pk)
    form = ThemeForm(request.POST or None, initial={"name": theme.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_theme(theme=theme, name=form.cleaned_data["name"], by=request.user)
        except ValidationError as problem:
            form.add_error("name", problem)
        else:
            messages.success(request, _("Renamed. Findings that carry the theme show the new name."))
            return redirect("analyses:themes", slug)
    context = {"municipality": theme.municipality, "theme": theme, "form": form}
    return render(request, "analyses/templates/rename_theme.html", context, status=422 if form.errors else 200)


@require_POST
def use(request: Request, slug: str, pk: int) -> HttpResponse:
    """Retire a theme (``used`` is empty), or bring it back."""
    theme = _theme_of(request, slug, pk)
    used = bool(request.POST.get("used"))
    services.use_theme(theme=theme, used=used, by=request.user)
    if used:
        messages.success(request, _("The theme can be chosen again."))
    else:
        messages.success(request, _("The theme is retired. It stays on the findings that carry it."))
    return redirect("analyses:themes", slug)
