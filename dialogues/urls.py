"""Addresses of dialogues."""

from django.urls import path

from dialogues import views

app_name = "dialogues"

urlpatterns = [
    path("dialogues/", views.index, name="index"),
    path("dialogues/new/", views.new_series, name="new_series"),
    path("dialogues/<int:pk>/", views.meeting, name="meeting"),
    path("dialogues/<int:pk>/move/", views.move, name="move"),
    path("dialogues/<int:pk>/calendar.ics", views.calendar, name="calendar"),
    path("dialogues/<int:pk>/notes/", views.add_item, name="add_item"),
    path("dialogues/<int:pk>/promises/", views.add_promise, name="add_promise"),
    path("dialogues/<int:pk>/confirm/<slug:side>/", views.confirm, name="confirm"),
    path("dialogues/<int:pk>/corrections/", views.correct, name="correct"),
    path("dialogues/notes/<int:pk>/", views.edit_item, name="edit_item"),
    path("dialogues/notes/<int:pk>/remove/", views.remove_item, name="remove_item"),
    path("dialogues/promises/<int:pk>/settle/", views.settle_promise, name="settle_promise"),
    path("dialogues/promises/<int:pk>/reopen/", views.reopen_promise, name="reopen_promise"),
    path("dialogues/promises/<int:pk>/remove/", views.remove_promise, name="remove_promise"),
    path("dialogues/save/<slug:kind>/<int:pk>/<slug:field>/", views.save, name="save"),
]
