"""Addresses of indicators."""

from django.urls import path

from indicators.views import imports

app_name = "indicators"

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.show_import, name="import"),
    path("imports/<int:pk>/confirm/", imports.confirm, name="confirm"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
]
