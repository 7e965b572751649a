"""Addresses of the pages: programme."""

from django.urls import URLPattern, URLResolver, path

from luister.web.programme import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("touchpoints/", views.listing, name="touchpoints"),
    path("touchpoints/new/", views.new, name="touchpoint-new"),
    path("touchpoints/<slug:key>/", views.detail, name="touchpoint"),
    path("touchpoints/<slug:key>/switch/", views.switch, name="touchpoint-switch"),
]
