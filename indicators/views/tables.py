"""Tables that people take with them: their own figures to fill in, and the figures of a unit as they see them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from indicators.forms.tables import OwnTableForm
from indicators.queries import audience_for
from indicators.queries.imports import may_import_for
from indicators.queries.tables import own_indicators, own_table, shown_table
from schoolplan.kit import clock
from schoolplan.kit.tables import FORMATS, download
from units.http import Request
from units.models import Kind, Node

PLACES = (Kind.MUNICIPALITY, Kind.AREA, Kind.UNIT)  # whose figures there are


@require_GET
def own(request: Request) -> HttpResponse:
    """The page where one chooses, and with a choice the table itself."""
    municipalities = may_import_for(request.user)
    if not municipalities:
        raise PermissionDenied("indicators.import_results")
    form = OwnTableForm(request.GET or None, municipalities=municipalities)
    if form.is_valid():
        node, year = form.cleaned_data["node"], form.cleaned_data["year"]
        table = own_table(node, year)
        return download(table, name=f"{node.slug}-egna-siffror-{year.slug}", ending=form.cleaned_data["ending"])
    indicators = [(node, own_indicators(node)) for node in municipalities]
    context = {"form": form, "indicators": indicators, "any": any(found for _node, found in indicators)}
    return render(request, "indicators/own_table.html", context, status=422 if form.errors else 200)


@require_GET
def shown(request: Request, slug: str, ending: str) -> HttpResponse:
    """The figures at a place as its reader may see them."""
    if ending not in FORMATS:
        raise Http404(ending)
    node = get_object_or_404(Node.objects.visible_to(request.user).filter(kind__in=PLACES), slug=slug)
    table = shown_table(node, audience=audience_for(request.user, node))
    return download(table, name=f"{node.slug}-siffror-{clock.today():%Y-%m-%d}", ending=ending)
