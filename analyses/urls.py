"""Addresses of analyses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

app_name = "analyses"


def stub(request: HttpRequest) -> HttpResponse:
    return render(request, "home/my_page.html")


urlpatterns = [
    path("analyses/", stub, name="index"),
    path("rollup/", stub, name="current_rollup"),
]
