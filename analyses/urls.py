"""Addresses of analyses."""

from django.urls import path

from analyses.views import editor, grounds, index, reading, rollup

app_name = "analyses"

urlpatterns = [
    path("analyses/", index.index, name="index"),
    path("analyses/start/<slug:slug>/<year:year>/", index.start, name="start"),
    path("analyses/<int:pk>/", editor.overview, name="overview"),
    path("analyses/<int:pk>/areas/<slug:key>/", editor.area, name="area"),
    path("analyses/<int:pk>/areas/<slug:key>/findings/", editor.add_finding, name="add_finding"),
    path("analyses/<int:pk>/areas/<slug:key>/observations/", grounds.add_observation, name="add_observation"),
    path("analyses/findings/<int:pk>/", editor.finding, name="finding"),
    path("analyses/findings/<int:pk>/grounds/", grounds.add_ground, name="add_ground"),
    path("analyses/grounds/<int:pk>/remove/", grounds.remove_ground, name="remove_ground"),
    path("analyses/grounds/<int:pk>/new-figure/", grounds.use_new_figure, name="use_new_figure"),
    path("analyses/findings/<int:pk>/causes/", editor.add_cause, name="add_cause"),
    path("analyses/findings/<int:pk>/conclusions/", editor.add_conclusion, name="add_conclusion"),
    path("analyses/remove/<slug:kind>/<int:pk>/", editor.remove, name="remove"),
    path("analyses/save/<slug:kind>/<int:pk>/<slug:field>/", editor.save, name="save"),
    path("analyses/<int:pk>/remains/", editor.remains, name="remains"),
    path("analyses/<int:pk>/submit/", editor.submit, name="submit"),
    path("analyses/<int:pk>/versions/<int:number>/", reading.version, name="version"),
    path("analyses/<int:pk>/return/", reading.return_analysis, name="return"),
    path("analyses/<int:pk>/adopt/", reading.adopt, name="adopt"),
    path("rollup/", rollup.current, name="current_rollup"),
    path("rollup/<slug:slug>/<year:year>/", rollup.page, name="rollup"),
    path("rollup/<slug:slug>/<year:year>/cite/", rollup.cite, name="cite"),
    path("analyses/citations/<int:pk>/remove/", rollup.cite_no_more, name="cite_no_more"),
]
