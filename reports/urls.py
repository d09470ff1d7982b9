"""Addresses of reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

app_name = "reports"


def stub(request: HttpRequest) -> HttpResponse:
    return render(request, "home/my_page.html")


urlpatterns = [
    path("units/", stub, name="units"),
    path("reports/", stub, name="index"),
]
