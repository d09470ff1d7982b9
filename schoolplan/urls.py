"""All addresses. Each app names its own; the start pages, sign-in and what concerns everyone stand here."""

from django.urls import include, path, register_converter

from schoolplan.home import health, views
from units.years import SchoolYearConverter

register_converter(SchoolYearConverter, "year")

handler403 = "schoolplan.home.errors.forbidden"
handler404 = "schoolplan.home.errors.not_found"
handler500 = "schoolplan.home.errors.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("demo/enter/<slug:who>/", views.enter_demo, name="enter_demo"),
    path("language/", views.set_language, name="set_language"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("small-numbers/", views.small_numbers, name="small_numbers"),
    path("health/", health.health, name="health"),
    path("accounts/", include("schoolplan.home.accounts")),
    path("", include("indicators.urls")),
    path("", include("analyses.urls")),
    path("", include("plans.urls")),
    path("", include("support.urls")),
    path("", include("dialogues.urls")),
    path("", include("reports.urls")),
]
