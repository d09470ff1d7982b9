"""A municipality's templates: the list, a version being read or written, and publishing it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses.models import Template, TemplateArea, TemplateField, TemplatePart
from analyses.queries import templates as queries
from analyses.services import templates as services
from analyses.template_forms import FormsForm, OwnAreaForm
from schoolplan.kit.access import require
from schoolplan.kit.autosave import autosave_response, editable
from units.http import Request
from units.models import Node

MANAGE = "analyses.manage_templates"
EDIT = "analyses.edit_template"
STEPS = {"up": -1, "down": 1}
KINDS: dict[str, Any] = {str(model._meta.model_name): model for model in services.WRITABLE}


def municipality_of(request: Request, slug: str) -> Node:
    """The municipality whose templates the reader manages: 404 for who may not know it, 403 for who may only know it."""
    municipality = known_municipality(request, slug)
    require(request.user, MANAGE, municipality)
    return municipality


def known_municipality(request: Request, slug: str) -> Node:
    return get_object_or_404(Node.objects.municipalities().visible_to(request.user), slug=slug)


def template_of(request: Request, pk: int) -> Template:
    return get_object_or_404(Template.objects.visible_to(request.user).select_related("municipality"), pk=pk)


def written_of(request: Request, pk: int) -> Template:
    """A version that the reader may write in now."""
    template = template_of(request, pk)
    require(request.user, EDIT, template)
    return template


@require_GET
def current(request: Request) -> HttpResponse:
    """The templates of the municipality in which the reader manages them."""
    municipality = queries.municipalities_to_manage(request.user).first()
    if municipality is None:
        raise Http404
    return redirect("analyses:templates", municipality.slug)


@require_GET
def index(request: Request, slug: str) -> HttpResponse:
    municipality = municipality_of(request, slug)
    context = {"municipality": municipality, "page": queries.templates_page(municipality)}
    return render(request, "analyses/templates/index.html", context)


@require_POST
def begin(request: Request, slug: str) -> HttpResponse:
    """Begin a template that the municipality does not have, or all the default ones where it has none."""
    municipality = municipality_of(request, slug)
    name = request.POST.get("name", "")
    if not name:
        services.begin_with_defaults(municipality=municipality, by=request.user)
        return redirect("analyses:templates", slug)
    try:
        template = services.begin_template(municipality=municipality, name=name, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("analyses:templates", slug)
    return redirect("analyses:template", template.pk)


@require_GET
def template(request: Request, pk: int) -> HttpResponse:
    """A published version to be read; one that is being written, to be written."""
    one = template_of(request, pk)
    return _write(request, one) if one.published_at is None else _read(request, one)


def _write(request: Request, one: Template, *, own: OwnAreaForm | None = None, forms: FormsForm | None = None) -> HttpResponse:
    context = {
        "page": queries.template_page(one),
        "own": own or OwnAreaForm(),
        "forms_form": forms or FormsForm(initial={"forms": one.forms}),
    }
    invalid = bool((own and own.errors) or (forms and forms.errors))
    return render(request, "analyses/templates/write.html", context, status=422 if invalid else 200)


def _read(request: Request, one: Template) -> HttpResponse:
    context = {"page": queries.template_page(one), "begun": queries.begun_from(one)}
    return render(request, "analyses/templates/read.html", context)


@require_GET
def preview(request: Request, pk: int) -> HttpResponse:
    """A version being written as those who answer it will meet it."""
    return _read(request, written_of(request, pk))


@require_POST
def new_version(request: Request, pk: int) -> HttpResponse:
    new = services.begin_version(template=template_of(request, pk), by=request.user)
    return redirect("analyses:template", new.pk)


@require_http_methods(["GET", "POST"])
def publish(request: Request, pk: int) -> HttpResponse:
    """Asks once, and says what happens to analyses already begun."""
    one = written_of(request, pk)
    if request.method == "POST":
        try:
            services.publish_version(template=one, by=request.user)
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        else:
            messages.success(request, _("Published. Analyses that begin from now on ask this."))
        return redirect("analyses:template", one.pk)
    return render(request, "analyses/templates/publish.html", {"page": queries.template_page(one)})


@require_http_methods(["GET", "POST"])
def discard(request: Request, pk: int) -> HttpResponse:
    """Asks once, and says what stays in use."""
    one = written_of(request, pk)
    if request.method == "POST":
        slug = one.municipality.slug
        services.discard_version(template=one, by=request.user)
        messages.success(request, _("The version is thrown away. Its words can still be found in the history."))
        return redirect("analyses:templates", slug)
    return render(request, "analyses/templates/discard.html", {"page": queries.template_page(one)})


@require_POST
def forms(request: Request, pk: int) -> HttpResponse:
    """The school forms that the version answers for."""
    one = written_of(request, pk)
    form = FormsForm(request.POST)
    if form.is_valid():
        try:
            services.set_forms(template=one, forms=form.cleaned_data["forms"], by=request.user)
        except ValidationError as problem:
            form.add_error("forms", problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("analyses:template", one.pk)
    return _write(request, one, forms=form)


@require_POST
def add_area(request: Request, pk: int) -> HttpResponse:
    """An area that the default templates know (``key``), or one of the municipality's own."""
    one = written_of(request, pk)
    key, form = request.POST.get("key", ""), OwnAreaForm(request.POST)
    try:
        if key:
            area = services.add_default_area(template=one, key=key, by=request.user)
        elif form.is_valid():
            area = services.add_own_area(template=one, by=request.user, **form.cleaned_data)
        else:
            return _write(request, one, own=form)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("analyses:template", one.pk)
    return redirect("analyses:template_area", one.pk, area.key)


