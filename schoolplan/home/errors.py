"""Pages for when something is not there, not allowed, not to be read, or broken."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRefresh


class SayWhy:
    """A service that refuses says why in a sentence; where the page has no better place for it, it gets a page of its own.

    So does an address that only does something, for who comes there to read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            page = render(request, "home/error.html", {"kind": "not_a_page"}, status=response.status_code)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ValidationError):
            return None
        return render(request, "home/error.html", {"kind": "refused", "why": " ".join(exception.messages)}, status=409)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "home/error.html", {"kind": "forbidden"}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "home/error.html", {"kind": "not_found"}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the database, which may be what is broken."""
    return render(request, "home/error_plain.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page holds an old key, most often because the person has signed in anew in another tab: htmx loads it again.

    What was being typed is kept in the browser and offered back there.
    """
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRefresh()
    return render(request, "home/error.html", {"kind": "stale"}, status=403)
