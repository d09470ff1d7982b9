"""Start pages and what concerns everyone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home/my_page.html", {})


@login_not_required
def enter_demo(request: HttpRequest, who: str) -> HttpResponse:
    raise NotImplementedError


set_language = accessibility = small_numbers = health = enter_demo
