"""Addresses of the templates and themes, part of those of analyses."""

from django.urls import path

from analyses.views import template_history, templates, themes

urlpatterns = [
    path("templates/", templates.current, name="current_templates"),
    path("templates/<slug:slug>/", templates.index, name="templates"),
    path("templates/<slug:slug>/begin/", templates.begin, name="begin_template"),
    path("templates/<slug:slug>/history/", template_history.history, name="template_history"),
    path("templates/<slug:slug>/themes/", themes.themes, name="themes"),
    path("templates/<slug:slug>/themes/<int:pk>/", themes.rename, name="rename_theme"),
    path("templates/<slug:slug>/themes/<int:pk>/use/", themes.use, name="use_theme"),
    path("templates/versions/<int:pk>/", templates.template, name="template"),
    path("templates/versions/<int:pk>/new/", templates.new_version, name="new_version"),
    path("templates/versions/<int:pk>/preview/", templates.preview, name="preview_template"),
    path("templates/versions/<int:pk>/publish/", templates.publish, name="publish_template"),
    path("templates/versions/<int:pk>/discard/", templates.discard, name="discard_template"),
    path("templates/versions/<int:pk>/forms/", templates.forms, name="template_forms"),
    path("templates/versions/<int:pk>/fields/", templates.fields, name="template_fields"),
    path("templates/versions/<int:pk>/areas/", templates.add_area, name="add_area"),
    path("templates/versions/<int:pk>/areas/<slug:key>/", templates.area, name="template_area"),
    path("templates/versions/<int:pk>/areas/<slug:key>/move/", templates.move_area, name="move_area"),
    path("templates/versions/<int:pk>/areas/<slug:key>/remove/", templates.remove_area, name="remove_area"),
    path("templates/versions/<int:pk>/sections/", templates.put_back, name="put_back_section"),
    path("templates/versions/<int:pk>/sections/<slug:key>/", templates.section, name="template_section"),
    path("templates/versions/<int:pk>/sections/<slug:key>/leave-out/", templates.leave_out, name="leave_out_section"),
    path(
        "templates/wordings/<slug:kind>/<int:pk>/<slug:field>/",
        template_history.wordings,
        name="template_wordings",
    ),
    path("templates/save/<slug:kind>/<int:pk>/<slug:field>/", templates.save, name="save_template"),
]
