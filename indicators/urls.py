"""Addresses of indicators."""

from django.urls import path

from indicators.views import fetching, imports, library, limits, register, tables

app_name = "indicators"

urlpatterns = [
    path("indicators/", library.library, name="library"),
    path("indicators/new/<slug:slug>/", library.add, name="add_own"),
    path("indicators/<slug:key>/", library.indicator, name="indicator"),
    path("indicators/<slug:key>/place/<slug:slug>/", library.place, name="place"),
    path("indicators/<slug:key>/edit/", library.edit, name="edit_own"),
    path("indicators/<slug:key>/breaks/", library.add_break, name="add_break"),
    path("indicators/<slug:key>/breaks/<year:year>/remove/", library.remove_break, name="remove_break"),
    path("imports/", imports.imports, name="imports"),
    path("imports/table/", tables.own, name="own_table"),
    path("imports/register/<int:pk>/", register.show, name="register"),
    path("imports/register/<int:pk>/undo/", register.undo, name="register_undo"),
    path("imports/new/<slug:source>/", imports.upload, name="upload"),
    path("imports/skolverket/", fetching.planned, name="fetch_planned"),
    path("imports/kolada/", fetching.kolada, name="fetch_kolada"),
    path("imports/<int:pk>/", imports.show_import, name="import"),
    path("imports/<int:pk>/confirm/", imports.confirm, name="confirm"),
    path("imports/<int:pk>/again/", fetching.again, name="fetch_again"),
    path("imports/<int:pk>/undo/", imports.undo, name="undo"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("figures/limits/<slug:slug>/", limits.limits, name="limits"),
    path("figures/<slug:slug>/table/<slug:ending>/", tables.shown, name="table"),
]
