"""Addresses of the pages: voices."""

from django.urls import URLPattern, URLResolver, path

from luister.web.voices import sorting, views
from luister.web.voices.download import download

urlpatterns: list[URLPattern | URLResolver] = [
    path("voices/", views.voices, name="voices"),
    path("voices/mark/", sorting.mark, name="voices-mark"),
    path("voices/download/", download, name="voices-download"),
    path("voices/<int:pk>/", views.voice, name="voice"),
    path("voices/<int:pk>/tags/", sorting.tag, name="voice-tag"),
]
