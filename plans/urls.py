"""Addresses of plans."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

app_name = "plans"


def stub(request: HttpRequest) -> HttpResponse:
    return render(request, "home/my_page.html")


urlpatterns = [
    path("plans/", stub, name="index"),
]
