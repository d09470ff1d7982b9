"""The page of support: what units need, and what was decided."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from schoolplan.kit.access import require
from schoolplan.kit.text import whole_number
from support import services
from support.forms import DecisionForm, RequestForm
from support.models import SupportRequest
from support.queries import SupportPage, conclusions_of, latest_analysis, support_page
from units.http import Request
from units.years import SchoolYear


@require_GET
def index(request: Request) -> HttpResponse:
    page = support_page(request.user, SchoolYear.current())
    form = _form(request, page) if page.may_request_for else None
    return render(request, "support/index.html", {"page": page, "form": form, "year": SchoolYear.current()})


def _form(request: Request, page: SupportPage) -> RequestForm:
    """``?conclusion=`` is the number of a conclusion of the unit's own that the need rests on: its words are the beginning."""
    number = whole_number(request.GET.get("conclusion", ""))
    asked = None if number is None else conclusions_of(request.user).filter(pk=number).first()
    initial = {"conclusion": asked.pk, "need": asked.text, "node": asked.node.pk} if asked else None
    return RequestForm(nodes=page.may_request_for, conclusions=conclusions_of(request.user), initial=initial)


@require_http_methods(["GET", "POST"])
def request_support(request: Request) -> HttpResponse:
    if request.method == "GET":
        return redirect("support:index")
    page = support_page(request.user, SchoolYear.current())
    if not page.may_request_for:
        raise PermissionDenied("support.request_support")
    form = RequestForm(request.POST, nodes=page.may_request_for, conclusions=conclusions_of(request.user))
    if not form.is_valid():
        return render(request, "support/index.html", {"page": page, "form": form, "year": SchoolYear.current()}, status=422)
    data = form.cleaned_data
    services.request_support(
        node=data["node"],
        school_year=SchoolYear.current(),
        need=data["need"],
        days=data["days"],
        conclusions=[data["conclusion"]] if data["conclusion"] else [],
        by=request.user,
    )
    messages.success(request, _("Your request is with the administration. The answer comes here."))
    return redirect("support:index")


@require_http_methods(["GET", "POST"])
def decide(request: Request, pk: int) -> HttpResponse:
    asked = get_object_or_404(SupportRequest.objects.visible_to(request.user).select_related("node"), pk=pk)
    require(request.user, "support.decide_request", asked)
    form = DecisionForm(request.POST or None, initial={"days": asked.days_requested})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.decide(request=asked, grant=data["grant"], days=data["days"], decision=data["decision"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The decision is saved and shown to the unit."))
            return redirect("support:index")
    context = {"asked": asked, "form": form, "analysis": latest_analysis(request.user, asked.node)}
    return render(request, "support/decide.html", context, status=422 if form.errors else 200)
