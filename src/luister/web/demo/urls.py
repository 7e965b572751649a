"""Addresses of the pages: demo."""

from django.urls import URLPattern, URLResolver, path

from luister.web.demo import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/leave/", views.leave, name="leave-demo"),
    path("demo/leaving/", views.leaving, name="leaving-demo"),
]
