"""The request as views know it: the login middleware has let it through, so there is a person."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from units.models import User


class Request(HttpRequest):
    """For annotations: a request of somebody who is signed in."""

    user: User  # type: ignore[assignment]
    htmx: HtmxDetails
