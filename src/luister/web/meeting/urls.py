"""Addresses of the pages: meeting."""

from django.urls import URLPattern, URLResolver, path

from luister.web.meeting import obstacles, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("meeting/", views.meetings, name="meeting"),
    path("meeting/<slug:key>/", views.meeting, name="meeting-unit"),
    path("meeting/<slug:key>/story/", views.story, name="meeting-story"),
    path("meeting/<slug:key>/held/", views.held, name="meeting-held"),
    path("meeting/<slug:key>/obstacle/", obstacles.raise_one, name="obstacle-raise"),
    path("obstacles/", obstacles.obstacles, name="obstacles"),
    path("obstacles/<int:pk>/", obstacles.obstacle, name="obstacle"),
]
