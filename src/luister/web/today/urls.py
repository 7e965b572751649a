"""Addresses of the pages: today."""

from django.urls import URLPattern, URLResolver, path

from luister.web.today import views

urlpatterns: list[URLPattern | URLResolver] = [path("", views.today, name="today")]
