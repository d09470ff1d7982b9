"""All units together, and the municipality's analysis that rests on them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analyses import queries, services
from analyses.models import Analysis, Citation, Finding
from analyses.views.editor import place, with_deed
from schoolplan.kit.access import may, require
from schoolplan.kit.text import whole_number
from units.access import paths_where
from units.http import Request
from units.models import Kind, Node
from units.years import SchoolYear

FINDINGS_A_PAGE = 40


@require_GET
def current(request: Request) -> HttpResponse:
    """The roll-up of the reader's own municipality or area, this school year."""
    node = (
        Node.objects.filter(paths_where(request.user, "rollup.view"), kind__in=[Kind.MUNICIPALITY, Kind.AREA])
        .order_by("path")
        .first()
    )
    if node is None:
        raise Http404
    return redirect("analyses:rollup", node.slug, SchoolYear.current())


def _node(request: Request, slug: str) -> Node:
    node = get_object_or_404(Node.objects.visible_to(request.user).filter(kind__in=[Kind.MUNICIPALITY, Kind.AREA]), slug=slug)
    require(request.user, "analyses.view_rollup", node)
    return node


@require_GET
def page(request: Request, slug: str, year: SchoolYear) -> HttpResponse:
    node = _node(request, slug)
    whole = queries.rollup(node, year)
    keys = [column.key for column in whole.columns]
    chosen = request.GET.get("area", "")
    key = chosen if chosen in keys else (whole.area_counts[0].key if whole.area_counts else "")
    findings = Paginator(queries.findings_of_area(node, year, key, request.user), FINDINGS_A_PAGE).get_page(
        request.GET.get("page")
    )
    own = Analysis.objects.visible_to(request.user).filter(node=node, school_year=year).first()
    context = {
        "node": node,
        "year": year,
        "rollup": whole,
        "area": next((column for column in whole.columns if column.key == key), None),
        "findings": findings,
        "quotes": queries.quotes_of(findings.object_list, node, request.user),
        "own": own,
        "own_findings": own.findings.filter(area__key=key) if own else [],
        "is_none_chosen": request.GET.get("chosen") == "none",
        "may_cite": may(request.user, "analyses.cite", own) if own else may(request.user, "analyses.start_analysis", node),
    }
    return render(request, "analyses/rollup.html", context)


@require_POST
def cite(request: Request, slug: str, year: SchoolYear) -> HttpResponse:
    """Use the chosen findings in a finding of the municipality's own, a new one or one that stands there already."""
    node = _node(request, slug)
    key = request.POST.get("area", "")
    numbers = [pk for each in request.POST.getlist("cited") if (pk := whole_number(each))]
    cited = Finding.objects.visible_to(request.user).filter(pk__in=numbers)
    if not cited:
        return redirect(reverse("analyses:rollup", args=[slug, year], query={"area": key, "chosen": "none"}, fragment="use-in"))
    try:
        found = _resting_on(cited, request, node, year, key)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(reverse("analyses:rollup", args=[slug, year], query={"area": key}, fragment="words"))
    return redirect(with_deed(place(found, editing=True), found.analysis, request.user))


@transaction.atomic
def _resting_on(cited: QuerySet[Finding], request: Request, node: Node, year: SchoolYear, key: str) -> Finding:
    """The finding of the node's own with what it cites, a new one or one that is there, or nothing at all when it can not."""
    analysis = services.start_analysis(node=node, school_year=year, by=request.user)
    if chosen := whole_number(request.POST.get("finding", "")):
        found = get_object_or_404(analysis.findings.select_related("analysis__node", "area"), pk=chosen)
        services.cite(finding=found, cited=cited, by=request.user)
        return found
    area = next((area for area in analysis.template.areas.all() if area.key == key), None)
    if area is None:
        raise ValidationError(_("The municipality's template has no such area."))
    kind = request.POST.get("kind", Finding.Kind.CHALLENGE)
    return services.cite_anew(analysis=analysis, area=area, kind=kind, cited=cited, by=request.user)


@require_POST
def cite_no_more(request: Request, pk: int) -> HttpResponse:
    citation = get_object_or_404(
        Citation.objects.visible_to(request.user).select_related("finding__analysis__node", "finding__area"), pk=pk
    )
    found = citation.finding
    services.cite_no_more(citation=citation, by=request.user)
    return redirect(with_deed(place(found, editing=True), found.analysis, request.user))
