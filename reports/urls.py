"""Addresses of reports."""

from django.urls import path

from reports.views import board, reports, together, units

app_name = "reports"

urlpatterns = [
    path("units/", units.index, name="units"),
    path("units/<slug:slug>/", units.page, name="unit"),
    path("units/<slug:slug>/handover/", units.handover, name="handover"),
    path("figures/<slug:slug>/", together.dispersion, name="figures"),
    path("figures/<slug:slug>/years/", units.over_years, name="years"),
    path("figures/<slug:slug>/thread/", together.thread, name="thread"),
    path("reports/", board.index, name="index"),
    path("reports/start/", board.start, name="start"),
    path("reports/ask/", board.ask, name="ask"),
    path("reports/save/<slug:kind>/<int:pk>/<slug:field>/", reports.save, name="save"),
    path("reports/<int:pk>/", reports.page, name="report"),
    path("reports/<int:pk>/edit/", reports.edit, name="edit"),
    path("reports/<int:pk>/render/", reports.render_pdf, name="render"),
    path("reports/<int:pk>/words/", reports.words, name="words"),
    path("reports/<int:pk>/progress/", reports.progress, name="progress"),
    path("reports/<int:pk>/publish/", reports.publish, name="publish"),
    path("reports/<int:pk>/pdf/", reports.pdf, name="pdf"),
    path("questions/<int:pk>/answer/", board.answer, name="answer"),
]
