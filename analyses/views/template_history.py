"""What a municipality's templates have said before, and what has been done with them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analyses.queries.template_history import happened, template_events
from analyses.queries.wordings import wordings_of_template
from analyses.services.templates import WRITABLE
from analyses.views.templates import EDIT, municipality_of, page_of_part, part_of
from analyses.views.wordings import page_of_wordings, text_field
from schoolplan.kit.access import may
from units.http import Request

EVENTS_A_PAGE = 100


@require_GET
def wordings(request: Request, kind: str, pk: int, field: str) -> HttpResponse:
    """The wordings of one text of a template, through its versions; ``?sitting=`` shows every step of one sitting."""
    part = part_of(request, kind, pk)
    context = {
        "template": part.template,
        "field": text_field(part, field, WRITABLE[type(part)]),
        "about": str(part),
        "back": page_of_part(part),
        "may_write": may(request.user, EDIT, part.template),
    }
    return page_of_wordings(request, wordings_of_template(part, field), context)


@require_GET
def history(request: Request, slug: str) -> HttpResponse:
    """All that has been done with the templates, newest first; what was thrown away can be read here."""
    municipality = municipality_of(request, slug)
    page = Paginator(template_events(municipality), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {"municipality": municipality, "page": page, "lines": happened(page.object_list)}
    return render(request, "analyses/templates/history.html", context)
