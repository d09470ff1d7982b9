"""What a browser may keep of a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NeverKept:
    """No page but a public file is kept by the browser or on the way to it.

    Going back shows the text that is saved now, not the one that stood there when the page was opened; and after signing out
    nothing can be read by going back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response
