"""Addresses of indicators."""

from django.urls import path

from indicators import views

app_name = "indicators"

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<int:pk>/", views.show_import, name="import"),
    path("imports/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("imports/<int:pk>/progress/", views.import_progress, name="import_progress"),
]
