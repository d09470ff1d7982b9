"""Addresses of sign-in: allauth's, but for those with which a person would make an account or change its e-mail themselves.

People are added by their municipality. The closed addresses keep their names, which allauth's own pages ask for.
"""

from typing import NoReturn

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.urls import include, re_path


@login_not_required
def closed(request: HttpRequest) -> NoReturn:
    raise Http404


urlpatterns = [
    re_path(r"^(?:signup|email|confirm-email|login/code)/", closed),
    re_path("", include("allauth.urls")),
]
