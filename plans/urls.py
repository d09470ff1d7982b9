"""Addresses of plans."""

from django.urls import path

from plans import views

app_name = "plans"

urlpatterns = [
    path("plans/", views.index, name="index"),
    path("plans/start/<slug:slug>/<year:year>/", views.start, name="start"),
    path("plans/<int:pk>/", views.plan, name="plan"),
    path("plans/<int:pk>/adopt/", views.adopt, name="adopt"),
    path("plans/<int:pk>/revise/", views.revise, name="revise"),
    path("plans/<int:pk>/goals/", views.add_goal, name="add_goal"),
    path("plans/<int:pk>/versions/<int:number>/", views.version, name="version"),
    path("plans/conclusions/<int:pk>/goal/", views.goal_from, name="goal_from"),
    path("plans/conclusions/<int:pk>/", views.lead_on, name="lead_on"),
    path("plans/goals/<int:pk>/measures/", views.add_measure, name="add_measure"),
    path("plans/goals/<int:pk>/remove/", views.remove_goal, name="remove_goal"),
    path("plans/goals/<int:pk>/rest-on/", views.rest_on, name="rest_on"),
    path("plans/goals/<int:pk>/rest-on/<int:conclusion>/remove/", views.rest_no_more, name="rest_no_more"),
    path("plans/measures/<int:pk>/remove/", views.remove_measure, name="remove_measure"),
    path("plans/measures/<int:pk>/follow-up/", views.follow_up, name="follow_up"),
    path("plans/save/<slug:kind>/<int:pk>/<slug:field>/", views.save, name="save"),
    path("plans/dead-ends/<slug:slug>/<year:year>/", views.dead_ends, name="dead_ends"),
]
