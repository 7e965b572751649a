"""Addresses that customers meet."""

from django.urls import URLPattern, URLResolver, path

from luister.web.public import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("s/<str:token>/", views.answer, name="answer"),
    path("s/<str:token>/thanks/", views.thanks, name="answer-thanks"),
    path("s/<str:token>/stop/", views.stop, name="stop-asking"),
    path("s/<str:token>/privacy/", views.answer_privacy, name="answer-privacy"),
    path("privacy/", views.privacy, name="privacy"),
]
