"""Addresses of the pages: surveys."""

from django.urls import URLPattern, URLResolver, path

from luister.web.surveys import links, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("surveys/", views.listing, name="surveys"),
    path("surveys/new/", views.new, name="survey-new"),
    path("surveys/links/<int:pk>/", links.detail, name="survey-link"),
    path("surveys/links/<int:pk>/code.svg", links.code, name="survey-link-code"),
    path("surveys/links/<int:pk>/invite/", links.invite, name="survey-link-invite"),
    path("surveys/links/<int:pk>/links.csv", links.download, name="survey-link-download"),
    path("surveys/links/<int:pk>/close/", links.close, name="survey-link-close"),
    path("surveys/<slug:key>/", views.detail, name="survey"),
    path("surveys/<slug:key>/wording/", views.wording, name="survey-wording"),
    path("surveys/<slug:key>/settings/", views.settings, name="survey-settings"),
    path("surveys/<slug:key>/publish/", views.publish, name="survey-publish"),
    path("surveys/<slug:key>/switch/", views.switch, name="survey-switch"),
    path("surveys/<slug:key>/preview/", views.preview, name="survey-preview"),
    path("surveys/<slug:key>/link/", links.new, name="survey-link-new"),
]
