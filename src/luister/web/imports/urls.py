"""Addresses of the pages: imports."""

from django.urls import URLPattern, URLResolver, path

from luister.web.imports import actions, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new, name="import-new"),
    path("imports/<int:pk>/", views.detail, name="import"),
    path("imports/<int:pk>/progress/", views.progress, name="import-progress"),
    path("imports/<int:pk>/errors.csv", views.errors, name="import-errors"),
    path("imports/<int:pk>/mapping.yaml", views.mapping, name="import-mapping"),
    path("imports/<int:pk>/check/", actions.check, name="import-check"),
    path("imports/<int:pk>/start/", actions.start, name="import-start"),
    path("imports/<int:pk>/stop/", actions.stop, name="import-stop"),
    path("imports/<int:pk>/undo/", actions.undo, name="import-undo"),
]
