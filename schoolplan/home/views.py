"""Start pages, and what concerns everyone."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from schoolplan.home.demo import demo_user
from schoolplan.home.queries import my_page, office_page
from schoolplan.home.wheel import year_wheel
from schoolplan.kit import clock
from units.access import roles_of
from units.http import Request
from units.models import MunicipalitySettings
from units.roles import LEADERS, OFFICE, UNIT_STAFF, Role

LANGUAGE_FOR_SECONDS = 60 * 60 * 24 * 365


@require_GET
def home(request: Request) -> HttpResponse:
    """Each role has a start page of its own; who holds several gets the one where most is written."""
    roles = roles_of(request.user)
    today = clock.today()
    if roles & LEADERS:
        context = {"page": my_page(request.user), "today": today, "wheel": year_wheel(today.month)}
        return render(request, "home/my_page.html", context)
    if roles & OFFICE and (page := office_page(request.user)):
        return render(request, "home/office.html", {"page": page, "today": today, "wheel": year_wheel(today.month)})
    if Role.ADMINISTRATOR in roles:
        return redirect("indicators:imports")
    if roles & UNIT_STAFF:
        return redirect("analyses:index")
    if roles:
        return redirect("reports:index")
    return render(request, "home/nothing_yet.html")


@require_POST
@login_not_required
def enter_demo(request: HttpRequest, who: str) -> HttpResponse:
    """Sign in as somebody of the demo municipality with one click. Only where DEMO is set."""
    user = demo_user(who) if settings.DEMO else None
    if user is None:
        raise Http404
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect(_safe(request, request.POST.get("next", "")))


@require_POST
@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    response = redirect(_safe(request, request.POST.get("next", "")))
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=LANGUAGE_FOR_SECONDS,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_GET
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


@require_GET
@login_not_required
def small_numbers(request: HttpRequest) -> HttpResponse:
    return render(request, "home/small_numbers.html", {"default": MunicipalitySettings()})


def _safe(request: HttpRequest, wanted: str) -> str:
    allowed = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and allowed else resolve_url("home")
