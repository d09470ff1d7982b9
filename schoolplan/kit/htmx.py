"""What htmx needs to know: where to sign in, and how a page's part is answered."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect


class LoginRequired(LoginRequiredMiddleware):
    """Every page asks for sign-in unless its view is marked with ``login_not_required``.

    An htmx request whose session has ended is sent to the sign-in page as a whole page, and comes back to the page
    the person was on, not to the address of the part.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        page = request.headers.get("HX-Current-URL", "")
        path = page.split(request.get_host(), 1)[-1] if request.get_host() in page else resolve_url("home")
        return HttpResponseClientRedirect(f"{reverse('account_login')}?{urlencode({'next': path})}")


def render_part(request: HttpRequest, page: str, part: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """One named part of a page's template, for htmx."""
    return render(request, f"{page}#{part}", context, status=status)