@require_POST
def put_back(request: Request, pk: int) -> HttpResponse:
    one = written_of(request, pk)
    try:
        services.put_back_section(template=one, key=request.POST.get("key", ""), by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(f"{reverse('analyses:template', args=[one.pk])}#parts")


@require_GET
def area(request: Request, pk: int, key: str) -> HttpResponse:
    return _part(request, pk, "area", key)


@require_GET
def section(request: Request, pk: int, key: str) -> HttpResponse:
    return _part(request, pk, "section", key)


def _part(request: Request, pk: int, kind: str, key: str) -> HttpResponse:
    page = queries.template_page(written_of(request, pk))
    part = page.part(kind, key)
    if part is None:
        raise Http404(key)
    context = {"page": page, "part": part, "kind": kind, "resembling": page.resembling(f"{kind}-{key}")}
    return render(request, "analyses/templates/part.html", context)


@require_GET
def fields(request: Request, pk: int) -> HttpResponse:
    """What is said of the fields that stand in every area."""
    page = queries.template_page(written_of(request, pk))
    found = [each for one in page.fields for each in page.resembling(f"field-{one.key}")]
    return render(request, "analyses/templates/fields.html", {"page": page, "resembling": found})


@require_POST
def move_area(request: Request, pk: int, key: str) -> HttpResponse:
    """One step up or down; the focus follows the area, which a fragment in the address would forbid."""
    one = written_of(request, pk)
    moved = get_object_or_404(one.areas, key=key)
    to = request.POST.get("to", "")
    if to not in STEPS:
        raise Http404(key)
    services.move_area(area=moved, steps=STEPS[to], by=request.user)
    return redirect(reverse("analyses:template", args=[one.pk], query={"moved": key, "to": to}))


@require_http_methods(["GET", "POST"])
def remove_area(request: Request, pk: int, key: str) -> HttpResponse:
    one = written_of(request, pk)
    gone = get_object_or_404(one.areas, key=key)
    if request.method == "POST":
        services.remove_area(area=gone, by=request.user)
        messages.success(request, _("The area is out of this version."))
        return redirect("analyses:template", one.pk)
    return render(request, "analyses/templates/remove.html", {"template": one, "part": gone, "kind": "area"})


@require_http_methods(["GET", "POST"])
def leave_out(request: Request, pk: int, key: str) -> HttpResponse:
    one = written_of(request, pk)
    gone = get_object_or_404(one.sections, key=key)
    if request.method == "POST":
        services.leave_out_section(section=gone, by=request.user)
        messages.success(request, _("The part is left out of this version. It can be put back."))
        return redirect("analyses:template", one.pk)
    return render(request, "analyses/templates/remove.html", {"template": one, "part": gone, "kind": "section"})


@require_POST
def save(request: Request, kind: str, pk: int, field: str) -> HttpResponse:
    """One text of a version being written, from a field that saves itself."""
    part = part_of(request, kind, pk)
    return autosave_response(
        request,
        editable(part, field, services.WRITABLE[type(part)]),
        lambda clean, seen: services.save_template_text(part=part, field=field, value=clean(), seen=seen, by=request.user),
        page=lambda: page_of_part(part),
    )


def part_of(request: Request, kind: str, pk: int) -> TemplatePart:
    """An area, section or field of a version that the reader manages."""
    if kind not in KINDS:
        raise Http404(kind)
    theirs = Template.objects.visible_to(request.user)
    readable = KINDS[kind]._default_manager.filter(template__in=theirs).select_related("template__municipality")
    part: TemplatePart = get_object_or_404(readable, pk=pk)
    return part


def page_of_part(part: TemplatePart) -> str:
    if isinstance(part, TemplateField):
        return reverse("analyses:template_fields", args=[part.template_id])
    name = "analyses:template_area" if isinstance(part, TemplateArea) else "analyses:template_section"
    return reverse(name, args=[part.template_id, part.key])
