"""Addresses of support."""

from django.urls import path

from support import views

app_name = "support"

urlpatterns = [
    path("support/", views.index, name="index"),
    path("support/request/", views.request_support, name="request"),
    path("support/<int:pk>/decide/", views.decide, name="decide"),
]
